import { defineTransform } from 'augment-on-demand';
import * as z from 'zod';

/** The luma weights of ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;

/** Looks like the image of a night-vision device: bright green luma with noise. Labels stay where they are. */
export const nightVision = defineTransform({
  name: 'NightVision',
  group: 'pixel',
  summary: 'Shows the brightness of the image in green, amplified and with noise.',
  p: 0.5,
  schema: z.object({
    gain: z
      .tuple([z.number().positive(), z.number().positive()])
      .refine(([low, high]) => low <= high, 'the first number must not exceed the second')
      .default([1.2, 1.8])
      .describe('Range of the amplification.'),
    noise: z
      .number()
      .min(0)
      .max(255)
      .default(12)
      .describe('Standard deviation of the noise, in levels of 0 to 255.'),
  }),
  sample({ gain: [low, high], noise }, random) {
    const gain = random.uniform(low, high);
    const seed = random.seed();
    const green = LUMA.map((weight) => weight * gain);
    return {
      sampled: { gain },
      operations: [
        {
          kind: 'matrix',
          rows: [0, 0, 0, 0, ...green, 0, 0, 0, 0, 0],
          rounding: 'round',
        },
        {
          kind: 'noise',
          distribution: 'gaussian',
          mean: 0,
          std: noise,
          perChannel: false,
          scale: 1,
          seed,
        },
      ],
    };
  },
});
