import type {
  CompositeOperation,
  Edge,
  Interpolation,
  MatchOperation,
  MixOperation,
  Orientation,
  PiecesOperation,
  PixelOperation,
  RemapOperation,
  ResampleOperation,
  TableOperation,
} from '../plan/operations.js';
import type { Frame, Matrix3, Rectangle } from '../geometry/types.js';

/** A Plan compiled: the passes over memory that it takes, in order. */
export interface Program {
  /** The Source's frame: the size of the image, its bitmaps and its label maps. */
  readonly source: Frame;
  readonly output: Frame;
  readonly passes: readonly Pass[];
}

export type Pass = CopyPass | SamplePass | ResamplePass | RemapPass | PiecesPass | MixPass | PointPass;

/** Turns the view, then crops or pads it. Pixels keep their values. */
export interface CopyPass {
  readonly kind: 'copy';
  /** The part of the incoming frame that is read. */
  readonly view: Rectangle;
  readonly orientation: Orientation;
  /** Upper left corner of the output in the turned view. Absent: the whole view. */
  readonly window?: { readonly x: number; readonly y: number; readonly edge: Edge };
  readonly output: Frame;
}

/** One resampling through all the frames of a chain of Operations. */
export interface SamplePass {
  readonly kind: 'sample';
  readonly view: Rectangle;
  /** From the output back to the view, whose stage is the last. */
  readonly stages: readonly Stage[];
  readonly interpolation: Interpolation;
  readonly output: Frame;
}

/** A frame on the way from an output pixel back to the source. */
export interface Stage {
  /** From the later frame's coordinates to this one's, both with integers at pixel centres. */
  readonly matrix: Matrix3;
  readonly frame: Frame;
  /** What lies beyond this frame. */
  readonly edge: Edge;
}

export interface ResamplePass {
  readonly kind: 'resample';
  readonly view: Rectangle;
  readonly filter: ResampleOperation['filter'];
  readonly output: Frame;
}

/** One resampling by a curved map. The output has the size of the view. */
export interface RemapPass {
  readonly kind: 'remap';
  readonly view: Rectangle;
  readonly operation: RemapOperation;
  readonly output: Frame;
}

/** Layers over one another: see `MixOperation`. */
export interface MixPass {
  readonly kind: 'mix';
  readonly operation: MixOperation;
  /** One for each layer. */
  readonly programs: readonly Program[];
  readonly output: Frame;
}

/** Copies pieces. The output has the size of the view. */
export interface PiecesPass {
  readonly kind: 'pieces';
  readonly view: Rectangle;
  readonly operation: PiecesOperation;
  readonly output: Frame;
}

export interface PointPass {
  readonly kind: 'point';
  readonly operation: PointOperation;
}

export type PointOperation =
  Exclude<FusedOperation, CompositeOperation | MatchOperation> | CompiledComposite | CompiledMatch;

export type FusedOperation = PixelOperation | TableChain;

/** Neighbouring tables. The table that they amount to depends on the depth of the raster. */
export interface TableChain {
  readonly kind: 'table';
  readonly form: 'chain';
  readonly tables: readonly TableOperation[];
}

/** A composite with the Programs that it runs. */
export interface CompiledComposite {
  readonly kind: 'composite';
  readonly operation: CompositeOperation;
  /** What follows the painting of its mask. */
  readonly mask?: Program;
  readonly branches: readonly Branch[];
}

/** A match with the Program of the other Source. */
export interface CompiledMatch {
  readonly kind: 'match';
  readonly operation: MatchOperation;
  readonly program: Program;
}

export interface Branch {
  readonly weight: number;
  readonly program: Program;
}
