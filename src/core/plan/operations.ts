import type { Matrix3 } from '../geometry/types.js';

/**
 * A concrete change of pixels and geometry: every random choice is already made.
 *
 * The union changes by addition only, because users' Records contain Plans. An Operation is plain JSON
 * and has all that the engine needs; the engine never gets a transform's name. Coordinates are edge based: the image is
 * [0, width] × [0, height], pixel i has its centre at i + ½, y points down. Levels are those of 8 bits, 0–255, and may be
 * fractional. docs/operations.md shows which transform uses which kinds, and what levels mean for 16 bits.
 */
export type Operation =
  | OrientOperation
  | WindowOperation
  | WarpOperation
  | ResampleOperation
  | RemapOperation
  | TableOperation
  | MatrixOperation
  | AdaptiveOperation
  | GreyOperation
  | HsvOperation
  | ConvolveOperation
  | UnsharpOperation
  | RankOperation
  | CoarsenOperation
  | NoiseOperation
  | FillOperation
  | RecodeOperation;

/**
 * What each kind does to labels. moves: it moves pixels and geometry alike. covers: it covers rectangles, and may hide
 * or overwrite labels there. none: every pixel stays where it is, and so do the labels.
 */
export const LABEL_EFFECTS = {
  orient: 'moves',
  window: 'moves',
  warp: 'moves',
  resample: 'moves',
  remap: 'moves',
  table: 'none',
  matrix: 'none',
  adaptive: 'none',
  grey: 'none',
  hsv: 'none',
  convolve: 'none',
  rank: 'none',
  coarsen: 'none',
  noise: 'none',
  fill: 'covers',
  recode: 'none',
} as const satisfies Record<Operation['kind'], 'moves' | 'covers' | 'none'>;

export type Effects = typeof LABEL_EFFECTS;
export type KindWith<Effect> = {
  [Kind in keyof Effects]: Effects[Kind] extends Effect ? Kind : never;
}[keyof Effects];

/** Those that move pixels and geometry. */
export type GeometricOperation = Extract<Operation, { kind: KindWith<'moves'> }>;

/** Those that move points by a matrix. */
export type ProjectiveOperation = Exclude<GeometricOperation, RemapOperation>;

/** Those that may hide or overwrite labels without moving them. */
export type CoveringOperation = Extract<Operation, { kind: KindWith<'covers'> }>;

/** Those that leave every pixel where it is. */
export type PixelOperation = Exclude<Operation, GeometricOperation>;

export function isGeometric(operation: Operation): operation is GeometricOperation {
  return LABEL_EFFECTS[operation.kind] === 'moves';
}

export function isProjective(operation: Operation): operation is ProjectiveOperation {
  return isGeometric(operation) && operation.kind !== 'remap';
}

export function isCovering(operation: Pick<Operation, 'kind'>): operation is CoveringOperation {
  return LABEL_EFFECTS[operation.kind] === 'covers';
}

/** The pixels beyond the image's edge, by OpenCV's names: wrap cdefgh|abcdefgh, reflect fedcba|abcdefgh, reflect_101 gfedcb|abcdefgh. */
export const BORDERS = ['constant', 'replicate', 'reflect', 'reflect_101', 'wrap'] as const;
export type Border = (typeof BORDERS)[number];

