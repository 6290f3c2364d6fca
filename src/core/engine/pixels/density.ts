import type { DensityOperation } from '../../plan/operations.js';
import { unitsPerLevel, type Depth } from '../../plan/depth.js';
import { log } from '../../math.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { withNumbers } from '../scratch.js';

/** Less light counts as this, in shares of all. */
const LEAST = 1e-6;

const tables = new Map<Depth, Float32Array>();

/** Maps the optical densities of each pixel. */
export function applyDensity(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { dark, light, threshold }: DensityOperation,
): void {
  if (source.channels !== 3) {
    copyPixels(source, target);
    return;
  }
  const { width, height, depth } = source;
  withNumbers(kernels, densitiesOf(depth), (densities) => {
    withNumbers(kernels, columnsOf(dark), (darkAt) => {
      withNumbers(kernels, columnsOf(light), (lightAt) => {
        kernels.call.mapDensities(
          source.pixels.pointer,
          target.pixels.pointer,
          width * height,
          depth,
          densities,
          darkAt,
          lightAt,
          threshold * unitsPerLevel(depth),
        );
      });
    });
  });
}

/** That of each value of a sample. */
function densitiesOf(depth: Depth): Float32Array {
  const known = tables.get(depth);
  if (known) return known;
  const largest = 2 ** depth - 1;
  const made = Float32Array.from(
    { length: largest + 1 },
    (_, value) => -log(Math.max(value / largest, LEAST)),
  );
  tables.set(depth, made);
  return made;
}

/** Rows of four as columns of four, the last of each unused. */
function columnsOf(rows: readonly number[]): Float32Array {
  return Float32Array.from({ length: 16 }, (_, i) =>
    i % 4 === 3 ? 0 : rows[(i % 4) * 4 + Math.floor(i / 4)]!,
  );
}
