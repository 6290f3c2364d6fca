/** The pixels beyond the image's edge, by OpenCV's names: wrap cdefgh|abcdefgh, reflect fedcba|abcdefgh, reflect_101 gfedcb|abcdefgh. */
export const BORDERS = ['constant', 'replicate', 'reflect', 'reflect_101', 'wrap'] as const;
export type Border = (typeof BORDERS)[number];

/** The order is that of the kernels' numbers. lanczos: eight taps along each axis, OpenCV's INTER_LANCZOS4. */
export const INTERPOLATIONS = ['nearest', 'linear', 'cubic', 'lanczos'] as const;
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** Rules of a change of size that need no warp; `ResampleOperation` defines them. */
export const RESAMPLE_FILTERS = ['area', 'nearest', 'nearest_exact', 'linear_exact', 'lanczos'] as const;
export type ResampleFilter = (typeof RESAMPLE_FILTERS)[number];

/** A change of size by `resample`, or by `warp` with border replicate. */
export type SizeFilter = ResampleFilter | Interpolation;

export function isResampleFilter(filter: SizeFilter): filter is ResampleFilter {
  return RESAMPLE_FILTERS.some((name) => name === filter);
}

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

/** Two unsigned 32-bit words. */
export type Seed = readonly [number, number];
