import type { Step } from './builder.js';

/** Magnitudes of timm are from 0 to 10. */
const BINS = 11;
/** Above this deviation, they are drawn evenly from 0 on. */
export const UNIFORM = 100;

/** What is told of a RandAugment of timm that becomes one step. */
export const ONE_STEP =
  'RandAugment has the operations of timm: levels of Color and Contrast can differ by 1, Sharpness smooths the outermost pixels, too, and pixels are interpolated linearly, where timm draws linear or cubic';

/** What is told of policies that become other transforms. */
export const OTHER_STEPS = [
  'steps are those of Pillow in timm: here, levels can differ by 1, AutoContrast does not count the level 255, Equalize counts a level itself, not only those below it, and moved pixels are interpolated linearly',
  'images are taken as square, as the crop before makes them: otherwise ShearX and ShearY shift further, or less far',
] as const;

/** What sections of `rand` say. */
interface RandAugment {
  /** Number of changes, their probability, and their magnitude. */
  readonly n: number;
  readonly p: number;
  readonly m: number;
  readonly std: number;
  readonly isIncreasing: boolean;
}

/** Undefined where it has a set or a limit of its own, or a magnitude that is no bin. */
export function randAugmentStep(
  sections: ReadonlyMap<string, string>,
  { n, p, m, std, isIncreasing }: RandAugment,
  fill: readonly number[],
): Step | undefined {
  const isBin = Number.isInteger(m) && m >= 0 && m < BINS;
  if (!isBin || std > UNIFORM || sections.has('t') || sections.has('mmax')) return undefined;
  return {
    name: 'RandAugment',
    p: 1,
    parameters: {
      ...{ space: isIncreasing ? 'timm_increasing' : 'timm', num_ops: n, magnitude: m },
      ...{ magnitude_std: std, num_magnitude_bins: BINS, op_p: p },
      ...{ interpolation: 'linear', fill },
    },
  };
}
