import { ImageError } from '../core/errors.js';
import type { StoredImage, WritableCodec } from '../core/image-codec.js';

/**
 * @param name of the image, for the message
 * @throws ImageError where the image has planes, and the format no place for them
 */
export function requirePlanes(
  name: string,
  { planes }: Pick<StoredImage, 'planes'>,
  { title, holdsPlanes }: Pick<WritableCodec, 'title' | 'holdsPlanes'>,
): void {
  if (planes === undefined || holdsPlanes) return;
  throw new ImageError(
    `${name}: it has ${planes} planes that are no colours, and ${title} has no place for them; use tiff, or save the image as RGB`,
  );
}
