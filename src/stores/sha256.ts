import { hash } from 'node:crypto';
import type { Stored } from './store.js';

/** SHA-256 as 64 hexadecimal digits. @param content a text is hashed as UTF-8 */
export function sha256(content: Uint8Array | string): string {
  return hash('sha256', content);
}

/** SHA-256 of an object's content. */
export function contentHash({ bytes, sha256: known }: Pick<Stored, 'bytes' | 'sha256'>): string {
  return known ?? sha256(bytes);
}
