import * as z from 'zod';
import type { Random } from '../../plan/random.js';
import { defineTransform, type Scene } from '../transform.js';
import { drawMember, memberOperations, memberParameters, type Member } from './members.js';
import { AUTO_AUGMENT, AUTO_AUGMENT_BINS, pairsOf, POLICY_NAMES, type PolicyStep } from './policy-tables.js';

export const autoAugment = defineTransform({
  name: 'AutoAugment',
  group: 'policy',
  summary:
    'Changes the image by one of 25 pairs of steps, which were found for a data set; each step has a probability and a strength of its own. Labels follow.',
  origin: 'torchvision',
  p: 1,
  whyNotOnPlanes: () => 'some of its changes are of colours',
  schema: z.object({
    policy: z
      .enum(POLICY_NAMES)
      .prefault('imagenet')
      .describe('The data set for which the pairs of steps were found.'),
    ...memberParameters,
  }),
  sample(parameters, random, scene) {
    const pairs = pairsOf(parameters.policy);
    const pair = random.integer(0, pairs.length - 1);
    const steps = pairs[pair]!.flatMap((step) => drawStep(step, random, scene));
    return {
      sampled: { pair, steps: steps.map((step) => ({ ...step })) },
      operations: steps.flatMap((step) => memberOperations(step, parameters, scene)),
    };
  },
});

/** Takes the same draws, whether the step runs or not. */
function drawStep({ member, probability, bin }: PolicyStep, random: Random, scene: Scene): Member[] {
  const runs = random.chance(probability);
  const step = drawMember(member, AUTO_AUGMENT[member]!, [bin, AUTO_AUGMENT_BINS], random, scene);
  return runs ? [step] : [];
}
