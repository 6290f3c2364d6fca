import type { Colour, Seed } from './operation-values.js';

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

/**
 * Pixels further than `most` from every edge change places with random ones near by: from −most to most − 1 pixels away along
 * each axis. kernels/scatter.ts says how the seed's numbers are used; there is a row of them for each row and turn.
 */
export interface ScatterOperation {
  readonly kind: 'scatter';
  readonly most: number;
  /** How many times. */
  readonly turns: number;
  /**
   * together: all at once, so that several may come to one place; the last of them, from the last pixel to the first, stays.
   * one_by_one: from the last pixel on, so that none is lost.
   */
  readonly order: 'together' | 'one_by_one';
  readonly seed: Seed;
}

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
