import { createHash } from 'node:crypto';

/** @param most how many bytes from the beginning are hashed; absent: all */
export async function hashPieces(
  pieces: AsyncIterable<Uint8Array>,
  most = Infinity,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of pieces) {
    const part = piece.subarray(0, most - size);
    hash.update(part);
    size += part.length;
    if (size >= most) break;
  }
  return { size, sha256: hash.digest('hex') };
}

/** All bytes of pieces that are known to be few. */
export async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  for await (const piece of pieces) held.push(piece);
  return new Uint8Array(Buffer.concat(held));
}

/** The same bytes in parts of exactly this size; the last one may be smaller, and there is at least one. */
export async function* partsOf(pieces: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let part = new Uint8Array(size);
  let filled = 0;
  let isFirst = true;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      if (filled === size) {
        yield part;
        isFirst = false;
        part = new Uint8Array(size);
        filled = 0;
      }
      const more = piece.subarray(at, at + size - filled);
      part.set(more, filled);
      filled += more.length;
      at += more.length;
    }
  }
  if (filled > 0 || isFirst) yield part.subarray(0, filled);
}
