import type { Json } from '../../json.js';
import { nameOf, splitEnding } from '../../keys.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { DescribedFile, LabelSchema } from '../format.js';
import { readCsv } from '../shared/csv-text.js';
import { fileMemoryOf } from './model.js';

const TRUNCATED = 'IsTruncated';

/** Four points on the outline of the object, as the annotator clicked them. -1 is Open Images' word for unknown. */
const CLICK = /^XClick\d[XY]$/;
const UNKNOWN = '-1';

/** A class as Open Images calls it: `/m/01g317`. */
const CODE = /^\/[a-z]+\/\w+$/;

/** True for the rows of `class-descriptions-boxable.csv`. Its newer versions have a header. */
export function areNames([first = [], ...rows]: readonly (readonly string[])[]): boolean {
  const isPair = (cells: readonly string[]) => cells.length === 2 && CODE.test(cells[0]!) && cells[1] !== '';
  return rows.every(isPair) && (isPair(first) || (first.length === 2 && rows.length > 0));
}

/** The text of a file of names, as the schema holds it. */
export function namesMemory(text: string): Json {
  return { csv: { kind: 'names', header: [], whole: false, text } };
}

/**
 * The schema of a file of boxes, with names for its codes.
 * @returns undefined if the file of names has none of them
 */
export function nameClasses({ schema }: DescribedFile, names: DescribedFile): LabelSchema | undefined {
  const memory = fileMemoryOf(schema.extra);
  const naming = fileMemoryOf(names.schema.extra);
  if (memory?.kind !== 'openimages' || naming?.text === undefined) return undefined;
  const rows = readCsv(names.key, new TextEncoder().encode(naming.text));
  const known = new Map(rows.map(({ cells: [code = '', name = ''] }) => [code, name.trim()]));
  const named = schema.classes.flatMap((code) => {
    const name = known.get(code) ?? '';
    return name === '' ? [] : [[code, name] as const];
  });
  if (named.length === 0) return undefined;
  const nameOfCode = new Map(named);
  // In the order of the codes, so that names that are exchanged make another list.
  const classes = [...new Set(schema.classes.map((code) => nameOfCode.get(code) ?? code))];
  return { ...schema, classes, extra: { csv: { ...memory, names: Object.fromEntries(named) } } };
}

/** An image's name in these files, which is the name of its file without the ending. */
export function imageId(image: string): string {
  return nameOf(splitEnding(image).stem);
}

/** The cells of a row whose box moved: what was clicked, and how the object is turned, is not known any more. */
export function movedCells(
  header: readonly string[],
  cells: readonly string[],
  { truncated, unmoved = [] }: AnnotatedObject,
): readonly string[] {
  return cells.map((cell, column) => {
    const name = header[column]?.trim() ?? '';
    if (name === TRUNCATED && truncated) return '1';
    if (unmoved.includes(name)) return '';
    return CLICK.test(name) ? UNKNOWN : cell;
  });
}

export function isTruncated(header: readonly string[], cells: readonly string[]): boolean {
  return cells[header.findIndex((name) => name.trim() === TRUNCATED)]?.trim() === '1';
}
