import type { Colour, FillOperation, Seed } from '../../plan/operations.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Depth } from '../../plan/depth.js';
import { colourGrid } from '../grid.js';
import { withNumbers, withScratch } from '../scratch.js';

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * Copies the samples and paints the regions in their order, clipped to the raster; alpha is not changed. Random samples are bytes of
 * `uniformRow` (kernels/noise.ts). `sample`: one row of bytes for each row of a region, numbered through all regions.
 * `region`: the first bytes of the row with the region's number. For 16 bits, these are the upper bytes of the samples.
 */
export function fillRegions(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: FillOperation,
): void {
  copyPixels(source, target);
  const { paint } = operation;
  if ('colour' in paint) {
    fillColour(kernels, target, regionsIn(target, operation), inChannels(paint.colour, target));
  } else if (paint.random === 'region') fillRandomColours(kernels, target, operation, paint.seed);
  else fillRandomSamples(kernels, target, operation, paint.seed);
}

/** Regions clipped to the raster; empty ones have no rows. */
function regionsIn(
  { width, height }: { width: number; height: number },
  { regions }: FillOperation,
): Rectangle[] {
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
  return regions.map(([x0, y0, x1, y1]) => {
    const [left, top] = [within(x0, width), within(y0, height)];
    return { left, top, right: Math.max(left, within(x1, width)), bottom: within(y1, height) };
  });
}

function fillColour(
  kernels: Kernels,
  surface: Surface,
  regions: readonly Rectangle[],
  colour: readonly number[],
): void {
  const samples = surface.depth === 8 ? Uint8Array.from(colour) : Uint16Array.from(colour);
  const { pointer, stride, bytesPerPixel } = colourGrid(surface);
  withNumbers(kernels, samples, (pixel) => {
    for (const { left, top, right, bottom } of regions) {
      if (top >= bottom || left >= right) continue;
      const at = pointer + top * stride + left * bytesPerPixel;
      kernels.call.fillRectangle(at, stride, right - left, bottom - top, pixel, bytesPerPixel);
    }
  });
}

function fillRandomColours(kernels: Kernels, surface: Surface, operation: FillOperation, seed: Seed): void {
  for (const [number, region] of regionsIn(surface, operation).entries()) {
    fillColour(
      kernels,
      surface,
      [region],
      [...drawSamples(kernels, surface.channels, number, seed, surface.depth)],
    );
  }
}

function fillRandomSamples(kernels: Kernels, surface: Surface, operation: FillOperation, seed: Seed): void {
  const { pointer, stride, bytesPerPixel } = colourGrid(surface);
  let number = 0;
  for (const { left, top, right, bottom } of regionsIn(surface, operation)) {
    const rows = Math.max(0, bottom - top);
    const bytes = (right - left) * bytesPerPixel;
    const at = pointer + top * stride + left * bytesPerPixel;
    if (surface.depth === 8)
      withScratch(kernels, bytes, (scratch) => {
        kernels.call.fillUniform(at, stride, bytes, rows, number, seed[0], seed[1], scratch);
      });
    else
      for (let y = 0; y < rows; y++) {
        const drawn = drawSamples(kernels, bytes / 2, number + y, seed, surface.depth);
        kernels.samples(16, at + y * stride, drawn.length).set(drawn);
      }
    number += rows;
  }
}

/** The blocks of the generators for the upper bytes, and for the lower ones. */
const BLOCKS = { upper: 0, lower: 4 };

function drawSamples(
  kernels: Kernels,
  count: number,
  row: number,
  seed: Seed,
  depth: Depth,
): Uint8Array | Uint16Array {
  const bytes = (block: number): Uint8Array =>
    withScratch(kernels, count, (at) => {
      kernels.call.uniformRow(at, count, row, seed[0], seed[1], block);
      return kernels.view(at, count).slice();
    });
  const upper = bytes(BLOCKS.upper);
  if (depth === 8) return upper;
  const lower = bytes(BLOCKS.lower);
  return Uint16Array.from(upper, (byte, i) => byte * 256 + lower[i]!);
}

/** The samples of a colour. On a grey raster it becomes its luma (ITU-R 601), rounded. */
export function inChannels(
  colour: Colour,
  { channels, depth }: Pick<Surface, 'channels' | 'depth'>,
): readonly number[] {
  const [red, green = red, blue = red] = colour.map((level) =>
    depth === 8 ? level : Math.round(level * unitsPerLevel(depth)),
  ) as unknown as Colour;
  return channels === 3 ? [red, green, blue] : [Math.round(0.299 * red + 0.587 * green + 0.114 * blue)];
}
