import * as z from 'zod';
import { fixedRange, NOTHING, type Range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { levelTable } from './level-table.js';

const MOST_BITS = 8;
const bits = fixedRange({ min: 1, max: MOST_BITS, whole: true });

export const posterize = defineTransform({
  name: 'Posterize',
  group: 'pixel',
  summary: 'Keeps the highest bits of each level. Grey images get the bits of the first channel.',
  p: 0.5,
  schema: z.object({
    num_bits: z
      .union([bits, z.tuple([bits, bits, bits])])
      .prefault(4)
      .describe('How many bits are kept: a number, a range, or three of them, for red, green and blue.'),
  }),
  whyNotOnPlanes: ({ num_bits }) =>
    isRange(num_bits) ? undefined : 'num_bits has numbers for red, green and blue',
  sample({ num_bits }, random) {
    const drawn = (isRange(num_bits) ? [num_bits] : num_bits).map((limits) => random.integer(...limits));
    const values = drawn.map((kept) => levelTable((level) => level & (0xff << (MOST_BITS - kept))));
    return {
      sampled: { num_bits: drawn },
      operations: drawn.every((kept) => kept === MOST_BITS)
        ? NOTHING
        : [{ kind: 'table', form: 'values', values }],
    };
  },
});

function isRange(value: Range | readonly Range[]): value is Range {
  return value.length === 2;
}
