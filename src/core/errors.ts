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

  /**
   * Errors are told apart by their codes: a package that the command loads throws the errors of its own copy of this
   * library. A class without a code of its own, as users may derive one, is told apart as usual.
   */
  static override [Symbol.hasInstance](
    this: { readonly name: string; readonly code?: ErrorCode },
    value: unknown,
  ): boolean {
    if (Object.hasOwn(this, 'code')) return codeOf(value) === this.code;
    if (this === AugmentError) return codeOf(value)?.startsWith('AUGMENT_') ?? false;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

function codeOf(value: unknown): string | undefined {
  return value instanceof Error && 'code' in value && typeof value.code === 'string' ? value.code : undefined;
}

/** A command line, option or argument that cannot be used. */
export class UsageError extends AugmentError {
  static readonly code = 'AUGMENT_USAGE';
  override readonly name = 'UsageError';
  override readonly code = UsageError.code;
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
  static readonly code = 'AUGMENT_RECIPE';
  override readonly name = 'RecipeError';
  override readonly code = RecipeError.code;
}

/** A stored Plan that this version of the program cannot read. */
export class PlanError extends AugmentError {
  static readonly code = 'AUGMENT_PLAN';
  override readonly name = 'PlanError';
  override readonly code = PlanError.code;
}

/** An image that cannot be decoded, or that exceeds the Recipe's limits. */
export class ImageError extends AugmentError {
  static readonly code = 'AUGMENT_IMAGE';
  override readonly name = 'ImageError';
  override readonly code = ImageError.code;
}

/** An image that needs more memory than there is. */
export class MemoryError extends ImageError {
  /** @param needed bytes */
  constructor(
    message: string,
    readonly needed: number,
  ) {
    super(message);
  }
}

/** An image that shows another one, which is not there: it may come yet. */
export class AwaitedImageError extends ImageError {
  /** @param awaited key of the image, or of its mask */
  constructor(
    message: string,
    readonly awaited: string,
  ) {
    super(message);
  }
}

/** A label file or stored Annotations that cannot be read, or a rejected label that the Recipe makes an error. */
export class LabelError extends AugmentError {
  static readonly code = 'AUGMENT_LABEL';
  override readonly name = 'LabelError';
  override readonly code = LabelError.code;

  constructor(
    readonly position: FilePosition,
    readonly reason: string,
  ) {
    super(`${formatPosition(position)}: ${reason}`);
  }
}

/** A key that would leave its root, or that no store can hold. */
export class KeyError extends AugmentError {
  static readonly code = 'AUGMENT_KEY';
  override readonly name = 'KeyError';
  override readonly code = KeyError.code;
}

/** A file of the output that is not replaced, since another program has written it: its key, one of these. */
export interface KeptFile {
  /** It is in the place of an output. */
  readonly inTheWay?: string;
  /** It is an output of this program, which another one has changed. */
  readonly edited?: string;
}

/** An existing object that this program did not write, or that changed during the work. */
export class ConflictError extends AugmentError {
  static readonly code = 'AUGMENT_CONFLICT';
  override readonly name = 'ConflictError';
  override readonly code = ConflictError.code;

  /** @param file the file of the output that is not replaced; nothing where it is of another Store */
  constructor(
    message: string,
    readonly file: KeptFile = {},
  ) {
    super(message);
  }
}

/** Another task updated the same Source at the same time. The work has to begin again. */
export class ConcurrentUpdateError extends AugmentError {
  static readonly code = 'AUGMENT_CONCURRENT_UPDATE';
  override readonly name = 'ConcurrentUpdateError';
  override readonly code = ConcurrentUpdateError.code;
  override readonly retryable = true;
}

/** A Store that failed or gave an invalid answer. */
export class StoreError extends AugmentError {
  static readonly code = 'AUGMENT_STORE';
  override readonly name = 'StoreError';
  override readonly code = StoreError.code;

  constructor(
    message: string,
    override readonly retryable: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
