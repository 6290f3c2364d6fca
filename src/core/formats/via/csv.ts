import { LabelError } from '../../errors.js';
import type { Json, JsonObject } from '../../json.js';
import { isObject } from '../shared/json-file.js';
import { csvHeader, readCsv, type CsvRow } from '../shared/csv-text.js';
import type { ViaImage, ViaLayout } from './model.js';

const COLUMNS = [
  'filename',
  'file_size',
  'file_attributes',
  'region_count',
  'region_id',
  'region_shape_attributes',
  'region_attributes',
] as const;
type Column = (typeof COLUMNS)[number];

/** True for a CSV file with VIA's columns. VIA 1 marks the first line by `#`. */
export function viaCsvHeader(key: string, bytes: Uint8Array): boolean {
  const names = columnsOf(csvHeader(key, bytes));
  return COLUMNS.every((column) => names.includes(column));
}

function columnsOf(header: readonly string[]): readonly string[] {
  return header.map((name) => name.trim().replace(/^#/, ''));
}

interface Entry {
  readonly filename: string;
  readonly size: number;
  readonly file_attributes: Json;
  readonly regions: Json[];
}

/**
 * The images of a CSV file, as VIA's JSON has them. Rows of one image need not be adjacent.
 * @throws LabelError if a cell is no JSON
 */
export function entriesOfCsv(key: string, bytes: Uint8Array) {
  const [header, ...rows] = readCsv(key, bytes);
  const names = columnsOf(header?.cells ?? []);
  const entries = new Map<string, Entry>();
  for (const row of rows) {
    const cell = (column: Column) => row.cells[names.indexOf(column)] ?? '';
    const filename = cell('filename');
    const entry = entries.get(filename) ?? {
      filename,
      size: Number(cell('file_size')),
      file_attributes: jsonOf(key, row, cell('file_attributes')),
      regions: [],
    };
    entries.set(filename, entry);
    const shape = jsonOf(key, row, cell('region_shape_attributes'));
    if (Object.keys(shape).length === 0) continue;
    entry.regions.push({
      shape_attributes: shape,
      region_attributes: jsonOf(key, row, cell('region_attributes')),
    });
  }
  const layout: ViaLayout = { kind: 'csv', numbered: false, header: header?.cells ?? [] };
  return { entries: [...entries] as [string, unknown][], layout };
}

function jsonOf(file: string, { line }: CsvRow, text: string): JsonObject {
  const value = parsed(text || '{}');
  if (isObject(value)) return value;
  throw new LabelError({ file, line }, `expected a JSON object, found ${text.slice(0, 40)}`);
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The header, then the rows of each image. One without regions has one row, as VIA writes it. */
export async function* csvRows(
  images: AsyncIterable<ViaImage>,
  header: readonly string[],
): AsyncGenerator<readonly (readonly (string | number)[])[]> {
  const names = columnsOf(header);
  const isColumn = (name: string): name is Column => COLUMNS.some((column) => column === name);
  yield [header];
  for await (const image of images)
    yield rowsOf(image).map((row) => names.map((name) => (isColumn(name) ? row[name] : '')));
}

function rowsOf({ filename, file_attributes, regions }: ViaImage) {
  const listed: readonly JsonObject[] = regions.length > 0 ? regions : [{}];
  return listed.map((region, i): Readonly<Record<Column, string | number>> => ({
    filename,
    file_size: -1,
    file_attributes: JSON.stringify(file_attributes ?? {}),
    region_count: regions.length,
    region_id: i,
    region_shape_attributes: JSON.stringify(region['shape_attributes'] ?? {}),
    region_attributes: JSON.stringify(region['region_attributes'] ?? {}),
  }));
}
