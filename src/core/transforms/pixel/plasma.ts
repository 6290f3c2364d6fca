import * as z from 'zod';

export const plasmaParameters = {
  roughness: z
    .number()
    .gt(0)
    .max(10)
    .prefault(3)
    .describe(
      'How much stronger each finer step of the pattern is than the one before: above 1 a grain of single pixels, as in Albumentations; about 0.5 clouds.',
    ),
};

export const plasmaRefused = {
  plasma_size: 'it has no effect in Albumentations 2.0.8; the pattern has the size of the image',
};
