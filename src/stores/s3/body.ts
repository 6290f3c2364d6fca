import { Readable } from 'node:stream';
import { StoreError } from '../../core/errors.js';

/** What came of an object was less than it is, or nothing more came: to be asked for again. */
export class BrokenBodyError extends Error {
  override readonly name = 'BrokenBodyError';
}

/** As much as Node reads of a file. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * All bytes of an answer. The SDK repeats a request that gets no answer, but not one whose answer breaks off.
 * @param size as announced
 * @param silence so many milliseconds without a byte, and the connection is taken for dead
 * @throws BrokenBodyError where less or more came than was announced, or the connection broke
 */
export async function collectBody(
  body: unknown,
  size: number | undefined,
  name: string,
  silence: number,
): Promise<Uint8Array> {
  if (!(body instanceof Readable)) throw new BrokenBodyError('the answer has no body');
  if ((size ?? 0) > MOST_BYTES) {
    discardBody(body);
    throw new StoreError(`${name} has ${size!} bytes, more than can be read at once`, false);
  }
  const dead = new BrokenBodyError(`nothing came for ${silence / 1000} s`);
  const watch = setTimeout(() => body.destroy(dead), silence);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      length += chunk.length;
      watch.refresh();
    }
  } catch (error) {
    throw error instanceof BrokenBodyError
      ? error
      : new BrokenBodyError(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    clearTimeout(watch);
    discardBody(body);
  }
  if (size !== undefined && length !== size)
    throw new BrokenBodyError(`${length} of ${size} bytes came, then the answer ended`);
  return join(chunks, length);
}

/** A body that nobody reads would keep its connection for itself. */
function discardBody(body: unknown): void {
  if (body instanceof Readable && !body.destroyed) body.destroy();
}

function join(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
