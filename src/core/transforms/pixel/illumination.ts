import * as z from 'zod';
import type { Frame, Point } from '../../geometry/types.js';
import { exp } from '../../math.js';
import type { Mask } from '../../plan/operations.js';
import { range } from '../parameters.js';
import { sineAndCosine } from '../spatial/matrices.js';
import { defineTransform } from '../transform.js';
import { masked, over } from './layers.js';

/**
 * As in Albumentations, but a linear gradient reaches from 0 to 1 at every angle; there only at multiples of 45 degrees, so that the
 * whole image becomes brighter or darker at others.
 */
export const illumination = defineTransform({
  name: 'Illumination',
  group: 'pixel',
  summary: 'Lights the image unevenly: from one side to the other, from a corner, or about a spot.',
  p: 0.5,
  schema: z.object({
    mode: z
      .enum(['linear', 'corner', 'gaussian'])
      .prefault('linear')
      .describe('From side to side, by the distance to a corner, or about a spot.'),
    intensity_range: range({ min: 0.01, max: 0.2 })
      .prefault([0.01, 0.2])
      .describe('The greatest change, as a fraction of the level.'),
    effect_type: z
      .enum(['brighten', 'darken', 'both'])
      .prefault('both')
      .describe(
        'Which way; `both`: either, equally likely. A corner becomes darker beyond it where it brightens.',
      ),
    angle_range: range({ min: 0, max: 360 })
      .prefault([0, 360])
      .describe('`linear`: where it becomes brighter, in degrees, clockwise from the right.'),
    center_range: range({ min: 0, max: 1 })
      .prefault([0.1, 0.9])
      .describe('`gaussian`: the spot, in shares of the width and of the height.'),
    sigma_range: range({ min: 0.2, max: 1 })
      .prefault([0.2, 1])
      .describe('`gaussian`: size of the spot, as a fraction of the longer side.'),
  }),
  sample(parameters, random, scene) {
    const size = random.uniform(...parameters.intensity_range);
    const darkens = random.chance(0.5);
    const angle = random.uniform(...parameters.angle_range);
    const corner = random.integer(0, 3);
    const centre: Point = [
      random.uniform(...parameters.center_range),
      random.uniform(...parameters.center_range),
    ];
    const sigma = random.uniform(...parameters.sigma_range);
    const negative = parameters.effect_type === 'both' ? darkens : parameters.effect_type === 'darken';
    const intensity = negative ? -size : size;
    switch (parameters.mode) {
      case 'linear':
        return {
          sampled: { intensity, angle },
          operations: [over('multiply', [0], [intensity, -intensity], acrossAt(angle, scene))],
        };
      case 'corner':
        return {
          sampled: { intensity, corner },
          operations: [over('multiply', [0], [0, intensity], fromCorner(corner, scene))],
        };
      case 'gaussian':
        return {
          sampled: { intensity, centre: [...centre], sigma },
          operations: [over('multiply', [0], [0, -intensity], spotAt(centre, sigma, scene))],
        };
    }
  },
});

/** From black to white along a direction in which both sides of the image are 1 long. */
function acrossAt(degrees: number, { width, height }: Frame): Mask {
  const [down, right] = sineAndCosine(degrees);
  const reach = 255 / (Math.abs(right) + Math.abs(down));
  const [dx, dy] = [(right * reach) / Math.max(1, width - 1), (down * reach) / Math.max(1, height - 1)];
  const least = Math.min(0, right) * reach + Math.min(0, down) * reach;
  return masked({ form: 'linear', level: 0 - least - (dx + dy) / 2, slope: [dx + 0, dy + 0] });
}

/** Clockwise from the upper left corner. */
function fromCorner(corner: number, { width, height }: Frame): Mask {
  const x = corner === 1 || corner === 2 ? width - 0.5 : 0.5;
  const y = corner >= 2 ? height - 0.5 : 0.5;
  const radius = Math.sqrt(width * width + height * height);
  return masked({ form: 'radial', centre: [x, y], radius, levels: [0, 255] });
}

/** Where a Gaussian counts no more, in standard deviations. */
const END = 4;
const KNOTS = 65;

function spotAt([x, y]: Point, sigma: number, { width, height }: Frame): Mask {
  const levels = Array.from({ length: KNOTS }, (_, knot) => {
    const distance = (END * knot) / (KNOTS - 1);
    return Math.round(255 * 1000 * exp((-distance * distance) / 2)) / 1000;
  });
  const centre: Point = [x * width + 0.5, y * height + 0.5];
  return masked({ form: 'radial', centre, radius: END * sigma * Math.max(width, height), levels });
}
