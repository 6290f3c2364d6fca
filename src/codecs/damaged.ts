import { ImageError } from '../core/errors.js';
import type { ImageFormat } from '../core/image-formats.js';

/** Lines of a decoder's message that say where it was noticed, or by which setting, and not what is wrong. */
const EMPTY_LINES = [/failOn setting/u, /^error in tile \d/u];
const HEADER = /^Input buffer has corrupt header:?/u;
const MOST_ATTEMPTS = 3;
const DECODER = /^\w+: (?=\S)/u;

/** An ImageError for a file that a decoder cannot read. Decoders give several lines, often the same one again. */
export function damaged({ title }: ImageFormat, error: unknown): ImageError {
  return new ImageError(`damaged ${title}: ${reasonOf(error)}`);
}

/**
 * Tries again where the decoder fails without a reason: libvips keeps the reasons of all threads in one list, so that
 * one of two files that fail at the same moment may get none.
 */
export async function withReason<Result>(decode: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decode();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || reasonsIn(messageOf(error)).length > 0) throw error;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function reasonsIn(message: string): string[] {
  return message
    .split('\n')
    .map((line) => line.replace(HEADER, '').trim().replace(DECODER, ''))
    .filter((line) => line !== '' && !EMPTY_LINES.some((empty) => empty.test(line)));
}

function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return reasonsIn(message)[0] ?? (HEADER.test(message) ? 'its header' : 'the decoder gives no reason');
}
