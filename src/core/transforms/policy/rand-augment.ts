import * as z from 'zod';
import type { Random } from '../../plan/random.js';
import { defineTransform } from '../transform.js';
import { drawMember, memberOperations, memberParameters } from './members.js';
import { chooseMember } from './space.js';
import { RAND_AUGMENT } from './policy-tables.js';
import { TIMM, TIMM_INCREASING } from './timm-spaces.js';

const SPACES = { torchvision: RAND_AUGMENT, timm: TIMM, timm_increasing: TIMM_INCREASING };

export const randAugment = defineTransform({
  name: 'RandAugment',
  group: 'policy',
  summary:
    'Changes the image in `num_ops` ways, each chosen among fourteen or more, all equally strong. Labels follow.',
  origin: 'torchvision',
  p: 1,
  whyNotOnPlanes: () => 'some of its changes are of colours',
  schema: z
    .object({
      num_ops: z.int().min(0).prefault(2).describe('How many changes follow one another.'),
      magnitude: z.int().min(0).prefault(9).describe('How strong they are: a bin, from 0.'),
      num_magnitude_bins: z.int().min(2).prefault(31).describe('Number of bins; the last is the strongest.'),
      magnitude_std: z
        .number()
        .min(0)
        .max(100)
        .prefault(0)
        .describe('Standard deviation of the strength of each change, in bins.'),
      op_p: z.number().min(0).max(1).prefault(1).describe('Probability of each change, once it is chosen.'),
      space: z
        .enum(['torchvision', 'timm', 'timm_increasing'])
        .prefault('torchvision')
        .describe(
          'Whose changes they are; `timm_increasing` are those of timm with `inc1`, which all become stronger with the magnitude.',
        ),
      ...memberParameters,
    })
    .refine(({ magnitude, num_magnitude_bins }) => magnitude < num_magnitude_bins, {
      message: 'must be below num_magnitude_bins',
      path: ['magnitude'],
    }),
  sample(parameters, random, scene) {
    const { num_ops, op_p, space } = parameters;
    const steps = Array.from({ length: num_ops }, () => {
      const [member, magnitudes] = chooseMember(SPACES[space], random);
      const runs = op_p === 1 || random.chance(op_p);
      const bin = drawBin(parameters, random);
      const step = drawMember(member, magnitudes, [bin, parameters.num_magnitude_bins], random, scene);
      return runs ? [step] : [];
    }).flat();
    return {
      sampled: { steps: steps.map((step) => ({ ...step })) },
      operations: steps.flatMap((step) => memberOperations(step, parameters, scene)),
    };
  },
});

interface Strength {
  readonly magnitude: number;
  readonly magnitude_std: number;
  readonly num_magnitude_bins: number;
}

/** Draws nothing where the strength is fixed. */
function drawBin(
  { magnitude, magnitude_std: std, num_magnitude_bins: bins }: Strength,
  random: Random,
): number {
  if (std === 0) return magnitude;
  return Math.min(bins - 1, Math.max(0, random.normal(magnitude, std)));
}
