import Papa from 'papaparse';
import { LabelError } from '../../errors.js';
import { headText, readText } from './text.js';

export interface CsvRow {
  /** Of its beginning, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a CSV file that are not blank. Cells may be in quotes, and then hold commas and line ends.
 * @throws LabelError if the bytes are no UTF-8, or a quote is not closed
 */
export function readCsv(file: string, bytes: Uint8Array): readonly CsvRow[] {
  const { data, errors } = Papa.parse<string[]>(readText(file, bytes), { delimiter: ',' });
  const quotes = errors.find(({ type }) => type === 'Quotes');
  if (quotes) throw new LabelError({ file, line: (quotes.row ?? 0) + 1 }, quotes.message);
  let line = 1;
  const rows = data.map((cells) => {
    const row = { line, cells };
    line += 1 + cells.reduce((ends, cell) => ends + cell.split('\n').length - 1, 0);
    return row;
  });
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

/** How many bytes of a file are read to recognise it. */
const HEAD_BYTES = 4000;

/** The cells of the first line of a `.csv` file; empty for any other file. */
export function csvHeader(key: string, bytes: Uint8Array): readonly string[] {
  if (!key.toLowerCase().endsWith('.csv')) return [];
  const [first = ''] = headText(bytes, HEAD_BYTES).split(/\r?\n/, 1);
  return Papa.parse<string[]>(first, { delimiter: ',' }).data[0]?.map((cell) => cell.trim()) ?? [];
}

/** Rows as text, with quotes where cells need them. A file without any row is an empty line. */
export async function* csvPieces(
  groups: AsyncIterable<readonly (readonly (string | number)[])[]>,
): AsyncGenerator<string> {
  let isEmpty = true;
  for await (const rows of groups) {
    if (rows.length === 0) continue;
    isEmpty = false;
    yield csvText(rows);
  }
  if (isEmpty) yield csvText([]);
}

function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return `${Papa.unparse(
    rows.map((row) => [...row]),
    { newline: '\n' },
  )}\n`;
}

/** The cells of the first rows of a text, as far as it is read to recognise the file; nothing after a row that is cut off. */
export function readHead(bytes: Uint8Array, rows: number): readonly (readonly string[])[] {
  const text = headText(bytes, HEAD_BYTES);
  const { data } = Papa.parse<string[]>(text, { delimiter: ',' });
  const whole = bytes.length > HEAD_BYTES ? data.slice(0, -1) : data;
  return whole.filter((cells) => cells.some((cell) => cell.trim() !== '')).slice(0, rows);
}
