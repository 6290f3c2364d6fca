import * as z from 'zod';
import type { MarksPaint } from '../../plan/operations.js';
import { NOTHING, wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, partOfImage, pixelsOf } from './layers.js';

/** Pixels of a patch for each stone. */
const SPACING = 100;

/**
 * As in Albumentations, but exact: pixels beside the stones keep their colour, which its way to 8-bit HLS and back changes.
 */
export const randomGravel = defineTransform({
  name: 'RandomGravel',
  group: 'pixel',
  summary: 'Strews gravel over a few patches: small squares of random lightness.',
  p: 0.5,
  schema: z.object({
    gravel_roi: partOfImage
      .prefault([0.1, 0.4, 0.9, 0.9])
      .describe('Where patches may lie: [x_min, y_min, x_max, y_max], in shares of the sides.'),
    number_of_patches: z.int().min(1).max(100).prefault(2).describe('Number of patches.'),
  }),
  sample({ gravel_roi, number_of_patches }, random, scene) {
    const part = pixelsOf(gravel_roi, scene);
    const sides = (side: number): number =>
      wholeAt(random.uniform(0, 1), Math.floor(side / 10), Math.floor(side / 5));
    const groups: MarksPaint['groups'] = Array.from({ length: number_of_patches }, () => {
      const [width, height] = [sides(part.width), sides(part.height)];
      const x = wholeAt(random.uniform(0, 1), part.x, part.x + part.width - width);
      const y = wholeAt(random.uniform(0, 1), part.y, part.y + part.height - height);
      return {
        count: Math.floor((width * height) / SPACING),
        within: [x, y, x + width + 1, y + height + 1] as const,
      };
    });
    const seed = random.seed();
    const stones = groups.reduce((sum, { count }) => sum + count, 0);
    const mask = masked({
      form: 'marks',
      groups,
      mark: { form: 'square', half: [1, 3] },
      levels: 'random',
      seed,
    });
    return {
      sampled: { patches: groups.map(({ within }) => [...within]), stones },
      operations: stones === 0 ? NOTHING : [{ kind: 'composite', form: 'relight', mask }],
    };
  },
});
