import * as z from 'zod';
import { warpInterpolation, warpParameters } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { remap } from './remap.js';

const cells = z.int().min(1).max(100);

export const gridElasticDeform = defineTransform({
  name: 'GridElasticDeform',
  group: 'spatial',
  summary:
    'Divides the image into a grid and moves the inner points of the grid at random, and the image between them. Edges stay.',
  p: 1,
  schema: z.object({
    num_grid_xy: z.tuple([cells, cells]).describe('Columns and rows of the grid.'),
    magnitude: z.int().min(1).describe('How far a point may move along each axis, in whole pixels.'),
    interpolation: warpInterpolation.prefault('linear').describe('How pixels are interpolated.'),
    mask_interpolation: warpParameters.mask_interpolation,
  }),
  sample({ num_grid_xy: [across, down], magnitude, interpolation }, random, { width, height }) {
    const [columns, rows] = [across + 1, down + 1];
    const dx = Array<number>(columns * rows).fill(0);
    const dy = Array<number>(columns * rows).fill(0);
    for (let row = 1; row < down; row++) {
      for (let column = 1; column < across; column++) {
        const at = row * columns + column;
        dx[at] = within(random.integer(-magnitude, magnitude), (column / across) * width, width);
        dy[at] = within(random.integer(-magnitude, magnitude), (row / down) * height, height);
      }
    }
    const edge = { border_mode: 'replicate', fill: [0], fill_mask: 0 } as const;
    return {
      sampled: { dx, dy },
      operations: remap({ form: 'mesh', columns, rows, dx, dy }, { interpolation, ...edge }),
    };
  },
});

/** So that the point shows a position of the image. */
function within(shift: number, position: number, side: number): number {
  return Math.min(side - position, Math.max(-position, shift));
}
