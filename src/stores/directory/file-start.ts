import { closeSync, openSync, readSync } from 'node:fs';

/** The first bytes of a file; all of it if it is shorter. */
export function startOf(file: string, length: number): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < length; filled += read)
      read = readSync(descriptor, bytes, filled, length - filled, null);
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}
