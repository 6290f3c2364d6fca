import type { Kernels, Surface } from '../../memory.js';
import { withZeros } from '../../scratch.js';

/** How often each value of a sample occurs: 256 counts, or 65,536. */
export type Counts = Uint32Array;

/** Of each channel. */
export function countChannels(kernels: Kernels, surface: Surface): Counts[] {
  const { depth, channels, pixels, width, height } = surface;
  const samples = width * height * channels;
  if (depth === 16) {
    return withTables(kernels, channels, 65_536, (at) => {
      kernels.call.countSamples16(pixels.pointer, samples, channels, at);
    });
  }
  const twelve = withTables(kernels, 12, 256, (at) => {
    kernels.call.countSamples(pixels.pointer, samples, at);
  });
  return Array.from({ length: channels }, (_, channel) =>
    summed(twelve.filter((_, index) => index % channels === channel)),
  );
}

/** Of the luma of an RGB Surface. */
export function countLuma(kernels: Kernels, { depth, pixels, width, height }: Surface): Counts {
  const [name, tables, values] =
    depth === 8 ? (['countLuma', 4, 256] as const) : (['countLuma16', 1, 65_536] as const);
  return summed(
    withTables(kernels, tables, values, (at) => {
      kernels.call[name](pixels.pointer, width * height, at);
    }),
  );
}

/** So many tables of counts, as `count` leaves them in the kernels' memory. */
function withTables(
  kernels: Kernels,
  tables: number,
  values: number,
  count: (pointer: number) => void,
): Counts[] {
  return withZeros(kernels, 4 * tables * values, (at) => {
    count(at);
    const all = new Uint32Array(kernels.view(at, 4 * tables * values).slice().buffer);
    return Array.from({ length: tables }, (_, index) => all.subarray(index * values, (index + 1) * values));
  });
}

function summed(tables: readonly Counts[]): Counts {
  const sum = new Uint32Array(tables[0]!.length);
  for (const counts of tables) {
    for (let value = 0; value < sum.length; value++) sum[value]! += counts[value]!;
  }
  return sum;
}
