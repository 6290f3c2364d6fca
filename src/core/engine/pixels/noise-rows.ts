import type { Frame } from '../../geometry/types.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';

/** Where noise goes: the Surfaces, how finely it is drawn, and whether each channel has its own. */
export interface NoiseTarget {
  readonly kernels: Kernels;
  readonly source: Surface;
  readonly target: Surface;
  readonly perChannel: boolean;
  readonly scale: number;
}

/** Writes `count` numbers of row `y`: 16 bits each for samples of 8 bits, singles for those of 16. */
export type DrawRow = (at: number, count: number, y: number) => void;

/** What a row of samples becomes by its numbers, of which there are `drawn` for each pixel. */
export type ApplyRow = (from: number, to: number, noise: number, drawn: number) => void;

/** The size of the image that noise is drawn for, before it is enlarged. */
function smallFrame({ width, height }: Frame, scale: number): Frame {
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  };
}

/**
 * Draws noise row by row, and applies it. Numbers are drawn in the order of the samples or, if channels share them, of the
 * pixels. With `scale` below 1 noise is drawn for an image of max(1, ⌊scale · size⌋) pixels, and enlarged with pixel centres
 * at i + ½.
 */
export function applyNoiseRows(noise: NoiseTarget, draw: DrawRow, apply: ApplyRow): void {
  const { source, target, kernels, perChannel } = noise;
  const { width, height, channels, depth } = source;
  const stride = (width * channels * depth) / 8;
  const drawn = perChannel ? channels : 1;
  withScratch(kernels, bytesOf(source) * width * drawn, (row) => {
    const applyRows = (rowAt: (y: number) => void): void => {
      for (let y = 0; y < height; y++) {
        rowAt(y);
        apply(source.pixels.pointer + y * stride, target.pixels.pointer + y * stride, row, drawn);
      }
    };
    if (noise.scale < 1) withEnlargedRows(noise, drawn, draw, row, applyRows);
    else {
      applyRows((y) => {
        draw(row, width * drawn, y);
      });
    }
  });
}

/** Bytes of a number. */
function bytesOf({ depth }: Surface): number {
  return depth === 8 ? 2 : 4;
}

/** Gives `use` a function that writes a row of the enlarged noise to `row`. */
function withEnlargedRows(
  { kernels, source, scale }: NoiseTarget,
  drawn: number,
  draw: DrawRow,
  row: number,
  use: (rowAt: (y: number) => void) => void,
): void {
  const { width, height, depth } = source;
  const small = smallFrame(source, scale);
  const rows = linearTaps(small.height, height);
  const count = small.width * drawn;
  const stride = bytesOf(source) * count;
  const enlarge = depth === 8 ? 'enlargeNoise' : 'enlargeNoise16';
  withScratch(kernels, stride * small.height, (numbers) => {
    for (let y = 0; y < small.height; y++) draw(numbers + stride * y, count, y);
    withNumbers(kernels, linearTaps(small.width, width), (columns) => {
      use((y) => {
        const [above, below] = [rows[3 * y]!, rows[3 * y + 1]!].map((at) => numbers + stride * at);
        kernels.call[enlarge](above!, below!, rows[3 * y + 2]!, row, width, drawn, columns);
      });
    });
  });
}

/** For every pixel of the enlarged line: its two neighbours in the small line, and the weight of the second in 1/2048. */
function linearTaps(small: number, large: number): Int32Array {
  const taps = new Int32Array(3 * large);
  for (let i = 0; i < large; i++) {
    const position = Math.min(small - 1, Math.max(0, ((i + 0.5) * small) / large - 0.5));
    const first = Math.floor(position);
    taps.set([first, Math.min(small - 1, first + 1), Math.round((position - first) * 2048)], 3 * i);
  }
  return taps;
}
