import * as z from 'zod';
import { MOST_TILES } from '../../plan/operations.js';
import { rangeFrom } from '../parameters.js';
import { defineTransform } from '../transform.js';

const tiles = z.int().min(1).max(MOST_TILES);

export const clahe = defineTransform({
  name: 'CLAHE',
  group: 'pixel',
  summary:
    'Spreads the levels of each part of the image, within a limit (contrast limited adaptive histogram equalization). Colours keep their hue: it acts on L of CIE Lab.',
  p: 0.5,
  schema: z.object({
    clip_limit: rangeFrom(1, { min: 1 })
      .prefault([1, 4])
      .describe('How often a level may count, as a multiple of the mean; 4 stands for 1 to 4.'),
    tile_grid_size: z
      .tuple([tiles, tiles])
      .prefault([8, 8])
      .describe('Numbers of parts: columns, then rows.'),
  }),
  sample({ clip_limit, tile_grid_size: [columns, rows] }, random) {
    const clipLimit = random.uniform(...clip_limit);
    return {
      sampled: { clip_limit: clipLimit },
      operations: [{ kind: 'adaptive', form: 'clahe', columns, rows, clipLimit }],
    };
  },
});
