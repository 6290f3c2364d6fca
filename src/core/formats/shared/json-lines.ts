import { LabelError } from '../../errors.js';
import type { JsonObject } from '../../json.js';
import type { LabelProblem } from '../format.js';
import { readJsonObject } from './json-file.js';
import { headText, readText } from './text.js';

export interface JsonLine {
  /** Counted from 1. */
  readonly line: number;
  readonly value: JsonObject;
}

/**
 * The objects of a file that has one on each line. A line that is no JSON object is a problem.
 * @throws LabelError if the bytes are no UTF-8, or no line is a JSON object
 */
export function readJsonLines(
  file: string,
  bytes: Uint8Array,
): { readonly lines: readonly JsonLine[]; readonly problems: readonly LabelProblem[] } {
  const lines: JsonLine[] = [];
  const problems: LabelProblem[] = [];
  for (const [index, text] of readText(file, bytes).split(/\r?\n/).entries()) {
    if (text.trim() === '') continue;
    const line = index + 1;
    try {
      lines.push({ line, value: readJsonObject(file, new TextEncoder().encode(text)) });
    } catch (error) {
      if (!(error instanceof LabelError)) throw error;
      problems.push({ file, line, reason: error.reason, severity: 'rejected' });
    }
  }
  const [first] = problems;
  if (first && lines.length === 0) throw new LabelError(first, first.reason);
  return { lines, problems };
}

const HEAD_BYTES = 64 * 1024;

/** The first line of a file as text, as far as it is read to recognise the file. */
export function firstLine(bytes: Uint8Array): string {
  const text = headText(bytes, HEAD_BYTES).trimStart();
  return text.split(/\r?\n/, 1)[0]!;
}
