import type { Matrix3, Point } from '../geometry/types.js';
import type { Colour, Seed } from './operation-values.js';
import type { UnmixedOperation } from './operations.js';

/** Something laid over the image, or images of it mixed. Labels stay where they are. */
export type CompositeOperation = { readonly kind: 'composite' } & (
  OverForm | LightnessForm | RelightForm | BranchesForm | SweepForm
);

/**
 * A colour over the image. With a sample x, the colour c, both 0–1, and the weight w at the pixel: normal x + w · (c − x), add
 * x + w · c, multiply x + w · (c · x − x), screen x + w · (c − c · x). Rounded and clipped.
 */
export interface OverForm {
  readonly form: 'over';
  readonly blend: 'normal' | 'add' | 'multiply' | 'screen';
  /** mean: that of all samples of the image as it is before this Operation. */
  readonly colour: Colour | 'mean';
  /** From −1 to 1: where the mask is black, and where it is white; linear between. */
  readonly weights: readonly [black: number, white: number];
  /** Absent: white everywhere. */
  readonly mask?: Mask;
}

/**
 * Changes the lightness of HLS, half way between the greatest and the least channel; hue and saturation stay. On grey rasters
 * the level is the lightness.
 */
export interface LightnessForm {
  readonly form: 'lightness';
  /**
   * Base64 of 256 bytes: the level that each level of the lightness becomes. In 16 bits it is interpolated between them; in 8 bits
   * the lightness is a level, rounded as OpenCV does in single precision.
   */
  readonly curve: string;
}

/** Gives the image another lightness of HLS, in the same way: the level of the mask, where that is not black. */
export interface RelightForm {
  readonly form: 'relight';
  readonly mask: Mask;
}

/** What different Operations make of the image, mixed: Σ weight · branch, rounded. Each keeps the size of the image. */
export interface BranchesForm {
  readonly form: 'branches';
  /** Weights are not negative, and add up to 1. */
  readonly branches: readonly { readonly weight: number; readonly operations: readonly UnmixedOperation[] }[];
}

/** The mean of the image as it is seen through the maps I + a · (M − I), for each a of `at`; linear, border replicate. */
export interface SweepForm {
  readonly form: 'sweep';
  readonly matrix: Matrix3;
  readonly at: readonly number[];
}

/** A grey image of the frame's size, of the depth of the image: painted, then changed by Operations that keep its size. */
export interface Mask {
  readonly paint: Paint;
  readonly then: readonly UnmixedOperation[];
}

export type Paint =
  EvenPaint | LinearPaint | RadialPaint | RingsPaint | PlasmaPaint | ShapesPaint | MarksPaint;

export interface EvenPaint {
  readonly form: 'even';
  readonly level: number;
}

/** level + slope · p at the point p, clipped to 0–255 and rounded. */
export interface LinearPaint {
  readonly form: 'linear';
  readonly level: number;
  /** Levels a pixel. */
  readonly slope: Point;
}

/** Levels at evenly spaced distances from the centre, from 0 to the radius, linear between; beyond it the last. */
export interface RadialPaint {
  readonly form: 'radial';
  readonly centre: Point;
  readonly radius: number;
  readonly levels: readonly number[];
}

/** Levels in steps: at each pixel that of the first ring, the inner first, whose radius its centre does not exceed; beyond them 0. */
export interface RingsPaint {
  readonly form: 'rings';
  readonly centre: Point;
  readonly rings: readonly (readonly [radius: number, level: number])[];
}

/** A random field by the diamond-square method, from 0 to 255. src/core/engine/composite/plasma.ts defines its numbers. */
export interface PlasmaPaint {
  readonly form: 'plasma';
  /** How much stronger the noise of each finer step is. */
  readonly roughness: number;
  readonly seed: Seed;
}

/** White shapes on black. They cover the pixels whose centres lie in them. */
export interface ShapesPaint {
  readonly form: 'shapes';
  readonly shapes: readonly Shape[];
}

export type Shape =
  | { readonly form: 'disc'; readonly centre: Point; readonly radius: number }
  /** Rounded at both ends. */
  | { readonly form: 'line'; readonly from: Point; readonly to: Point; readonly width: number }
  /**
   * Filled by the even-odd rule. `outlined`: with the pixels of its outline, too, as OpenCV fills polygons: Bresenham's lines, from
   * the left end to the right one, between the pixels that hold its points.
   */
  | { readonly form: 'polygon'; readonly points: readonly Point[]; readonly outlined?: true };

/**
 * Many marks of one kind on black, at random pixels. For each, in turn, the fork of the seed draws its column, its row, its size
 * (a disc's or a square's), and with `levels: random` its level, 1–255; all are whole numbers.
 */
export interface MarksPaint {
  readonly form: 'marks';
  /** `within`: whole pixels [x0, y0, x1, y1) of the frame; x1 and y1 are not included. */
  readonly groups: readonly {
    readonly count: number;
    readonly within: readonly [number, number, number, number];
  }[];
  readonly mark: Mark;
  /** white: 255. count: each mark adds a level. random: of its own; a later mark covers an earlier one. */
  readonly levels: 'white' | 'count' | 'random';
  readonly seed: Seed;
}

export type Mark =
  /** Pixels at most the radius + ½ from the drawn one. */
  | { readonly form: 'disc'; readonly radius: readonly [least: number, most: number] }
  /** The square of 2 · half pixels a side with the drawn one right below its centre. */
  | { readonly form: 'square'; readonly half: readonly [least: number, most: number] }
  /** From the drawn pixel to that at `offset`, whole pixels; of width 1 each next pixel shares a side with the one before. */
  | { readonly form: 'line'; readonly offset: Point; readonly width: number };
