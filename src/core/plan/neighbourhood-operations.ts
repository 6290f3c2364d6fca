import type { Interpolation, Seed, SizeFilter } from './operation-values.js';

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

/** The fringes of a lens: red and blue are shown as by a `remap` with lenses of their own, green stays. Labels stay. */
export interface FringeOperation {
  readonly kind: 'fringe';
  readonly interpolation: Interpolation;
  /** The coefficients of `LensForm`, with the width and the height as its units. */
  readonly red: readonly [k1: number, k2: number];
  readonly blue: readonly [k1: number, k2: number];
}

/** The image made smaller, to width × height, and again as large as it was. Labels and alpha keep their resolution. */
export interface CoarsenOperation {
  readonly kind: 'coarsen';
  readonly width: number;
  readonly height: number;
  /** Each as a change of size by `resample` or, where it has no such filter, by `warp` with border replicate. */
  readonly down: SizeFilter;
  readonly up: SizeFilter;
}

/**
 * Some superpixels, regions of similar colours that are near one another, get their mean colour. They are those of SLIC as in
 * Albumentations 2.0.8: clusters of pixels by colour, where the greatest sample is 1, and by place, about the points of a grid;
 * a pixel belongs to the nearest centre that it had in any of ten turns. Alpha does not count, and labels stay.
 */
export interface SuperpixelsOperation {
  readonly kind: 'superpixels';
  /** About so many. */
  readonly count: number;
  /** 0–1: the probability with which each is replaced. The fork of the seed draws for one after another. */
  readonly share: number;
  readonly seed: Seed;
  /** The size at which they are found. If any is replaced, all of the image comes from this size. */
  readonly width: number;
  readonly height: number;
  /** As in `CoarsenOperation`, down and up. */
  readonly filter: SizeFilter;
}
