import type { Matrix3 } from '../geometry/types.js';
import type { Edge, Interpolation, ResampleFilter, Seed } from './operation-values.js';

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

/** A change of size by a rule that no warp has, or that rows and columns do faster apart. */
export interface ResampleOperation {
  readonly kind: 'resample';
  readonly width: number;
  readonly height: number;
  /**
   * area: mean over the covered source area when shrinking, linear when growing (cv2.INTER_AREA).
   * nearest: reads source index ⌊i · source / target⌋ (cv2.INTER_NEAREST, with its rounding: the pixel before, at some whole numbers).
   * nearest_exact: reads source index ⌊(i + ½) · source / target⌋ (cv2.INTER_NEAREST_EXACT, whose rounding may take the pixel before
   * where that is a whole number).
   * linear_exact: linear between the centres of source pixels, in steps of 1/256 pixel (cv2.INTER_LINEAR_EXACT).
   * lanczos: eight taps along each axis, beyond the edge the outermost pixels (cv2.INTER_LANCZOS4).
   */
  readonly filter: ResampleFilter;
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
  /** Of the displacement along y, where that is another one. */
  readonly stdY?: number;
  /** True: both axes have the same random numbers. */
  readonly same: boolean;
  readonly seed: Seed;
}

/** About the centre c, the output position c + v shows c + v · (1 + k₁ r² + k₂ r⁴), where r² = (v.x / unit.x)² + (v.y / unit.y)². */
export interface LensForm {
  readonly form: 'lens';
  readonly unit: readonly [x: number, y: number];
  readonly k: readonly [k1: number, k2: number];
}

/** Pieces of the frame change places; no pixel changes its value. The frame keeps its size. plan/pieces.ts says where they go. */
export interface PiecesOperation {
  readonly kind: 'pieces';
  /** Where columns and rows begin and end: whole pixels from 0 to the side of the frame, ascending. */
  readonly columns: readonly number[];
  readonly rows: readonly number[];
  /** For each place, row by row, the piece that it shows, numbered likewise; both have the same size. */
  readonly from: readonly number[];
}
