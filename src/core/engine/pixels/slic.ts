import type { Frame } from '../../geometry/types.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Kernels } from '../memory.js';
import type { Raster } from '../raster.js';
import { withNumbers, withScratch } from '../scratch.js';

const TURNS = 10;
/** Column and row of a centre, and three numbers that the kernel keeps beside them. */
const CENTRE = 5;

/** Kernels of kernels/slic.ts. Colours, centres and distances are doubles, labels whole numbers of 32 bits. */
export interface SlicKernels {
  claimPixels(
    colours: number,
    channels: number,
    width: number,
    height: number,
    centres: number,
    count: number,
    step: number,
    labels: number,
    distances: number,
  ): void;
  moveCentres(labels: number, width: number, height: number, centres: number, count: number): void;
}

/** A superpixel for each pixel, by its number. Below `count` are those that exist; a pixel that none reaches has −1. */
export interface Segments {
  readonly labels: Int32Array;
  readonly count: number;
}

/**
 * SLIC (Achanta et al., 2012) as in Albumentations 2.0.8, to the bit: the colour of a centre is that of the pixel there, and
 * distances are kept from one turn to the next. All in double precision, which is the same everywhere.
 * @param wanted about so many superpixels
 */
export function segment(kernels: Kernels, raster: Raster, wanted: number): Segments {
  const { width, height, channels } = raster;
  const step = Math.max(1, Math.trunc(Math.sqrt((width * height) / wanted)));
  const centres = gridOf(raster, step);
  const count = centres.length / CENTRE;
  const pixels = width * height;
  const { call } = kernels;
  return withNumbers(kernels, normalized(raster), (colours) =>
    withNumbers(kernels, centres, (held) =>
      withNumbers(kernels, new Float64Array(pixels).fill(Infinity), (distances) =>
        withScratch(kernels, 4 * pixels, (labels) => {
          const view = () => new Int32Array(call.memory.buffer, labels, pixels);
          view().fill(-1);
          for (let turn = 0; turn < TURNS; turn++) {
            call.claimPixels(colours, channels, width, height, held, count, step, labels, distances);
            call.moveCentres(labels, width, height, held, count);
          }
          return { labels: view().slice(), count };
        }),
      ),
    ),
  );
}

function gridOf({ width, height }: Frame, step: number): Float64Array {
  const centres: number[] = [];
  const first = Math.floor(step / 2);
  for (let y = first; y < height; y += step)
    for (let x = first; x < width; x += step) centres.push(x, y, 0, 0, 0);
  return Float64Array.from(centres);
}

/** So that the greatest sample is 1; as upstream, which adds a little to it lest all is black. */
function normalized({ data, depth }: Pick<Raster, 'data' | 'depth'>): Float64Array {
  const unit = unitsPerLevel(depth);
  let greatest = 0;
  for (const value of data) greatest = Math.max(greatest, value / unit + 1e-6);
  const colours = new Float64Array(data.length);
  for (let i = 0; i < colours.length; i++) colours[i] = data[i]! / unit / greatest;
  return colours;
}
