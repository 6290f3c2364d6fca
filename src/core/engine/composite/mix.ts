import type { Kernels, Surface } from '../memory.js';
import type { Branch } from '../program.js';
import { withZeros } from '../scratch.js';
import type { Run } from './index.js';

/** The sum of what the branches make of the source, by their weights, rounded. */
export function mixBranches(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  branches: readonly Branch[],
  run: Run,
): void {
  const { width, height, channels, depth } = source;
  const count = width * height * channels;
  const { call } = kernels;
  const isDeep = depth === 16;
  withZeros(kernels, (isDeep ? 4 : 2) * count, (sums) => {
    const add = ({ pixels }: Surface, share: number): void => {
      call[isDeep ? 'addShare16' : 'addShare'](pixels.pointer, sums, count, share);
    };
    const weights = branches.map(({ weight }) => weight);
    const shares = isDeep ? weights : wholeShares(weights);
    for (const [index, { program }] of branches.entries()) {
      const share = shares[index]!;
      if (share === 0) continue;
      if (program.passes.length === 0) {
        add(source, share);
        continue;
      }
      const made = run(program, source);
      add(made, share);
      kernels.free(made);
    }
    call[isDeep ? 'roundSums16' : 'roundSums'](sums, target.pixels.pointer, count);
  });
}

const ONE = 32767;

/** Shares of `ONE` that add up to it, each less than 1 off. */
function wholeShares(weights: readonly number[]): number[] {
  let sum = 0;
  let given = 0;
  return weights.map((weight) => {
    sum += weight;
    const share = Math.min(ONE, Math.round(sum * ONE)) - given;
    given += share;
    return share;
  });
}
