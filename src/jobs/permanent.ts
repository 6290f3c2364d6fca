import { ConflictError, ImageError, KeyError, LabelError } from '../core/errors.js';
import type { AugmentError } from '../core/errors.js';
import type { Failure } from '../dataset/source.js';

/** An error in the image, its labels or its name, which another attempt would not change. */
export function isPermanent(error: unknown): error is AugmentError {
  return [ImageError, LabelError, KeyError, ConflictError].some((kind) => error instanceof kind);
}

/** What a failure says of an error. */
export function failureOf(error: AugmentError): Omit<Failure, 'key'> {
  const { message: reason } = error;
  return error instanceof ConflictError ? { reason, ...error.file } : { reason };
}
