import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Recipe } from './schema.js';

/**
 * SHA-256 of all of a Recipe that decides a variant's bytes, as 64 hexadecimal digits. How it was written does not
 * matter: neither formatting, nor the order of keys, nor whether defaults were written out. How many variants there are,
 * whether originals are written, splits and limits do not change any variant, so they do not count.
 */
export function recipeDigest({ seed, decode, preprocess, transforms, labels, output }: Recipe): string {
  const { format, quality, subsampling } = output;
  const decisive = { seed, decode, preprocess, transforms, labels, output: { format, quality, subsampling } };
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(decisive))));
}

/** JSON without spaces, keys sorted by their UTF-16 code units. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
