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

/** Two unsigned 32-bit words. */
export type Seed = readonly [number, number];
