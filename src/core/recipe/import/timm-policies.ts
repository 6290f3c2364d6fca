/** The sets of operations, and the policies, of timm 1.0.31 (`timm/data/auto_augment.py`). */

const ALWAYS_SO = 'AutoContrast Equalize Invert Rotate';
const GEOMETRY = 'ShearX ShearY TranslateXRel TranslateYRel';

/** Names of operations, all equally likely. */
const SETS = {
  decreasing: `${ALWAYS_SO} Posterize Solarize SolarizeAdd Color Contrast Brightness Sharpness ${GEOMETRY}`,
  increasing: `${ALWAYS_SO} PosterizeIncreasing SolarizeIncreasing SolarizeAdd ColorIncreasing ContrastIncreasing BrightnessIncreasing SharpnessIncreasing ${GEOMETRY}`,
  '3a': 'SolarizeIncreasing Desaturate GaussianBlur',
};

/** Operations with the weights of the choice. */
const WEIGHTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '3aw': {
    ...{ SolarizeIncreasing: 6, Desaturate: 6, GaussianBlur: 6, Rotate: 3, ShearX: 2, ShearY: 2 },
    ...{ PosterizeIncreasing: 1, AutoContrast: 1, ColorIncreasing: 1, SharpnessIncreasing: 1 },
    ...{ ContrastIncreasing: 1, BrightnessIncreasing: 1, Equalize: 1, Invert: 1 },
  },
  weights: {
    ...{ Rotate: 3, ShearX: 2, ShearY: 2, TranslateXRel: 1, TranslateYRel: 1 },
    ...{ ColorIncreasing: 0.25, SharpnessIncreasing: 0.25, AutoContrast: 0.25 },
    ...{ SolarizeIncreasing: 0.05, SolarizeAdd: 0.05, ContrastIncreasing: 0.05, BrightnessIncreasing: 0.05 },
    ...{ Equalize: 0.05, PosterizeIncreasing: 0.05, Invert: 0.05 },
  },
};

/** Among which one operation is drawn. */
interface OperationSet {
  readonly weights: Readonly<Record<string, number>>;
  /** Whether several drawn operations all differ. */
  readonly isDistinct: boolean;
}

/** @param name what stands behind `t` in a configuration, if anything */
export function operationSet(name: string | undefined, isIncreasing: boolean): OperationSet {
  const weights = name !== undefined && Object.hasOwn(WEIGHTED, name) ? WEIGHTED[name] : undefined;
  if (weights) return { weights, isDistinct: true };
  const names = SETS[name === '3a' ? '3a' : isIncreasing ? 'increasing' : 'decreasing'].split(' ');
  return { weights: Object.fromEntries(names.map((one) => [one, 1])), isDistinct: false };
}

/** Each line is one of a policy's entries: operations with their probability and magnitude. */
const V0 = `
  Equalize 0.8 1, ShearY 0.8 4
  Color 0.4 9, Equalize 0.6 3
  Color 0.4 1, Rotate 0.6 8
  Solarize 0.8 3, Equalize 0.4 7
  Solarize 0.4 2, Solarize 0.6 2
  Color 0.2 0, Equalize 0.8 8
  Equalize 0.4 8, SolarizeAdd 0.8 3
  ShearX 0.2 9, Rotate 0.6 8
  Color 0.6 1, Equalize 1 2
  Invert 0.4 9, Rotate 0.6 0
  Equalize 1 9, ShearY 0.6 3
  Color 0.4 7, Equalize 0.6 0
  Posterize 0.4 6, AutoContrast 0.4 7
  Solarize 0.6 8, Color 0.6 9
  Solarize 0.2 4, Rotate 0.8 9
  Rotate 1 7, TranslateYRel 0.8 9
  ShearX 0 0, Solarize 0.8 4
  ShearY 0.8 0, Color 0.6 4
  Color 1 0, Rotate 0.6 2
  Equalize 0.8 4, Equalize 0 8
  Equalize 1 4, AutoContrast 0.6 2
  ShearY 0.4 7, SolarizeAdd 0.6 7
  Posterize 0.8 2, Solarize 0.6 10
  Solarize 0.6 8, Equalize 0.6 1
  Color 0.8 6, Rotate 0.4 5`;

const ORIGINAL = `
  PosterizeOriginal 0.4 8, Rotate 0.6 9
  Solarize 0.6 5, AutoContrast 0.6 5
  Equalize 0.8 8, Equalize 0.6 3
  PosterizeOriginal 0.6 7, PosterizeOriginal 0.6 6
  Equalize 0.4 7, Solarize 0.2 4
  Equalize 0.4 4, Rotate 0.8 8
  Solarize 0.6 3, Equalize 0.6 7
  PosterizeOriginal 0.8 5, Equalize 1 2
  Rotate 0.2 3, Solarize 0.6 8
  Equalize 0.6 8, PosterizeOriginal 0.4 6
  Rotate 0.8 8, Color 0.4 0
  Rotate 0.4 9, Equalize 0.6 2
  Equalize 0 7, Equalize 0.8 8
  Invert 0.6 4, Equalize 1 8
  Color 0.6 4, Contrast 1 8
  Rotate 0.8 8, Color 1 2
  Color 0.8 8, Solarize 0.8 7
  Sharpness 0.4 7, Invert 0.6 8
  ShearX 0.6 5, Equalize 1 9
  Color 0.4 0, Equalize 0.6 3
  Equalize 0.4 7, Solarize 0.2 4
  Solarize 0.6 5, AutoContrast 0.6 5
  Invert 0.6 4, Equalize 1 8
  Color 0.6 4, Contrast 1 8
  Equalize 0.8 8, Equalize 0.6 3`;

const POLICIES: Readonly<Record<string, string>> = {
  v0: V0,
  v0r: V0.replaceAll('Posterize', 'PosterizeIncreasing'),
  original: ORIGINAL,
  originalr: ORIGINAL.replaceAll('PosterizeOriginal', 'PosterizeIncreasing'),
  '3a': 'Solarize 1 5\n Desaturate 1 10\n GaussianBlurRand 1 10',
};

export const POLICY_NAMES = Object.keys(POLICIES);

interface PolicyStep {
  readonly operation: string;
  readonly probability: number;
  readonly magnitude: number;
}

/** The entries of a policy, among which one is drawn: operations that follow one another. */
export function policyOf(name: string): readonly (readonly PolicyStep[])[] {
  const lines = POLICIES[name]!.trim().split('\n');
  return lines.map((line) => line.trim().split(', ').map(stepOf));
}

function stepOf(text: string): PolicyStep {
  const [operation = '', probability, magnitude] = text.split(' ');
  return { operation, probability: Number(probability), magnitude: Number(magnitude) };
}
