import * as z from 'zod';
import type { GridAxis } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { NOTHING, symmetricRange, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { KEYPOINTS_ARE_EXACT, remap } from './remap.js';

export const gridDistortion = defineTransform({
  name: 'GridDistortion',
  group: 'spatial',
  summary:
    'Divides the image into a grid, and stretches or squeezes each of its columns and rows by a factor of its own.',
  p: 0.5,
  schema: z.object({
    num_steps: z.int().min(1).max(100).prefault(5).describe('Columns and rows of the grid.'),
    distort_limit: symmetricRange({ min: -1, max: 1 })
      .prefault([-0.3, 0.3])
      .describe('Difference of each factor from 1; 0.3 shows 30 % more of the image in a cell.'),
    ...warpParameters,
    normalized: z
      .boolean()
      .prefault(true)
      .describe('Whether the factors are scaled so that the whole image fills the frame exactly.'),
  }),
  refused: KEYPOINTS_ARE_EXACT,
  sample(parameters, random, { width, height }) {
    const columns = drawFactors(parameters, random);
    const rows = drawFactors(parameters, random);
    const sampled = { columns, rows };
    if (Math.min(width, height) < parameters.num_steps) return { sampled, operations: NOTHING };
    const field = {
      form: 'grid' as const,
      x: axisOf(columns, width, parameters.normalized),
      y: axisOf(rows, height, parameters.normalized),
    };
    return { sampled, operations: remap(field, parameters) };
  },
});

/** One for each cell, and one for the rest of the side that does not fill a cell. */
function drawFactors(
  {
    num_steps,
    distort_limit,
  }: { readonly num_steps: number; readonly distort_limit: readonly [number, number] },
  random: Random,
): number[] {
  return Array.from({ length: num_steps + 1 }, () => 1 + random.uniform(...distort_limit));
}

function axisOf(factors: readonly number[], side: number, normalized: boolean): GridAxis {
  const step = Math.floor(side / (factors.length - 1));
  const shown = factors.map((factor, i) => factor * Math.min(step, side - i * step));
  const total = shown.reduce((sum, length) => sum + length, 0);
  const scale = normalized && total > 0 ? side / total : 1;
  const from = [0];
  for (const factor of factors) from.push(from.at(-1)! + factor * scale * step);
  return { step, from };
}
