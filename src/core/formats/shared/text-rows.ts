import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import type { LabelContext, LabelFormat, LabelProblem, LabelReading } from '../format.js';
import { BadLabel } from './json-file.js';
import { headText, isNumber, readText } from './text.js';

export interface TextRow {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly columns: readonly string[];
}

/** The lines of a text that are not blank, with their columns. */
export function textRows(text: string): readonly TextRow[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: index + 1, text: line.trim() }))
    .filter((row) => row.text !== '')
    .map((row) => ({ ...row, columns: row.text.split(/\s+/) }));
}

/** How many bytes of a file are read to recognise its rows. */
const HEAD_BYTES = 2000;

/** The whole rows at the beginning of a `.txt` file; empty for any other file. */
export function headRows(key: string, bytes: Uint8Array): readonly TextRow[] {
  if (!key.toLowerCase().endsWith('.txt')) return [];
  const text = headText(bytes, HEAD_BYTES);
  return textRows(bytes.length > HEAD_BYTES ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
}

/**
 * Reads each row of an image's text files as one object. A `BadLabel` rejects its row.
 * @param isObject false for lines that are no rows
 * @throws LabelError if the bytes are no UTF-8
 */
export function readRows(
  input: Parameters<LabelFormat['read']>[0],
  { width, height }: LabelContext,
  read: (row: TextRow) => AnnotatedObject,
  isObject: (row: TextRow) => boolean = () => true,
): LabelReading {
  const files = 'labels' in input ? [] : input.filter(({ role }) => role === 'labels');
  const objects: AnnotatedObject[] = [];
  const problems: LabelProblem[] = [];
  for (const file of files) {
    for (const row of textRows(readText(file.key, file.bytes)).filter(isObject)) {
      try {
        objects.push(read(row));
      } catch (error) {
        if (!(error instanceof BadLabel)) throw error;
        problems.push({ file: file.key, line: row.line, reason: error.message, severity: 'rejected' });
      }
    }
  }
  const annotations: Annotations = { width, height, objects, labelMaps: [], tags: [] };
  return { annotations, problems };
}

/** @throws BadLabel if a column is not a number */
export function numbersOf(columns: readonly string[]): number[] {
  const bad = columns.find((column) => !isNumber(column));
  if (bad !== undefined) throw new BadLabel(`'${bad}' is not a number`);
  return columns.map(Number);
}
