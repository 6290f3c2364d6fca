import { Readable } from 'node:stream';
import { StoreError } from '../../core/errors.js';

/** An object's content was incomplete, or no more bytes arrived. The request should be repeated. */
export class BrokenBodyError extends Error {
  override readonly name = 'BrokenBodyError';
}

/** The largest file that Node reads at once. */
const MOST_BYTES = 2 ** 31 - 1;

/**
 * All bytes of an answer. The SDK repeats a request without an answer, but not one whose answer breaks off.
 * @param size in bytes, as announced
 * @param silence milliseconds without a byte after which the connection counts as dead
 * @throws BrokenBodyError if fewer or more bytes came than were announced, or if the connection broke
 */
export async function collectBody(
  body: unknown,
  size: number | undefined,
  name: string,
  silence: number,
): Promise<Uint8Array> {
  if ((size ?? 0) > MOST_BYTES) {
    discardBody(body);
    throw new StoreError(`${name} has ${size!} bytes, more than can be read at once`, false);
  }
  const chunks: Uint8Array[] = [];
  const length = await drainBody(body, size, silence, (chunk) => chunks.push(chunk));
  return join(chunks, length);
}

/**
 * Takes all bytes of an answer, one chunk after the other.
 * @returns their number
 * @throws BrokenBodyError as `collectBody`
 */
export async function drainBody(
  body: unknown,
  size: number | undefined,
  silence: number,
  take: (chunk: Uint8Array) => void,
): Promise<number> {
  if (!(body instanceof Readable)) throw new BrokenBodyError('the answer has no body');
  const dead = new BrokenBodyError(`nothing came for ${silence / 1000} s`);
  const watch = setTimeout(() => body.destroy(dead), silence);
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      take(chunk);
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
  return length;
}

/** An unread body would keep its connection busy. */
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
