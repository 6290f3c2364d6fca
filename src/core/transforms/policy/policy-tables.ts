/**
 * The tables of torchvision 0.22 (BSD): how strong the members of a policy become, and the policies that AutoAugment
 * (Cubuk et al., 2019) found. The order is that of torchvision, which draws by it.
 */

/** How the magnitudes of a member run over the bins. */
export type Magnitudes =
  /** It has none. */
  | null
  /** From `from` to `to`; with `of`, in shares of that side of the image. `signed`: as often negative. */
  | { readonly from: number; readonly to: number; readonly of?: 'width' | 'height'; readonly signed: boolean }
  /** Bits: 8, if no other number is given, and in the last bin so many fewer. */
  | { readonly bits?: number; readonly fewerBits: number }
  /** From `from` by whole numbers to `from` + `whole`, not below `least`; divided by `per`. */
  | { readonly from: number; readonly whole: number; readonly least?: number; readonly per?: number };

export type MemberName =
  | 'Identity'
  | 'ShearX'
  | 'ShearY'
  | 'TranslateX'
  | 'TranslateY'
  | 'TranslateXRel'
  | 'TranslateYRel'
  | 'Rotate'
  | 'Brightness'
  | 'Color'
  | 'Contrast'
  | 'Sharpness'
  | 'Posterize'
  | 'Solarize'
  | 'SolarizeAdd'
  | 'AutoContrast'
  | 'Equalize'
  | 'Invert';

export type Space = Readonly<Partial<Record<MemberName, Magnitudes>>>;

function upTo(to: number, of?: 'width' | 'height'): Magnitudes {
  return { from: 0, to, signed: true, ...(of && { of }) };
}

const SOLARIZE = { from: 1, to: 0, signed: false };

export const RAND_AUGMENT: Space = {
  Identity: null,
  ShearX: upTo(0.3),
  ShearY: upTo(0.3),
  TranslateX: upTo(150 / 331, 'width'),
  TranslateY: upTo(150 / 331, 'height'),
  Rotate: upTo(30),
  Brightness: upTo(0.9),
  Color: upTo(0.9),
  Contrast: upTo(0.9),
  Sharpness: upTo(0.9),
  Posterize: { fewerBits: 4 },
  Solarize: SOLARIZE,
  AutoContrast: null,
  Equalize: null,
};

export const TRIVIAL_AUGMENT_WIDE: Space = {
  Identity: null,
  ShearX: upTo(0.99),
  ShearY: upTo(0.99),
  TranslateX: upTo(32),
  TranslateY: upTo(32),
  Rotate: upTo(135),
  Brightness: upTo(0.99),
  Color: upTo(0.99),
  Contrast: upTo(0.99),
  Sharpness: upTo(0.99),
  Posterize: { fewerBits: 6 },
  Solarize: SOLARIZE,
  AutoContrast: null,
  Equalize: null,
};

export const AUTO_AUGMENT: Space = { ...RAND_AUGMENT, Invert: null };

/** Those that AugMix always has. Its images are tensors: translations are thirds of a side. */
export const AUG_MIX: Space = {
  ShearX: upTo(0.3),
  ShearY: upTo(0.3),
  TranslateX: upTo(1 / 3, 'width'),
  TranslateY: upTo(1 / 3, 'height'),
  Rotate: upTo(30),
  Posterize: { bits: 4, fewerBits: 4 },
  Solarize: SOLARIZE,
  AutoContrast: null,
  Equalize: null,
};

/** Those that it has with `all_ops`. */
export const AUG_MIX_COLOURS: Space = {
  Brightness: upTo(0.9),
  Color: upTo(0.9),
  Contrast: upTo(0.9),
  Sharpness: upTo(0.9),
};

/** The number of bins that the policies count in. */
export const AUTO_AUGMENT_BINS = 10;

