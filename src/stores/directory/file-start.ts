import { open } from 'node:fs/promises';

/** The first bytes of a file; all of it if it is shorter. */
export async function startOf(file: string, length: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < length; filled += read)
      read = (await handle.read(bytes, filled, length - filled)).bytesRead;
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
