import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * SHA-256 as 64 hexadecimal digits, in plain JavaScript, so that it also runs in a browser. In Node, `stores/sha256.ts`
 * computes the same several times faster.
 * @param content a text is hashed as UTF-8
 */
export function sha256Hex(content: Uint8Array | string): string {
  return bytesToHex(sha256(typeof content === 'string' ? utf8ToBytes(content) : content));
}
