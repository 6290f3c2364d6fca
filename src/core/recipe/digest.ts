import { sha256Hex } from '../hash.js';
import { canonicalJson } from '../json.js';
import type { Recipe } from './schema.js';

/**
 * SHA-256 of all of a Recipe that decides a variant's bytes, as 64 hexadecimal digits. How it was written does not
 * matter: neither formatting, nor the order of keys, nor whether defaults were written out. How many variants there are,
 * whether originals are written, splits and limits do not change any variant, so they do not count.
 */
export function recipeDigest({ seed, decode, preprocess, transforms, labels, output }: Recipe): string {
  const { format, quality, subsampling } = output;
  const decisive = { seed, decode, preprocess, transforms, labels, output: { format, quality, subsampling } };
  return sha256Hex(canonicalJson(decisive));
}
