import type { Random } from './random.js';
import { sha256Words } from './sha256-words.js';
import { Stream } from './stream.js';

/** They make these hashes different from all others. If the derivation changes, they must change too. */
const VARIANT_DOMAIN = 'augment-on-demand/variant/1';
const STREAM_DOMAIN = 'augment-on-demand/stream/1';

/** A variant's random choices depend on these values and on the Recipe's transforms alone. */
export interface VariantIdentity {
  /** The Recipe's seed. */
  readonly seed: string;
  /** The Source's key. */
  readonly key: string;
  /** SHA-256 of the image's bytes, 64 hexadecimal digits in lower case. */
  readonly imageSha256: string;
  /** From 1. */
  readonly variant: number;
}

/** SHA-256 over the netstrings of its parts, as 64 hexadecimal digits. docs/reproducibility.md has a test vector. */
export function variantSeed({ seed, key, imageSha256, variant }: VariantIdentity): string {
  let hex = '';
  for (const word of hashOf([VARIANT_DOMAIN, seed, key, imageSha256, String(variant)]))
    hex += (word >>> 0).toString(16).padStart(8, '0');
  return hex;
}

/** Random numbers for one path in the tree. They do not depend on the draws of other paths. */
export function substream(variantSeedHex: string, path: string): Random {
  const words = hashOf([STREAM_DOMAIN, variantSeedHex, path]);
  return new Stream([words[0]! >>> 0, words[1]! >>> 0, words[2]! >>> 0, words[3]! >>> 0]);
}

/** Netstrings (D. J. Bernstein, 1997) such as `5:hello,` are unambiguous for all texts. */
function hashOf(texts: readonly string[]): Int32Array {
  let netstrings = '';
  for (const text of texts) netstrings += `${utf8Length(text)}:${text},`;
  return sha256Words(netstrings);
}

/** In bytes. */
function utf8Length(text: string): number {
  if (asciiLength(text) === text.length) return text.length;
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** Up to the first character beyond ASCII. Most texts have none, and a loop over code points takes four times as long. */
function asciiLength(text: string): number {
  let length = 0;
  while (length < text.length && text.charCodeAt(length) < 0x80) length++;
  return length;
}
