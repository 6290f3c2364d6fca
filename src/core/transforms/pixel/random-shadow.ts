import * as z from 'zod';
import { range } from '../parameters.js';
import type { Point } from '../../geometry/types.js';
import { defineTransform } from '../transform.js';
import { masked, over, partOfImage, pixelsOf } from './layers.js';

/** Polygons are those of OpenCV, with their outlines. Darkened samples are rounded, where Albumentations cuts them off. */
export const randomShadow = defineTransform({
  name: 'RandomShadow',
  group: 'pixel',
  summary: 'Darkens a few random polygons, as shadows do.',
  p: 0.5,
  schema: z.object({
    shadow_roi: partOfImage
      .prefault([0, 0.5, 1, 1])
      .describe('Where corners may lie: [x_min, y_min, x_max, y_max], in shares of the sides.'),
    num_shadows_limit: range({ min: 1, max: 100, whole: true })
      .prefault([1, 2])
      .describe('Number of shadows.'),
    shadow_dimension: z.int().min(3).max(100).prefault(5).describe('Number of corners of each.'),
    shadow_intensity_range: range({ min: 0, max: 1 })
      .prefault([0.5, 0.5])
      .describe('How dark they are; 1 is black.'),
  }),
  sample({ shadow_roi, num_shadows_limit, shadow_dimension, shadow_intensity_range }, random, scene) {
    const part = pixelsOf(shadow_roi, scene);
    const count = random.integer(...num_shadows_limit);
    const shadows = Array.from({ length: count }, () => ({
      corners: Array.from({ length: shadow_dimension }, (): [number, number] => [
        random.integer(part.x, part.x + part.width - 1),
        random.integer(part.y, part.y + part.height - 1),
      ]),
      intensity: random.uniform(...shadow_intensity_range),
    }));
    return {
      sampled: { shadows },
      operations: shadows
        .filter(({ intensity }) => intensity > 0)
        .map(({ corners, intensity }) => over('multiply', [0], [0, intensity], polygonOf(corners))),
    };
  },
});

/** @param corners pixel indices */
function polygonOf(corners: readonly Point[]) {
  const points = corners.map(([x, y]): Point => [x + 0.5, y + 0.5]);
  return masked({ form: 'shapes', shapes: [{ form: 'polygon', points, outlined: true }] });
}
