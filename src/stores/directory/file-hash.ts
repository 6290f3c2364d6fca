import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { sha256 } from '../sha256.js';

const BUFFER_BYTES = 1024 * 1024;

/**
 * Kept, because a buffer of its own for each file would cost more than reading it. Nobody else uses it meanwhile: files are
 * read synchronously.
 */
let buffer: Buffer | undefined;

/** SHA-256 and size of a file, of which little is in memory at once. */
export function hashFile(file: string): { readonly sha256: string; readonly size: number } {
  const held = (buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES));
  const descriptor = openSync(file, 'r');
  try {
    const length = fill(held, descriptor);
    if (length < BUFFER_BYTES) return { sha256: sha256(held.subarray(0, length)), size: length };
    const hash = createHash('sha256').update(held);
    let size = length;
    for (;;) {
      const next = fill(held, descriptor);
      hash.update(held.subarray(0, next));
      size += next;
      if (next < BUFFER_BYTES) return { sha256: hash.digest('hex'), size };
    }
  } finally {
    closeSync(descriptor);
  }
}

/** @returns how many bytes there are; fewer than the buffer holds only at the end of the file */
function fill(held: Buffer, descriptor: number): number {
  let filled = 0;
  while (filled < held.length) {
    const length = readSync(descriptor, held, filled, held.length - filled, null);
    if (length === 0) break;
    filled += length;
  }
  return filled;
}