/** Each line is a pair of steps, and a step is a member, its probability, and its bin if it has any. */
const PAIRS = {
  imagenet: `
    Posterize 0.4 8, Rotate 0.6 9
    Solarize 0.6 5, AutoContrast 0.6
    Equalize 0.8, Equalize 0.6
    Posterize 0.6 7, Posterize 0.6 6
    Equalize 0.4, Solarize 0.2 4
    Equalize 0.4, Rotate 0.8 8
    Solarize 0.6 3, Equalize 0.6
    Posterize 0.8 5, Equalize 1
    Rotate 0.2 3, Solarize 0.6 8
    Equalize 0.6, Posterize 0.4 6
    Rotate 0.8 8, Color 0.4 0
    Rotate 0.4 9, Equalize 0.6
    Equalize 0, Equalize 0.8
    Invert 0.6, Equalize 1
    Color 0.6 4, Contrast 1 8
    Rotate 0.8 8, Color 1 2
    Color 0.8 8, Solarize 0.8 7
    Sharpness 0.4 7, Invert 0.6
    ShearX 0.6 5, Equalize 1
    Color 0.4 0, Equalize 0.6
    Equalize 0.4, Solarize 0.2 4
    Solarize 0.6 5, AutoContrast 0.6
    Invert 0.6, Equalize 1
    Color 0.6 4, Contrast 1 8
    Equalize 0.8, Equalize 0.6`,
  cifar10: `
    Invert 0.1, Contrast 0.2 6
    Rotate 0.7 2, TranslateX 0.3 9
    Sharpness 0.8 1, Sharpness 0.9 3
    ShearY 0.5 8, TranslateY 0.7 9
    AutoContrast 0.5, Equalize 0.9
    ShearY 0.2 7, Posterize 0.3 7
    Color 0.4 3, Brightness 0.6 7
    Sharpness 0.3 9, Brightness 0.7 9
    Equalize 0.6, Equalize 0.5
    Contrast 0.6 7, Sharpness 0.6 5
    Color 0.7 7, TranslateX 0.5 8
    Equalize 0.3, AutoContrast 0.4
    TranslateY 0.4 3, Sharpness 0.2 6
    Brightness 0.9 6, Color 0.2 8
    Solarize 0.5 2, Invert 0
    Equalize 0.2, AutoContrast 0.6
    Equalize 0.2, Equalize 0.6
    Color 0.9 9, Equalize 0.6
    AutoContrast 0.8, Solarize 0.2 8
    Brightness 0.1 3, Color 0.7 0
    Solarize 0.4 5, AutoContrast 0.9
    TranslateY 0.9 9, TranslateY 0.7 9
    AutoContrast 0.9, Solarize 0.8 3
    Equalize 0.8, Invert 0.1
    TranslateY 0.7 9, AutoContrast 0.9`,
  svhn: `
    ShearX 0.9 4, Invert 0.2
    ShearY 0.9 8, Invert 0.7
    Equalize 0.6, Solarize 0.6 6
    Invert 0.9, Equalize 0.6
    Equalize 0.6, Rotate 0.9 3
    ShearX 0.9 4, AutoContrast 0.8
    ShearY 0.9 8, Invert 0.4
    ShearY 0.9 5, Solarize 0.2 6
    Invert 0.9, AutoContrast 0.8
    Equalize 0.6, Rotate 0.9 3
    ShearX 0.9 4, Solarize 0.3 3
    ShearY 0.8 8, Invert 0.7
    Equalize 0.9, TranslateY 0.6 6
    Invert 0.9, Equalize 0.6
    Contrast 0.3 3, Rotate 0.8 4
    Invert 0.8, TranslateY 0 2
    ShearY 0.7 6, Solarize 0.4 8
    Invert 0.6, Rotate 0.8 4
    ShearY 0.3 7, TranslateX 0.9 3
    ShearX 0.1 6, Invert 0.6
    Solarize 0.7 2, TranslateY 0.6 7
    ShearY 0.8 4, Invert 0.8
    ShearX 0.7 9, TranslateY 0.8 3
    ShearY 0.8 5, AutoContrast 0.7
    ShearX 0.7 2, Invert 0.1`,
};

export type PolicyName = keyof typeof PAIRS;

export const POLICY_NAMES = Object.keys(PAIRS) as PolicyName[];

/** `bin` is 0 where the member has no magnitude. */
export interface PolicyStep {
  readonly member: MemberName;
  readonly probability: number;
  readonly bin: number;
}

/** The pairs of steps of a policy, among which one is chosen. */
export function pairsOf(policy: PolicyName): readonly (readonly PolicyStep[])[] {
  const lines = PAIRS[policy].trim().split('\n');
  return lines.map((line) => line.trim().split(', ').map(stepOf));
}

function stepOf(text: string): PolicyStep {
  const [member, probability, bin = 0] = text.split(' ');
  return { member: member as MemberName, probability: Number(probability), bin: Number(bin) };
}
