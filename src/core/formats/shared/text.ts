import { LabelError } from '../../errors.js';

/**
 * A text file without its byte order mark.
 * @throws LabelError if the bytes are no UTF-8, and no UTF-16 with a byte order mark
 */
export function readText(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder(unicodeOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    throw new LabelError({ file }, 'this is not a text file in UTF-8 or UTF-16');
  }
}

/** The beginning of a text file, to recognise it. A character that is cut off at the end is replaced. */
export function headText(bytes: Uint8Array, length: number): string {
  return new TextDecoder(unicodeOf(bytes)).decode(bytes.subarray(0, length));
}

/** The encoding that a byte order mark, or the zero bytes of the first character, shows. */
export function unicodeOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return 'utf-8';
}

/** A file name with another ending. Only the last ending is replaced: `a.b.jpg` → `a.b.txt`. */
export function siblingOf(fileName: string, ending: string): string {
  const dot = fileName.lastIndexOf('.');
  return (dot > 0 ? fileName.slice(0, dot) : fileName) + ending;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** True for a decimal number, with or without an exponent. */
export function isNumber(text: string | undefined): boolean {
  return text !== undefined && NUMBER.test(text) && Number.isFinite(Number(text));
}
