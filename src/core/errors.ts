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
 * Everything that can go wrong by what a user gave us. The message says what happened and what to do;
 * it is shown as it is, without a stack trace. Anything else that is thrown is a defect of ours.
 */
export abstract class AugmentError extends Error {
  abstract override readonly name: string;
  /** For programs: it stays when the wording changes. */
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

/** A Recipe that cannot be read. One error names every mistake found, a line each. */
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

/** A label file that cannot be read, or that a rejected label makes fatal. */
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

/** An object in the way that is not ours, or that changed while we worked. */
export class ConflictError extends AugmentError {
  override readonly name = 'ConflictError';
  override readonly code = 'AUGMENT_CONFLICT';
}

/** Another task brought the same Source up to date meanwhile: to be asked again, from the beginning. */
export class ConcurrentUpdateError extends AugmentError {
  override readonly name = 'ConcurrentUpdateError';
  override readonly code = 'AUGMENT_CONCURRENT_UPDATE';
  override readonly retryable = true;
}

/** A Store that did not answer as it should. */
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
