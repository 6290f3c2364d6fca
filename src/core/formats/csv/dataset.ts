import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import { folderOf } from '../../keys.js';
import type {
  DatasetEntry,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
} from '../format.js';
import { csvText, readCsv } from '../shared/csv-text.js';
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
export function writeDataset(
  schema: LabelSchema,
  entries: readonly DatasetEntry[],
  original: Json | undefined,
): string {
  const memory = fileMemoryOf(original) ?? fileMemoryOf(schema.extra) ?? FRESH;
  if (memory.text !== undefined) return memory.text;
  if (memory.kind === 'classes') {
    const [first = 'filename'] = memory.header;
    const classes = classesWith(schema.classes, entries);
    return csvText([[first, ...classes], ...entries.map((entry) => classRow(entry, classes))]);
  }
  const rows = entries.flatMap((entry) => rowsOfBoxes(entry, memory));
  return memory.kind === 'bare' ? csvText(rows) : csvText([[...memory.header], ...rows]);
}

function classesWith(declared: readonly string[], entries: readonly DatasetEntry[]): string[] {
  return [...new Set([...declared, ...entries.flatMap(({ annotations }) => annotations.tags)])];
}

/** A file for each folder of images, as Roboflow exports them. */
export function createDataset(schema: LabelSchema, entries: readonly DatasetEntry[]): DatasetText[] {
  const folders = new Map<string, DatasetEntry[]>();
  for (const entry of entries) {
    const folder = folderOf(entry.image);
    const own = { ...entry, image: entry.image.slice(folder.length) };
    folders.set(folder, [...(folders.get(folder) ?? []), own]);
  }
  return [...folders].map(([folder, members]) => ({
    key: `${folder}_annotations.csv`,
    text: writeDataset(schema, members, undefined),
  }));
}
