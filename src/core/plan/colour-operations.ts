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
 * A linear map of optical densities, for images of stained tissue. A sample x, 0–1, has the density −ln(max(x, 10⁻⁶)). The
 * densities become those of the map, and back to samples. Grey images stay.
 */
export interface DensityOperation {
  readonly kind: 'density';
  /** Three rows of four: factors of the densities of red, green and blue, and what is added. */
  readonly dark: readonly number[];
  /** The same for pixels whose luma (ITU-R 601) is at least `threshold`, a level. */
  readonly light: readonly number[];
  readonly threshold: number;
}
