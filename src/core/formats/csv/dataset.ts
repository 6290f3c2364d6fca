import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import type {
  DatasetEntries,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
} from '../format.js';
import { csvPieces, readCsv } from '../shared/csv-text.js';
import { foldersIn, inFolder } from '../shared/entries.js';
import { readText } from '../shared/text.js';
import { FRESH_HEADER, fileMemoryOf, rolesOfFile, SIDES, type FileMemory } from './model.js';
import { namesMemory } from './open-images.js';
import { badFlag } from './read.js';
import { kindOf } from './recognise.js';
import { classRow, rowsOfBoxes } from './write.js';

/**
 * Collects the rows of each image, which need not follow each other.
 * @throws LabelError if it is no file of boxes or classes
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const all = readCsv(key, bytes);
  const kind = kindOf(key, bytes);
  if (!kind)
    throw new LabelError(
      { file: key, line: 1 },
      'expected columns such as filename, class, xmin, ymin, xmax, ymax',
    );
  if (kind === 'names') return { schema: { classes: [], extra: namesMemory(readText(key, bytes)) } };
  const header = kind === 'bare' ? [] : (all[0]?.cells ?? []);
  const rows = kind === 'bare' ? all : all.slice(1);
  const roles = rolesOfFile({ kind, header: [...header] });
  const imageColumn = Math.max(0, roles.indexOf('image'));
  const problems: LabelProblem[] = [];
  const byImage = new Map<string, string[][]>();
  for (const { line, cells } of rows) {
    const image = cells[imageColumn]?.trim() ?? '';
    const flag = kind === 'classes' ? badFlag(cells) : undefined;
    const reason =
      image === ''
        ? 'a row without an image'
        : flag === undefined
          ? undefined
          : `'${flag}' is neither 0 nor 1`;
    if (reason !== undefined) problems.push({ file: key, line, reason, severity: 'rejected' });
    else byImage.set(image, [...(byImage.get(image) ?? []), [...cells]]);
  }
  const sides = rows.flatMap(({ cells }) => SIDES.map((side) => cells[roles.indexOf(side)] ?? ''));
  const memory: FileMemory = {
    ...{ kind, header: [...header] },
    whole: kind === 'bare' || (kind === 'boxes' && sides.every((side) => /^\s*-?\d*\s*$/.test(side))),
  };
  const parts = [...byImage].map(([image, own]): DatasetPart => ({
    image,
    labels: { file: key, kind, header: [...header], rows: own },
  }));
  return {
    schema: {
      classes: classesOf(
        memory,
        rows.map(({ cells }) => cells),
      ),
      extra: { csv: { ...memory } },
    },
    parts,
    ...(problems.length > 0 ? { problems } : {}),
  };
}

function classesOf(memory: FileMemory, rows: readonly (readonly string[])[]): string[] {
  if (memory.kind === 'classes') return memory.header.slice(1).map((name) => name.trim());
  const column = rolesOfFile(memory).indexOf('class');
  const names = rows.map((cells) => cells[column]?.trim() ?? '');
  return [...new Set(names.filter((name) => name !== ''))].sort();
}

const FRESH: FileMemory = { kind: 'boxes', header: FRESH_HEADER, whole: false };

/** The data set's file, with the columns of the input's. */
export async function* writeDataset(
  schema: LabelSchema,
  entries: DatasetEntries,
  original: Json | undefined,
): AsyncGenerator<string> {
  const memory = fileMemoryOf(original) ?? fileMemoryOf(schema.extra) ?? FRESH;
  if (memory.text !== undefined) yield memory.text;
  else yield* csvPieces(rowsOf(schema, entries, memory));
}

/** The header, if the file has one, then the rows of each image. */
async function* rowsOf(
  schema: LabelSchema,
  entries: DatasetEntries,
  memory: FileMemory,
): AsyncGenerator<readonly (readonly string[])[]> {
  if (memory.kind === 'classes') {
    const [first = 'filename'] = memory.header;
    const classes = await classesWith(schema.classes, entries);
    yield [[first, ...classes]];
    for await (const entry of entries) yield [classRow(entry, classes)];
    return;
  }
  if (memory.kind !== 'bare') yield [[...memory.header]];
  for await (const entry of entries) yield rowsOfBoxes(entry, memory);
}

async function classesWith(declared: readonly string[], entries: DatasetEntries): Promise<string[]> {
  const classes = new Set(declared);
  for await (const { annotations } of entries) for (const tag of annotations.tags) classes.add(tag);
  return [...classes];
}

/** A file for each folder of images, as Roboflow exports them. */
export async function createDataset(schema: LabelSchema, entries: DatasetEntries): Promise<DatasetText[]> {
  return (await foldersIn(entries)).map((folder) => ({
    key: `${folder}_annotations.csv`,
    text: writeDataset(schema, inFolder(entries, folder), undefined),
  }));
}
