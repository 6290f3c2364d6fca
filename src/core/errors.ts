/** What went wrong, one code for each class of errors. */
export type ErrorCode =
  | 'AUGMENT_USAGE'
  | 'AUGMENT_RECIPE'
  | 'AUGMENT_PLAN'
  | 'AUGMENT_IMAGE'
  | 'AUGMENT_LABEL'
  | 'AUGMENT_KEY'
  | 'AUGMENT_CONFLICT'
  | 'AUGMENT_CONCURRENT_UPDATE'
  | 'AUGMENT_STORE';

/**
 * An error that the input, the settings or the environment caused. The message explains what happened and what to do, and
 * is shown without a stack trace. Any other error is a defect of this program.
 */
export abstract class AugmentError extends Error {
  abstract override readonly name: string;
  /** For programs: it stays the same when the wording changes. */
  abstract readonly code: ErrorCode;
  /** True where the same call may succeed later: a network, a busy disk. */
  readonly retryable: boolean = false;
}

/** A command line, option or argument that cannot be used. */
export class UsageError extends AugmentError {
  override readonly name = 'UsageError';
  override readonly code = 'AUGMENT_USAGE';
}

/** A position in a file, counted from 1. */
export interface FilePosition {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** `recipe.yaml:4:7`, as editors and terminals understand it. */
export function formatPosition({ file, line, column }: FilePosition): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** A Recipe that cannot be read. The message has one line for each mistake. */
export class RecipeError extends AugmentError {
  override readonly name = 'RecipeError';
  override readonly code = 'AUGMENT_RECIPE';
}

/** A stored Plan that this version of the program cannot read. */
export class PlanError extends AugmentError {
  override readonly name = 'PlanError';
  override readonly code = 'AUGMENT_PLAN';
}

/** An image that cannot be decoded, or that exceeds the Recipe's limits. */
export class ImageError extends AugmentError {
  override readonly name = 'ImageError';
  override readonly code = 'AUGMENT_IMAGE';
}

/** A label file or stored Annotations that cannot be read, or a rejected label that the Recipe makes an error. */
export class LabelError extends AugmentError {
  override readonly name = 'LabelError';
  override readonly code = 'AUGMENT_LABEL';

  constructor(
    readonly position: FilePosition,
    readonly reason: string,
  ) {
    super(`${formatPosition(position)}: ${reason}`);
  }
}

/** A key that would leave its root, or that no store can hold. */
export class KeyError extends AugmentError {
  override readonly name = 'KeyError';
  override readonly code = 'AUGMENT_KEY';
}

/** An existing object that this program did not write, or that changed during the work. */
export class ConflictError extends AugmentError {
  override readonly name = 'ConflictError';
  override readonly code = 'AUGMENT_CONFLICT';
}

/** Another task updated the same Source at the same time. The work has to begin again. */
export class ConcurrentUpdateError extends AugmentError {
  override readonly name = 'ConcurrentUpdateError';
  override readonly code = 'AUGMENT_CONCURRENT_UPDATE';
  override readonly retryable = true;
}

/** A Store that failed or gave an invalid answer. */
export class StoreError extends AugmentError {
  override readonly name = 'StoreError';
  override readonly code = 'AUGMENT_STORE';

  constructor(
    message: string,
    override readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
