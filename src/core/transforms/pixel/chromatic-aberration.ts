import * as z from 'zod';
import { NOTHING, symmetricRange, warpInterpolation } from '../parameters.js';
import { defineTransform } from '../transform.js';

const MODES = ['green_purple', 'red_blue', 'random'] as const;

export const chromaticAberration = defineTransform({
  name: 'ChromaticAberration',
  group: 'pixel',
  summary:
    'Shows red and blue a little larger or smaller towards the edges than green, as a lens does. Grey images stay as they are.',
  p: 0.5,
  whyNotOnPlanes: () => 'it moves red and blue',
  schema: z.object({
    primary_distortion_limit: symmetricRange()
      .prefault([-0.02, 0.02])
      .describe('Coefficient k₁ of r (1 + k₁ r² + k₂ r⁴), with r in widths and heights of the image.'),
    secondary_distortion_limit: symmetricRange()
      .prefault([-0.05, 0.05])
      .describe('Coefficient k₂, with the sign of k₁.'),
    mode: z
      .enum(MODES)
      .prefault('green_purple')
      .describe(
        'The coefficients of blue have the signs of those of red (`green_purple`), the opposite ones (`red_blue`), or any (`random`).',
      ),
    interpolation: warpInterpolation.prefault('linear').describe('How pixels are interpolated.'),
  }),
  sample(parameters, random, { channels }) {
    const draw = () =>
      [
        random.uniform(...parameters.primary_distortion_limit),
        random.uniform(...parameters.secondary_distortion_limit),
      ] as const;
    const [first, second] = [draw(), draw()];
    const red = likeFirst(first);
    const blue = besideRed(likeFirst(second), red, parameters.mode);
    const { interpolation } = parameters;
    return {
      sampled: { red, blue },
      operations: channels === 3 ? [{ kind: 'fringe', interpolation, red, blue }] : NOTHING,
    };
  },
});

type Pair = readonly [k1: number, k2: number];

function likeFirst([k1, k2]: Pair): Pair {
  return [k1, withSignOf(k1, k2)];
}

function besideRed([k1, k2]: Pair, red: Pair, mode: (typeof MODES)[number]): Pair {
  if (mode === 'random') return [k1, k2];
  const side = mode === 'green_purple' ? 1 : -1;
  return [withSignOf(side * red[0], k1), withSignOf(side * red[1], k2)];
}

/** Unless one of them is 0. JSON has no −0. */
function withSignOf(other: number, value: number): number {
  return (other * value < 0 ? -value : value) + 0;
}
