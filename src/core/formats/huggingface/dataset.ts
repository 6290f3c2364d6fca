import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import type {
  DatasetEntries,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
  WrittenSchema,
} from '../format.js';
import { csvPieces, readCsv } from '../shared/csv-text.js';
import { again, commonFolders, fromFolder, inSplit } from '../shared/entries.js';
import { BadLabel } from '../shared/json-file.js';
import { readJsonLines } from '../shared/json-lines.js';
import { isCard, readCard, writeCard } from './card.js';
import { classColumnOf, columnOf, columnsOf, fileMemoryOf, type Columns, type FileMemory } from './model.js';
import { rowsOf } from './read.js';
import { FRESH_STYLE, lineOf, numbering } from './write.js';

interface Line {
  readonly line: number;
  readonly columns: Columns;
}

/**
 * Cuts the file into one part for each image.
 * @throws LabelError if it is no CSV or JSON lines, or has no column `file_name`
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  if (isCard(key, bytes)) return readCard(key, bytes);
  const { lines, header, problems } = isCsv(key) ? csvLines(key, bytes) : jsonLines(key, bytes);
  const parts: DatasetPart[] = [];
  const unnamed: LabelProblem[] = [];
  for (const { line, columns } of lines) {
    const image = columnOf(columns, 'file_name');
    if (typeof image === 'string' && image !== '') parts.push({ image, labels: { file: key, columns } });
    else unnamed.push({ file: key, line, reason: 'a line without file_name', severity: 'rejected' });
  }
  const styles = lines.flatMap(({ columns }) => styleOf(columns) ?? []);
  const memory = { ...(header ? { header } : {}), ...(styles[0] ? { style: styles[0] } : {}) };
  const all = [...problems, ...unnamed];
  return {
    schema: { classes: classesOf(lines), extra: { huggingface: memory } },
    parts,
    ...(all.length > 0 ? { problems: all } : {}),
  };
}

export function isCsv(key: string): boolean {
  return key.toLowerCase().endsWith('.csv');
}

interface Lines {
  readonly lines: readonly Line[];
  readonly header?: readonly string[];
  readonly problems: readonly LabelProblem[];
}

function jsonLines(key: string, bytes: Uint8Array): Lines {
  const { lines, problems } = readJsonLines(key, bytes);
  return { lines: lines.map(({ line, value }) => ({ line, columns: columnsOf(value) })), problems };
}

function csvLines(key: string, bytes: Uint8Array): Lines {
  const [first, ...rows] = readCsv(key, bytes);
  const header = first?.cells.map((cell) => cell.trim()) ?? [];
  if (!header.includes('file_name'))
    throw new LabelError({ file: key, line: 1 }, 'the header has no column file_name');
  const lines = rows.map(({ line, cells }) => ({
    line,
    columns: header.map((name, i) => [name, cells[i] ?? ''] as const),
  }));
  return { lines, header, problems: [] };
}

function styleOf(columns: Columns) {
  return objectsOf(columns)?.style;
}

function objectsOf(columns: Columns) {
  try {
    return rowsOf(columnOf(columns, 'objects'));
  } catch (error) {
    if (!(error instanceof BadLabel)) throw error;
    return undefined; // Its image reports it.
  }
}

/** All classes that occur, sorted. Numbers are sorted as numbers, and those that do not occur are filled in. */
function classesOf(lines: readonly Line[]): string[] {
  const found = new Set<string | number>();
  for (const { columns } of lines)
    for (const row of objectsOf(columns)?.rows ?? []) {
      const column = classColumnOf(row.map(([name]) => name));
      const value = column === undefined ? undefined : columnOf(row, column);
      if (typeof value === 'string' || typeof value === 'number') found.add(value);
    }
  const numbers = [...found].filter((value) => typeof value === 'number');
  const largest = numbers.reduce((most, value) => Math.max(most, value), -1);
  const isCounted = numbers.every((value) => Number.isInteger(value) && value >= 0) && largest < 10_000;
  const counted = isCounted ? Array.from({ length: largest + 1 }, (_, i) => String(i)) : numbers.map(String);
  const names = [...found].filter((value) => typeof value === 'string').sort();
  return [...new Set([...counted, ...names])];
}

/** The data set's file: a line for each output, with all columns of its image's line. */
export async function* writeDataset(
  schema: WrittenSchema,
  entries: DatasetEntries,
  original: Json | undefined,
): AsyncGenerator<string> {
  const memory = fileMemoryOf(original) ?? fileMemoryOf(schema.extra) ?? {};
  if (memory.card !== undefined) {
    yield writeCard(memory.card, memory.names ?? [], schema);
    return;
  }
  const numberOf = numbering(schema, memory.names ?? []);
  const lines = again(async function* () {
    for await (const entry of entries) yield lineOf(entry, memory.style ?? FRESH_STYLE, numberOf);
  });
  if (memory.header) yield* csvPieces(csvRows(lines, memory.header));
  else for await (const columns of lines) yield `${JSON.stringify(Object.fromEntries(columns))}\n`;
}

async function* csvRows(
  lines: AsyncIterable<Columns>,
  header: NonNullable<FileMemory['header']>,
): AsyncGenerator<readonly (readonly string[])[]> {
  const occurring = new Set(header);
  for await (const columns of lines) for (const [name] of columns) occurring.add(name);
  const names = [...occurring];
  yield [names];
  for await (const columns of lines) yield [names.map((name) => cellOf(columnOf(columns, name)))];
}

function cellOf(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A file for each split, in the folder that holds its images; one file if several splits share that folder. */
export async function createDataset(schema: LabelSchema, entries: DatasetEntries): Promise<DatasetText[]> {
  const folders = new Map<string, (string | undefined)[]>();
  for (const [split, folder] of await commonFolders(entries))
    folders.set(folder, [...(folders.get(folder) ?? []), split]);
  return [...folders].map(([folder, splits]) => ({
    key: `${folder}metadata.jsonl`,
    text: writeSplits(schema, entries, folder, splits),
  }));
}

async function* writeSplits(
  schema: LabelSchema,
  entries: DatasetEntries,
  folder: string,
  splits: readonly (string | undefined)[],
): AsyncGenerator<string> {
  for (const split of splits)
    yield* writeDataset(schema, fromFolder(inSplit(entries, split), folder), undefined);
}