export const INTERPOLATIONS = ['nearest', 'linear', 'cubic'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** One sample for all channels, or red, green and blue; in levels. */
export type Colour = readonly [number] | readonly [number, number, number];

/** Fills output pixels that lie beyond the incoming image. For border `constant` alpha becomes 0. */
export interface Edge {
  readonly border: Border;
  /** For border `constant`. */
  readonly fill: Colour;
  /** For border `constant`, in label maps: a plain value, not a level. */
  readonly maskFill: number;
}

/** One of the eight exact flips and turns. Turns are counter-clockwise as displayed. */
export interface OrientOperation {
  readonly kind: 'orient';
  readonly to: Orientation;
}
export const ORIENTATIONS = [
  'identity',
  'turn_90',
  'turn_180',
  'turn_270',
  'flip_horizontal',
  'flip_vertical',
  'transpose',
  'anti_transpose',
] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** The rectangle [x, x + width) × [y, y + height) of the incoming frame, whole pixels: a crop, a pad, or both. */
export interface WindowOperation extends Edge {
  readonly kind: 'window';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A projective map, sampled at pixel centres; nothing is antialiased. Masks are sampled nearest. */
export interface WarpOperation extends Edge {
  readonly kind: 'warp';
  /** From incoming to outgoing edge coordinates. */
  readonly matrix: Matrix3;
  /** Size of the outgoing frame. */
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
  /** Boxes of objects without another shape move as the ellipses inscribed in them. Absent: as their corners. */
  readonly boxesAs?: 'ellipses';
}

/** A change of size by a rule that no point sampling can express. */
export interface ResampleOperation {
  readonly kind: 'resample';
  readonly width: number;
  readonly height: number;
  /** area: mean over the covered source area when shrinking, linear when growing (cv2.INTER_AREA).
   *  nearest: reads source index ⌊i · source / target⌋ (cv2.INTER_NEAREST). */
  readonly filter: 'area' | 'nearest';
}

/**
 * A curved map. Each output position reads the incoming frame at a position that a field says; the frame keeps its size.
 * Nothing is antialiased, and masks are sampled nearest. plan/remap-lattice.ts makes the field of each form, by which pixels
 * and labels move alike.
 */
export type RemapOperation = Edge & {
  readonly kind: 'remap';
  readonly interpolation: Interpolation;
} & RemapField;

export type RemapField = GridForm | MeshForm | LensForm | SplineForm | RandomForm;

/** Rows and columns move on their own. */
export interface GridForm {
  readonly form: 'grid';
  readonly x: GridAxis;
  readonly y: GridAxis;
}

/** The output position i · step shows the incoming position from[i]; linear between, and beyond the last. */
export interface GridAxis {
  readonly step: number;
  readonly from: readonly number[];
}

/** Bilinear between points that are spaced evenly, from edge to edge of the frame. */
export interface MeshForm {
  readonly form: 'mesh';
  readonly columns: number;
  readonly rows: number;
  /** In pixels, row by row: a point shows the incoming position that is so far from it. */
  readonly dx: readonly number[];
  readonly dy: readonly number[];
}

/** The thin plate spline of least bending that shows points[i] + shifts[i] at points[i]; in shares of width and height. */
export interface SplineForm {
  readonly form: 'spline';
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly shifts: readonly (readonly [x: number, y: number])[];
}

/** A random field, equal all over the frame: white noise from a counter-based generator, smoothed by a Gaussian. */
export interface RandomForm {
  readonly form: 'random';
  /** Of the Gaussian, in pixels; the field's autocorrelation is a Gaussian of √2 times that. */
  readonly sigma: number;
  /** Of the displacement along each axis, in pixels. */
  readonly std: number;
  /** True: both axes have the same displacement. */
  readonly same: boolean;
  readonly seed: Seed;
}

/** About the centre c, the output position c + v shows c + v · (1 + k₁ r² + k₂ r⁴), where r² = (v.x / unit.x)² + (v.y / unit.y)². */
export interface LensForm {
  readonly form: 'lens';
  readonly unit: readonly [x: number, y: number];
  readonly k: readonly [k1: number, k2: number];
}

/** Each sample through a table, one for all channels or one a channel. */
export type TableOperation = {
  readonly kind: 'table';
} & (
  | {
      readonly form: 'linear';
      /** clip(⌊scale · x + offset⌋), in single precision; one a channel, or one for all. */
      readonly scale: readonly number[];
      /** In levels. */
      readonly offset: readonly number[];
    }
  | {
      readonly form: 'values';
      /** One a channel, or one for all: Base64 of 256 bytes, the level that each level becomes. */
      readonly values: readonly string[];
    }
);

/** out = rows · (r, g, b, 1), clipped. Grey rasters are not changed. */
export interface MatrixOperation {
  readonly kind: 'matrix';
  /** Row-major, 3 × 4; the last column is in levels. */
  readonly rows: readonly number[];
  readonly rounding: 'round' | 'truncate';
}

/** A change whose values come from the image as it is before this Operation. */
export type AdaptiveOperation = { readonly kind: 'adaptive' } & (
  MeanLineForm | EqualizeForm | StretchForm | ClaheForm | ComponentsForm | FirstComponentForm
);

/** A linear table whose pivot or offset comes from the mean. It has no `form`. */
export interface MeanLineForm {
  readonly form?: undefined;
  /** In levels. grey_mean: mean of the luma (ITU-R 601), unrounded. mean: mean of all samples. */
  readonly statistic: 'grey_mean' | 'mean';
  /** out = clip(⌊scale · x + weight · statistic⌋) */
  readonly scale: number;
  readonly weight: number;
}

/** A table after which all levels occur about equally often. */
export interface EqualizeForm {
  readonly form: 'equalize';
  /** luma: by OpenCV's YCrCb, whose Cr and Cb stay. */
  readonly of: 'channels' | 'luma';
  /**
   * With the count n(x) of samples up to x, that of all samples N, and the lowest and highest level that occur, a and b:
   * opencv: 255 · (n(x) − n(a)) / (N − n(a)), rounded half to even. Both pillows have steps of ⌊n(b − 1) / 255⌋ samples:
   * pillow counts them below x, from half a step; pillow_inclusive up to x. An image of fewer than 255 samples below b stays.
   */
  readonly rule: 'opencv' | 'pillow' | 'pillow_inclusive';
}

/** A table for each channel that takes the lowest and the highest level that count to 0 and 255. */
export interface StretchForm {
  readonly form: 'stretch';
  /** linear: a straight line. histogram: by the share of samples up to each level. */
  readonly curve: 'linear' | 'histogram';
  /** Per cent of the samples that are left out at each end. */
  readonly cutoff: number;
  /** Levels that do not count, and stay. */
  readonly ignore: readonly number[];
  readonly rounding: 'round' | 'truncate';
}

/** The most columns or rows of tiles: each tile takes memory for its table. */
export const MOST_TILES = 64;

/**
 * CLAHE as in OpenCV: each tile has a table that equalizes it, made of counts that are clipped at `clipLimit` times their
 * mean; what is clipped is spread over all levels. Pixels are interpolated between the tables of four tiles. On RGB it acts
 * on L of CIE L*a*b*.
 */
export interface ClaheForm {
  readonly form: 'clahe';
  readonly columns: number;
  readonly rows: number;
  readonly clipLimit: number;
}

/**
 * x + V · diag(factors · λ) · (x − mean), rounded and clipped, for colours x with levels from 0 to 1; the columns of V are the
 * principal components of the image, from the one of the largest variance λ, each with its largest entry positive. Of a grey
 * image the factor is that of the first, and λ the standard deviation.
 */
export interface ComponentsForm {
  readonly form: 'components';
  readonly factors: readonly [number, number, number];
}

/**
 * Makes an RGB image grey by its first principal component, as `components` has it, from 0 where it is smallest to 255 where it
 * is largest. Grey rasters are not changed.
 */
export interface FirstComponentForm {
  readonly form: 'first_component';
}

/** Makes all channels equal. Grey rasters are not changed. */
export interface GreyOperation {
  readonly kind: 'grey';
  /**
   * lightness: L of CIE L*a*b*, of which 100 becomes 255; for 8 bits as OpenCV rounds it. middle: half way between the smallest
   * and the largest channel, rounded down.
   */
  readonly by: 'lightness' | 'middle';
}

/** Change of hue, saturation and value in OpenCV's 8-bit HSV. On grey rasters only the value changes. Greys stay grey. */
export interface HsvOperation {
  readonly kind: 'hsv';
  /** In units of 2°. */
  readonly hue: number;
  /** In levels, like `value`. */
  readonly saturation: number;
  readonly value: number;
  /** At least 0. They multiply before the shifts are added, and what is below the point is dropped. Absent: 1. */
  readonly saturationFactor?: number;
  readonly valueFactor?: number;
}

/**
 * x becomes x + m · (clip(x + amount · (x − b)) − x), rounded: b is x blurred, and m, 0–1, is the blurred mask of samples that differ
 * from b by more than the threshold; border reflect_101.
 */
export interface UnsharpOperation {
  readonly kind: 'convolve';
  readonly form: 'unsharp';
  /** Of the blurs along each axis, an odd number. */
  readonly weights: readonly number[];
  readonly amount: number;
  /** In levels. */
  readonly threshold: number;
}

/** Correlation with a kernel (no mirroring), anchored at its centre; border reflect_101; sums rounded and clipped. */
export type ConvolveOperation = {
  readonly kind: 'convolve';
} & (
  | {
      readonly form: 'separable';
      /** Odd numbers of weights. */
      readonly x: readonly number[];
      readonly y: readonly number[];
    }
  | {
      readonly form: 'full';
      /** Odd. `weights` is row-major, size × size. */
      readonly size: number;
      readonly weights: readonly number[];
    }
);

/** Each sample becomes one of those around it in its channel, chosen by rank. */
export type RankOperation = {
  readonly kind: 'rank';
} & (
  | {
      /** Of a square of `size` × `size` pixels, an odd number; border replicate. */
      readonly form: 'median';
      readonly size: number;
    }
  | {
      /** The least, or the greatest, of those in OpenCV's `MORPH_ELLIPSE` of this size that lie within the image. */
      readonly form: 'erosion' | 'dilation';
      readonly shape: 'ellipse';
      readonly width: number;
      readonly height: number;
    }
);

/** The image made smaller, to width × height, and again as large as it was. Labels and alpha keep their resolution. */
export interface CoarsenOperation {
  readonly kind: 'coarsen';
  readonly width: number;
  readonly height: number;
  /** Each as a change of size by `resample` (area, nearest) or by `warp` with border replicate (linear, cubic). */
  readonly down: Interpolation | 'area';
  readonly up: Interpolation | 'area';
}

/** Noise. Every draw comes from a counter-based generator of (seed, row, position). */
export type NoiseOperation =
  | GaussianNoiseOperation
  | DrawnNoiseOperation
  | SensorNoiseOperation
  | ShotNoiseOperation
  | ImpulseNoiseOperation;

/** out = clip(x + trunc(n)), with a draw n for each sample. */
export interface GaussianNoiseOperation {
  readonly kind: 'noise';
  readonly distribution: 'gaussian';
  /** In levels. */
  readonly mean: number;
  readonly std: number;
  /** False: one draw a pixel, shared by its channels. */
  readonly perChannel: boolean;
  /** 0 < scale ≤ 1: noise is drawn for an image of that share of the size, and enlarged linearly. */
  readonly scale: number;
  readonly seed: Seed;
}

/** Numbers of another distribution, added or multiplied. `perChannel`, `scale` and `seed` are those of Gaussian noise. */
export type DrawnNoiseOperation = {
  readonly kind: 'noise';
  /** add: out = clip(x + trunc(n)), with n in levels. multiply: out = clip(⌊x · n⌋), with a factor n, at least 0. */
  readonly effect: 'add' | 'multiply';
  readonly perChannel: boolean;
  readonly scale: number;
  readonly seed: Seed;
} & (
  | { readonly distribution: 'uniform'; readonly low: number; readonly high: number }
  | { readonly distribution: 'laplace'; readonly mean: number; readonly spread: number }
  | {
      /** n = (2b − 1) · spread, with b of the beta distribution. */
      readonly distribution: 'beta';
      readonly alpha: number;
      readonly beta: number;
      readonly spread: number;
    }
);

/**
 * The noise of light. A sample x, 0–1, stands for the light x^2.2; it becomes (k · scale)^(1 / 2.2), at most 1, where k is a Poisson
 * number with the mean x^2.2 / scale + 10⁻⁶.
 */
export interface ShotNoiseOperation {
  readonly kind: 'noise';
  readonly distribution: 'shot';
  /** The light of one photon, at least 10⁻⁴. */
  readonly scale: number;
  readonly seed: Seed;
}

/** Single pixels are replaced. */
export interface ImpulseNoiseOperation {
  readonly kind: 'noise';
  readonly distribution: 'impulses';
  /** Each replaces this share of the pixels, 0–1; all together at most 1. */
  readonly impulses: readonly { readonly share: number; readonly colour: Colour }[];
  /** True: a share of the samples of each channel. */
  readonly perChannel: boolean;
  readonly seed: Seed;
}

/**
 * The noise of a camera's sensor, on hue and lightness of HLS. A pixel's hue is shifted by a Gaussian number. Its lightness l,
 * 0–1, becomes l + k · intensity · (1 − l), at most 1, where k is a Poisson number with the mean intensity · (the standard
 * deviation of the lightness of the image as it is before this Operation). On grey rasters the level is the lightness.
 */
export interface SensorNoiseOperation {
  readonly kind: 'noise';
  readonly distribution: 'sensor';
  /** Standard deviation in degrees. Shifts that move no sample by half a unit are left out. */
  readonly hue: number;
  readonly intensity: number;
  readonly seed: Seed;
}

/** Two unsigned 32-bit words. */
export type Seed = readonly [number, number];

/** Covers rectangles. */
export interface FillOperation {
  readonly kind: 'fill';
  /** [x0, y0, x1, y1], whole pixels of the incoming frame. */
  readonly regions: readonly (readonly [number, number, number, number])[];
  /** A colour; or uniform noise with one draw for each sample, or for each region and channel. */
  readonly paint: { readonly colour: Colour } | { readonly random: 'sample' | 'region'; readonly seed: Seed };
  /** The value that label maps get there, not a level; null leaves them as they are. */
  readonly maskFill: number | null;
  /** True: covered parts of objects no longer count as visible, and keypoints below become hidden. */
  readonly hides: boolean;
  /** True: keypoints below are removed. */
  readonly removesKeypoints: boolean;
}

/** Encodes and decodes, for the encoder's artefacts. */
export interface RecodeOperation {
  readonly kind: 'recode';
  readonly format: 'jpeg' | 'webp';
  readonly quality: number;
}
