import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

const BUFFER_BYTES = 1024 * 1024;

/** SHA-256 and size of a file, of which little is in memory at once. */
export function hashFile(file: string): { readonly sha256: string; readonly size: number } {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    const hash = createHash('sha256');
    let size = 0;
    for (;;) {
      const length = readSync(descriptor, buffer, 0, BUFFER_BYTES, null);
      if (length === 0) return { sha256: hash.digest('hex'), size };
      hash.update(buffer.subarray(0, length));
      size += length;
    }
  } finally {
    closeSync(descriptor);
  }
}
