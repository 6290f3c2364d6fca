import * as z from 'zod';
import { scaling } from '../../geometry/matrix.js';
import { NOTHING, rangeFrom } from '../parameters.js';
import { aboutCentre } from '../spatial/matrices.js';
import { defineTransform } from '../transform.js';

/** The Operation lists its views, and each takes a pass. */
const MOST_VIEWS = 60;

/**
 * Views are zoomed about the centre; Albumentations crops to whole pixels before it zooms, which moves them by up to half a pixel.
 */
export const zoomBlur = defineTransform({
  name: 'ZoomBlur',
  group: 'pixel',
  summary: 'Blurs the image as a zoom during the exposure does: sharp in the middle, streaks outwards.',
  p: 0.5,
  schema: z.object({
    max_factor: rangeFrom(1, { min: 1, max: 10 })
      .prefault([1, 1.31])
      .describe('How much larger the image has become at the end.'),
    step_factor: rangeFrom(0, { min: 0, max: 10 })
      .prefault([0.01, 0.03])
      .describe(
        'How much larger the next of the images is, of which the mean is taken. There are at most 60.',
      ),
  }),
  sample({ max_factor, step_factor }, random, scene) {
    const largest = random.uniform(...max_factor);
    const step = random.uniform(...step_factor);
    const growth = Math.max(step, (largest - 1) / (MOST_VIEWS - 1));
    const views = growth > 0 ? Math.ceil((largest - 1) / growth) : 0;
    // Upstream counts the image itself twice: apart, and as the first of its views.
    const at = [0, ...Array.from({ length: views }, (_, view) => view * growth)];
    return {
      sampled: { max_factor: largest, step_factor: step },
      operations:
        views <= 1
          ? NOTHING
          : [{ kind: 'composite', form: 'sweep', matrix: aboutCentre(scaling(2, 2), scene), at }],
    };
  },
});
