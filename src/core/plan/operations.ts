import type {
  AdaptiveOperation,
  DensityOperation,
  GreyOperation,
  HsvOperation,
  MatrixOperation,
  TableOperation,
} from './colour-operations.js';
import type {
  OrientOperation,
  PiecesOperation,
  RemapOperation,
  ResampleOperation,
  WarpOperation,
  WindowOperation,
} from './geometric-operations.js';
import type {
  CoarsenOperation,
  ConvolveOperation,
  FringeOperation,
  RankOperation,
  SuperpixelsOperation,
  UnsharpOperation,
} from './neighbourhood-operations.js';
import type { CompositeOperation } from './layer-operations.js';
import type { MatchOperation, MixOperation } from './mixing-operations.js';
import type {
  FillOperation,
  NoiseOperation,
  RecodeOperation,
  ScatterOperation,
} from './random-operations.js';
import type { WithinOperation } from './within-operation.js';

export * from './colour-operations.js';
export * from './geometric-operations.js';
export * from './layer-operations.js';
export * from './mixing-operations.js';
export * from './neighbourhood-operations.js';
export * from './operation-values.js';
export * from './random-operations.js';
export * from './within-operation.js';

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
  | PiecesOperation
  | TableOperation
  | MatrixOperation
  | AdaptiveOperation
  | GreyOperation
  | HsvOperation
  | DensityOperation
  | ConvolveOperation
  | UnsharpOperation
  | RankOperation
  | CoarsenOperation
  | FringeOperation
  | ScatterOperation
  | SuperpixelsOperation
  | NoiseOperation
  | FillOperation
  | RecodeOperation
  | CompositeOperation
  | WithinOperation
  | MatchOperation
  | MixOperation;

/**
 * What each kind does to labels. moves: it moves pixels and geometry alike. covers: it covers rectangles, and may hide
 * or overwrite labels there. mixes: it brings labels of other Sources. none: every pixel stays where it is, and so do the labels.
 */
export const LABEL_EFFECTS = {
  orient: 'moves',
  window: 'moves',
  warp: 'moves',
  resample: 'moves',
  remap: 'moves',
  pieces: 'moves',
  table: 'none',
  matrix: 'none',
  adaptive: 'none',
  grey: 'none',
  hsv: 'none',
  density: 'none',
  convolve: 'none',
  rank: 'none',
  coarsen: 'none',
  fringe: 'none',
  scatter: 'none',
  superpixels: 'none',
  noise: 'none',
  fill: 'covers',
  recode: 'none',
  composite: 'none',
  within: 'none',
  match: 'none',
  mix: 'mixes',
} as const satisfies Record<Operation['kind'], 'moves' | 'covers' | 'mixes' | 'none'>;

export type Effects = typeof LABEL_EFFECTS;
export type KindWith<Effect> = {
  [Kind in keyof Effects]: Effects[Kind] extends Effect ? Kind : never;
}[keyof Effects];

/** Those that move pixels and geometry. */
export type GeometricOperation = Extract<Operation, { kind: KindWith<'moves'> }>;

/** Those that move points by a matrix. */
export type ProjectiveOperation = Exclude<GeometricOperation, RemapOperation | PiecesOperation>;

/** Those that may hide or overwrite labels without moving them. */
export type CoveringOperation = Extract<Operation, { kind: KindWith<'covers'> }>;

/** Those that bring no labels of other images. */
export type UnmixedOperation = Exclude<Operation, MixOperation>;

/** Those that leave every pixel where it is. */
export type PixelOperation = Exclude<UnmixedOperation, GeometricOperation>;

export function isGeometric(operation: Operation): operation is GeometricOperation {
  return LABEL_EFFECTS[operation.kind] === 'moves';
}

export function isProjective(operation: Operation): operation is ProjectiveOperation {
  return isGeometric(operation) && operation.kind !== 'remap' && operation.kind !== 'pieces';
}

export function isCovering(operation: Pick<Operation, 'kind'>): operation is CoveringOperation {
  return LABEL_EFFECTS[operation.kind] === 'covers';
}
