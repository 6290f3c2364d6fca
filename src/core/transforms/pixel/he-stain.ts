import * as z from 'zod';
import type { DensityOperation } from '../../plan/operations.js';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { STAINS, type StainName, type Stains } from './stains.js';

const NAMES = Object.keys(STAINS) as StainName[];

export const heStain = defineTransform({
  name: 'HEStain',
  group: 'pixel',
  summary:
    'Changes the amounts of hematoxylin and eosin in images of tissue that is stained with them. Grey images stay as they are.',
  p: 0.5,
  whyNotOnPlanes: () => 'it separates stains by their red, green and blue',
  schema: z
    .object({
      method: z
        .enum(['preset', 'random_preset'], {
          error:
            'expected preset or random_preset; vahadane and macenko would estimate the stains of each image, and are not supported',
        })
        .prefault('random_preset')
        .describe('Which colours the stains have: those of `preset`, or of a preset that is drawn.'),
      preset: z
        .enum(NAMES)
        .nullable()
        .prefault(null)
        .describe('The preset of `method: preset`; null: `standard`.'),
      intensity_scale_range: range({ min: 0 })
        .prefault([0.7, 1.3])
        .describe('Factor of the amount of each stain.'),
      intensity_shift_range: range({ min: -1, max: 1 })
        .prefault([-0.2, 0.2])
        .describe('What is added to the amount of each stain.'),
      augment_background: z
        .boolean()
        .prefault(false)
        .describe('Whether light pixels, with a luma of 0.85 or more, change too.'),
    })
    .refine(({ method, preset }) => method === 'preset' || preset === null, {
      path: ['preset'],
      error: 'a preset needs method: preset',
    }),
  sample(parameters, random, { channels }) {
    const { method, intensity_scale_range, intensity_shift_range } = parameters;
    const preset =
      method === 'preset' ? (parameters.preset ?? 'standard') : NAMES[random.integer(0, NAMES.length - 1)]!;
    const draw = (limits: readonly [number, number]) =>
      [random.uniform(...limits), random.uniform(...limits)] as const;
    const [scale, shift] = [draw(intensity_scale_range), draw(intensity_shift_range)];
    const changed = densityMap(STAINS[preset], scale, shift);
    const operation: DensityOperation = {
      kind: 'density',
      dark: changed,
      light: parameters.augment_background ? changed : densityMap(STAINS[preset], [1, 1], [0, 0]),
      threshold: 0.85 * 255,
    };
    return { sampled: { preset, scale, shift }, operations: channels === 3 ? [operation] : NOTHING };
  },
});

/** So that stains of one colour can be told apart. */
const REGULARIZATION = 1e-6;

type Pair = readonly [number, number];

/**
 * The densities d of a pixel are S'a, with the colours of the stains as rows of S, and their amounts a = (S S' + εI)⁻¹ S d. The
 * amounts are scaled and shifted.
 */
function densityMap(stains: Stains, scale: Pair, shift: Pair): number[] {
  const [h, e] = stains;
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const [hh, he, ee] = [dot(h, h) + REGULARIZATION, dot(h, e), dot(e, e) + REGULARIZATION];
  const determinant = hh * ee - he * he;
  return [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((column) => {
      const amountH = (ee * h[column]! - he * e[column]!) / determinant;
      const amountE = (hh * e[column]! - he * h[column]!) / determinant;
      return h[row]! * scale[0] * amountH + e[row]! * scale[1] * amountE;
    }),
    h[row]! * shift[0] + e[row]! * shift[1],
  ]);
}
