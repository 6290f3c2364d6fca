import * as z from 'zod';
import type { Random } from '../../plan/random.js';
import { roundHalfEven } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { CHANNELS } from './channel-order.js';
import { levelTable } from './level-table.js';

export const randomToneCurve = defineTransform({
  name: 'RandomToneCurve',
  group: 'pixel',
  summary: 'Changes contrast and brightness by a smooth curve through black and white.',
  p: 0.5,
  schema: z.object({
    scale: z
      .number()
      .min(0)
      .max(1)
      .prefault(0.1)
      .describe('Standard deviation of the two points between that bend the curve, about 0.25 and 0.75.'),
    per_channel: z
      .boolean()
      .prefault(false)
      .describe('Whether each channel gets a curve of its own. Grey images get the first.'),
  }),
  whyNotOnPlanes: ({ per_channel }) =>
    per_channel ? 'with per_channel, it has a curve for each of red, green and blue' : undefined,
  sample({ scale, per_channel }, random) {
    const curves = per_channel ? CHANNELS : [0];
    const low_y = curves.map(() => heightAbout(0.25, scale, random));
    const high_y = curves.map(() => heightAbout(0.75, scale, random));
    const values = curves.map((curve) => curveTable(low_y[curve]!, high_y[curve]!));
    return { sampled: { low_y, high_y }, operations: [{ kind: 'table', form: 'values', values }] };
  },
});

function heightAbout(mean: number, scale: number, random: Random): number {
  return Math.min(1, Math.max(0, random.normal(mean, scale)));
}

/** The heights of a cubic Bézier curve with the control points 0, `low`, `high` and 1, which are 0–1. */
function curveTable(low: number, high: number): string {
  return levelTable((level) => {
    const t = level / 255;
    const rest = 1 - t;
    return roundHalfEven((3 * rest * rest * t * low + 3 * rest * t * t * high + t * t * t) * 255);
  });
}
