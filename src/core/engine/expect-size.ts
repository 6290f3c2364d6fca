import { ImageError } from '../errors.js';
import type { Frame } from '../geometry/types.js';

/**
 * @param what names the thing in the message
 * @throws ImageError where its size differs from the Plan's frame
 */
export function expectSize(what: string, { width, height }: Frame, expected: Frame): void {
  if (width === expected.width && height === expected.height) return;
  throw new ImageError(
    `${what}: the Plan is for an image of ${expected.width}×${expected.height} pixels, but the size is ${width}×${height}`,
  );
}
