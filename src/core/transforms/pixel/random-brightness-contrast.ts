import * as z from 'zod';
import type { Operation } from '../../plan/operations.js';
import { symmetricRange } from '../parameters.js';
import { defineTransform } from '../transform.js';

const schema = z
  .object({
    brightness_limit: symmetricRange().prefault([-0.2, 0.2]).describe('The brightness; 0.2 adds 51 levels.'),
    contrast_limit: symmetricRange()
      .prefault([-0.2, 0.2])
      .describe('The contrast; 0.2 multiplies the levels by 1.2.'),
    brightness_by_max: z
      .boolean()
      .prefault(true)
      .describe(
        'Whether the brightness is a fraction of 255; otherwise it is a fraction of the mean of all samples.',
      ),
    ensure_safe_range: z
      .boolean()
      .prefault(false)
      .describe('Whether the contrast is reduced so that no level exceeds 255.'),
  })
  .refine(({ brightness_by_max, ensure_safe_range }) => brightness_by_max || !ensure_safe_range, {
    message: 'works with brightness_by_max: true only: the safe contrast would depend on the mean',
    path: ['ensure_safe_range'],
  });

export const randomBrightnessContrast = defineTransform({
  name: 'RandomBrightnessContrast',
  group: 'pixel',
  summary: 'Changes brightness and contrast: (1 + contrast) · level + brightness · 255.',
  p: 0.5,
  schema,
  whyNotOnPlanes: ({ brightness_by_max }) =>
    brightness_by_max ? undefined : 'with brightness_by_max: false, it takes the mean of all colours',
  sample(parameters, random) {
    const contrast = random.uniform(...parameters.contrast_limit);
    const brightness = random.uniform(...parameters.brightness_limit);
    return {
      sampled: { brightness, contrast },
      operations: [lineOf(parameters, 1 + contrast, brightness)],
    };
  },
});

function lineOf(
  { brightness_by_max, ensure_safe_range }: z.output<typeof schema>,
  scale: number,
  brightness: number,
): Operation {
  if (!brightness_by_max) return { kind: 'adaptive', statistic: 'mean', scale, weight: brightness };
  const line = { scale, offset: brightness * 255 };
  const safe = ensure_safe_range ? safeLine(line) : line;
  return { kind: 'table', form: 'linear', scale: [safe.scale], offset: [safe.offset] };
}

interface Line {
  readonly scale: number;
  readonly offset: number;
}

/** Reduces the slope so that nothing is clipped at 255, by the rule of Albumentations. */
function safeLine({ scale, offset }: Line): Line {
  if (scale > 0) {
    const safe = Math.min(Math.max(offset, 0), 255);
    return { scale: Math.min(scale, (255 - safe) / 255), offset: safe };
  }
  const safe = Math.min(offset, 255);
  return { scale: Math.max(scale, -safe / 255), offset: safe };
}
