import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Words4 } from './philox.js';
import type { Random } from './random.js';
import { Stream } from './stream.js';

/** They make these hashes different from all others. If the derivation changes, they must change too. */
const VARIANT_DOMAIN = 'augment-on-demand/variant/1';
const STREAM_DOMAIN = 'augment-on-demand/stream/1';

const encoder = new TextEncoder();

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
  return bytesToHex(hashOf([VARIANT_DOMAIN, seed, key, imageSha256, String(variant)]));
}

/** Random numbers for one path in the tree. They do not depend on the draws of other paths. */
export function substream(variantSeedHex: string, path: string): Random {
  const hash = hashOf([STREAM_DOMAIN, variantSeedHex, path]);
  const view = new DataView(hash.buffer, hash.byteOffset);
  const identity = [0, 4, 8, 12].map((offset) => view.getUint32(offset)) as unknown as Words4;
  return new Stream(identity);
}

/** Netstrings (D. J. Bernstein, 1997) such as `5:hello,` are unambiguous for all texts. */
function hashOf(texts: readonly string[]): Uint8Array {
  const netstrings = texts.map((text) => `${utf8Length(text)}:${text},`);
  return sha256(encoder.encode(netstrings.join('')));
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
