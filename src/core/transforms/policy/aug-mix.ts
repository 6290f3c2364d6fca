import * as z from 'zod';
import type { BranchesForm } from '../../plan/operations.js';
import { warpInterpolation } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { drawShares } from './dirichlet.js';
import { drawMember, memberOperations, memberParameters } from './members.js';
import { AUG_MIX, AUG_MIX_COLOURS } from './policy-tables.js';
import { chooseMember } from './space.js';

/** The number of bins that `severity` counts in. */
const BINS = 10;
const LONGEST_CHAIN = 3;

/**
 * As torchvision 0.22 does with tensors; the sum is rounded, where torchvision cuts it off. Some members move a chain's image. The
 * labels describe the image itself, which always has a weight, as torchvision leaves labels alone.
 */
export const augMix = defineTransform({
  name: 'AugMix',
  group: 'policy',
  summary:
    'Changes the image in several chains of ways, and mixes what comes out with the image itself. Labels stay where the image itself has them.',
  origin: 'torchvision',
  p: 1,
  whyNotOnPlanes: () => 'some of its changes are of colours',
  schema: z.object({
    severity: z
      .int()
      .min(1)
      .max(BINS)
      .prefault(3)
      .describe('How strong changes can be: a bin, from 1 to 10.'),
    mixture_width: z.int().min(1).max(10).prefault(3).describe('Number of chains.'),
    chain_depth: z
      .union([z.literal(-1), z.int().min(1).max(10)])
      .prefault(-1)
      .describe('How many changes follow one another in a chain; −1: 1 to 3, drawn for each chain.'),
    alpha: z
      .number()
      .gt(0)
      .max(100)
      .prefault(1)
      .describe('The smaller, the more one chain, or the image itself, prevails.'),
    all_ops: z
      .boolean()
      .prefault(true)
      .describe('Whether brightness, colour, contrast and sharpness change, too.'),
    interpolation: warpInterpolation.prefault('linear').describe('How pixels are interpolated.'),
    fill: memberParameters.fill,
  }),
  sample(parameters, random, scene) {
    const { severity, mixture_width: width, chain_depth: depth, alpha, all_ops } = parameters;
    const space = all_ops ? { ...AUG_MIX, ...AUG_MIX_COLOURS } : AUG_MIX;
    const shares = random.fork();
    const [own, mixed] = drawShares(2, alpha, shares) as [number, number];
    const weights = drawShares(width, alpha, shares).map((share) => share * mixed);
    const chains = weights.map((weight) => {
      const length = depth > 0 ? depth : random.integer(1, LONGEST_CHAIN);
      const steps = Array.from({ length }, () => {
        const [member, magnitudes] = chooseMember(space, random);
        const bin = random.integer(0, severity - 1);
        return drawMember(member, magnitudes, [bin, BINS], random, scene);
      });
      return { weight, steps };
    });
    const drawn = { ...parameters, fill_mask: 0 };
    const branches: BranchesForm['branches'] = chains.map(({ weight, steps }) => ({
      weight,
      operations: steps.flatMap((step) => memberOperations(step, drawn, scene)),
    }));
    return {
      sampled: {
        weight: own,
        chains: chains.map(({ weight, steps }) => ({ weight, steps: steps.map((step) => ({ ...step })) })),
      },
      operations: [
        { kind: 'composite', form: 'branches', branches: [{ weight: own, operations: [] }, ...branches] },
      ],
    };
  },
});
