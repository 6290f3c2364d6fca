import type { Random } from './random.js';
import { TextHash } from './sha256-words.js';
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
  const words = variants.words(netstrings([VARIANT_DOMAIN, seed, key, imageSha256, String(variant)]));
  let digit = 0;
  for (const word of words)
    for (let shift = 28; shift >= 0; shift -= 4) digits[digit++] = DIGITS.charCodeAt((word >>> shift) & 15);
  return String.fromCharCode(...digits);
}

const DIGITS = '0123456789abcdef';
const digits = new Array<number>(64).fill(0);

/** Random numbers for one path in the tree. They do not depend on the draws of other paths. */
export function substream(variantSeedHex: string, path: string): Random {
  const words = streams.words(netstrings([STREAM_DOMAIN, variantSeedHex, path]));
  return new Stream([words[0]! >>> 0, words[1]! >>> 0, words[2]! >>> 0, words[3]! >>> 0]);
}

const variants = new TextHash();
const streams = new TextHash();

/** Netstrings (D. J. Bernstein, 1997) such as `5:hello,` are unambiguous for all texts. */
function netstrings(texts: readonly string[]): string {
  let joined = '';
  for (const text of texts) joined += `${utf8Length(text)}:${text},`;
  return joined;
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
