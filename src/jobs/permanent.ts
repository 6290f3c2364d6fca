import { ConflictError, ImageError, KeyError, LabelError } from '../core/errors.js';
import type { AugmentError } from '../core/errors.js';

/** An error in the image, its labels or its name, which another attempt would not change. */
export function isPermanent(error: unknown): error is AugmentError {
  return [ImageError, LabelError, KeyError, ConflictError].some((kind) => error instanceof kind);
}
