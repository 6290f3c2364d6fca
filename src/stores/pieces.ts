import { createHash } from 'node:crypto';

/** SHA-256 of the first bytes of a content. @param length of these, in bytes */
export async function hashStart(pieces: AsyncIterable<Uint8Array>, length: number): Promise<string> {
  const hash = createHash('sha256');
  let left = length;
  for await (const piece of pieces) {
    hash.update(piece.subarray(0, left));
    left -= piece.length;
    if (left <= 0) break;
  }
  return hash.digest('hex');
}

/** All bytes of pieces that are known to be few. */
export async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  for await (const piece of pieces) held.push(piece);
  return new Uint8Array(Buffer.concat(held));
}

/** The same bytes in parts of exactly this size; the last one may be smaller. */
export async function* partsOf(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(size);
  let filled = 0;
  for await (const piece of pieces) {
    for (let rest = piece; rest.length > 0;) {
      const next = rest.subarray(0, size - filled);
      part.set(next, filled);
      filled += next.length;
      rest = rest.subarray(next.length);
      if (filled < size) continue;
      yield part;
      part = new Uint8Array(size);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
