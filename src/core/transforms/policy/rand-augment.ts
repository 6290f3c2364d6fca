import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { drawMember, memberOperations, memberParameters } from './members.js';
import { chooseMember } from './space.js';
import { RAND_AUGMENT } from './policy-tables.js';

export const randAugment = defineTransform({
  name: 'RandAugment',
  group: 'policy',
  summary:
    'Changes the image in `num_ops` ways, each chosen among fourteen, all equally strong. Labels follow.',
  origin: 'torchvision',
  p: 1,
  whyNotOnPlanes: () => 'some of its changes are of colours',
  schema: z
    .object({
      num_ops: z.int().min(0).prefault(2).describe('How many changes follow one another.'),
      magnitude: z.int().min(0).prefault(9).describe('How strong they are: a bin, from 0.'),
      num_magnitude_bins: z.int().min(2).prefault(31).describe('Number of bins; the last is the strongest.'),
      ...memberParameters,
    })
    .refine(({ magnitude, num_magnitude_bins }) => magnitude < num_magnitude_bins, {
      message: 'must be below num_magnitude_bins',
      path: ['magnitude'],
    }),
  sample(parameters, random, scene) {
    const bin = [parameters.magnitude, parameters.num_magnitude_bins] as const;
    const steps = Array.from({ length: parameters.num_ops }, () => {
      const [member, magnitudes] = chooseMember(RAND_AUGMENT, random);
      return drawMember(member, magnitudes, bin, random, scene);
    });
    return {
      sampled: { steps: steps.map((step) => ({ ...step })) },
      operations: steps.flatMap((step) => memberOperations(step, parameters, scene)),
    };
  },
});
