import * as z from 'zod';
import { defineTransform } from '../transform.js';
import { drawMember, memberOperations, memberParameters } from './members.js';
import { chooseMember } from './space.js';
import { TRIVIAL_AUGMENT_WIDE } from './policy-tables.js';

export const trivialAugmentWide = defineTransform({
  name: 'TrivialAugmentWide',
  group: 'policy',
  summary:
    'Changes the image in one way, chosen among fourteen, as strongly as is drawn: from not at all to beyond recognition. Labels follow.',
  origin: 'torchvision',
  p: 1,
  whyNotOnPlanes: () => 'some of its changes are of colours',
  schema: z.object({
    num_magnitude_bins: z
      .int()
      .min(2)
      .prefault(31)
      .describe('Number of magnitudes among which one is drawn.'),
    ...memberParameters,
  }),
  sample(parameters, random, scene) {
    const bins = parameters.num_magnitude_bins;
    const [member, magnitudes] = chooseMember(TRIVIAL_AUGMENT_WIDE, random);
    const bin = random.integer(0, bins - 1);
    const step = drawMember(member, magnitudes, [bin, bins], random, scene);
    return { sampled: { ...step }, operations: memberOperations(step, parameters, scene) };
  },
});
