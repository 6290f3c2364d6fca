import { isImageKey } from '../core/modules.js';
import type { Recipe } from '../core/recipe/schema.js';
import { isHidden, isMarked } from '../dataset/layout.js';
import type { Source } from '../dataset/source.js';
import type { Store } from '../stores/store.js';

/** A few screens of thumbnails. */
const MOST = 500;

/**
 * The first images of an input, by their names alone, to be shown while all of it is read. Nothing is known of their labels, and
 * what may be a mask is left out.
 */
export async function findFirstImages(input: Store, { modules }: Recipe): Promise<Source[]> {
  const found: Source[] = [];
  for await (const { key, size, version } of input.list()) {
    if (isHidden(key) || !isImageKey(key, modules) || isMarked(key)) continue;
    found.push({ key, size, role: 'augment', ...(version !== undefined && { version }) });
    if (found.length === MOST) break;
  }
  return found;
}
