import { builtInImageFormats, isImageName } from '../core/image-formats.js';
import type { Modules } from '../core/modules.js';
import type { Failure } from '../dataset/source.js';
import { count } from './say.js';

/**
 * How many images failed, and in words what is about none: a pool, a limit of losses, a file about the data set. Without this,
 * there would be more images than the input has.
 */
export function countFailures(
  failures: readonly Failure[],
  { codecs }: Pick<Modules, 'codecs'>,
): { readonly images: number; readonly others: readonly string[] } {
  const images = failures.filter(({ key }) => isImageName(key, codecs ?? builtInImageFormats)).length;
  const others = failures.length - images;
  return { images, others: others > 0 ? [count(others, 'other failure')] : [] };
}
