import { ImageError } from '../core/errors.js';
import type { ImageFormat } from '../core/image-formats.js';

/** Lines of a decoder's message that say where it was noticed, or by which setting, and not what is wrong. */
const EMPTY_LINES = [/failOn setting/u, /^error in tile \d/u, /has corrupt header:?$/u];
const DECODER = /^\w+: (?=\S)/u;

/** An ImageError for a file that a decoder cannot read. Decoders give several lines, often the same one again. */
export function damaged({ title }: ImageFormat, error: unknown): ImageError {
  return new ImageError(`damaged ${title}: ${reasonOf(error)}`);
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.find((line) => !EMPTY_LINES.some((empty) => empty.test(line)));
  return (telling ?? 'the decoder gives no reason').replace(DECODER, '');
}
