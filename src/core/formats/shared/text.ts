import { LabelError } from '../../errors.js';

/**
 * A text file without its byte order mark.
 * @throws LabelError if the bytes are no UTF-8
 */
export function readText(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new LabelError({ file }, 'this is not a text file in UTF-8');
  }
}

/** A file name with another ending. Only the last ending is replaced: `a.b.jpg` → `a.b.txt`. */
export function siblingOf(fileName: string, ending: string): string {
  const dot = fileName.lastIndexOf('.');
  return (dot > 0 ? fileName.slice(0, dot) : fileName) + ending;
}
