import { isSeq, parseDocument, stringify } from 'yaml';
import * as z from 'zod';
import type { Document } from 'yaml';
import { LabelError } from '../../errors.js';
import type { Json } from '../../json.js';
import type { DatasetEntry, DatasetFormat, DatasetReading, DatasetText, LabelSchema } from '../format.js';
import { nameOf } from '../../keys.js';
import { TASKS } from './rows.js';
import { splitPaths } from './splits.js';
import { readText } from '../shared/text.js';

/** The data-set file as `LabelSchema.extra` carries it. */
const memorySchema = z.object({ yolo: z.object({ file: z.string(), text: z.string() }) });

const mappingSchema = z.record(z.string(), z.unknown());
type Mapping = Readonly<z.infer<typeof mappingSchema>>;

/** A YAML mapping; undefined for any other value. */
function mappingOf(value: unknown): Mapping | undefined {
  return mappingSchema.safeParse(value).data;
}

/** A kind of file that names a data set's classes. */
interface NamesFormat {
  readonly names: readonly string[];
  read(file: string, text: string): Pick<DatasetReading, 'schema' | 'folders'>;
  write(schema: LabelSchema, entries: readonly DatasetEntry[], original: string | undefined): string;
}

/** YAML 1.1 readers take `no` for false: such names are quoted. */
const YAML = { compat: 'yaml-1.1', lineWidth: 0, logLevel: 'error' } as const;

const DATA_YAML: NamesFormat = {
  names: ['data.yaml', 'data.yml', 'dataset.yaml'],
  read: readYaml,
  write: writeYaml,
};
const NAMES_TEXT: NamesFormat = {
  names: ['obj.names', 'classes.txt', '_darknet.labels'],
  read: (_file, text) => ({ schema: { classes: linesOf(text) } }),
  write: ({ classes }, _entries, original) =>
    original !== undefined && sameNames(linesOf(original), classes)
      ? original
      : classes.map((name) => name + (original?.includes('\r\n') ? '\r\n' : '\n')).join(''),
};
const DARKNET: NamesFormat = {
  names: ['obj.data'],
  read: (file, text) => ({ schema: readDarknet(file, text) }),
  write: ({ classes }, _entries, original) =>
    (original ?? 'classes = 0\nnames = obj.names\n').replace(
      /^(\s*classes\s*=\s*)\d+/m,
      `$1${classes.length}`,
    ),
};
const KINDS = [DATA_YAML, NAMES_TEXT, DARKNET];

export const YOLO_NAMES = KINDS.flatMap(({ names }) => names);

/**
 * `data.yaml` and its predecessors. Of several files the one that declares most comes first. `schema.extra` is the file
 * itself, which `write` gets as `original`: comments, order and unknown keys stay, and what the schema did not change
 * stays to the byte.
 */
export const yoloDataset: DatasetFormat = {
  find: { names: YOLO_NAMES },
  holdsLabels: false,
  read(key, bytes) {
    const text = readText(key, bytes);
    const file = nameOf(key);
    const extra: Json = { yolo: { file, text } };
    const { schema, folders } = kindOf(file).read(key, text);
    return { schema: { ...schema, extra }, ...(folders && { folders }) };
  },
  write(schema, entries, original) {
    const before = memorySchema.safeParse(original).data?.yolo;
    return kindOf(before?.file ?? 'data.yaml').write(schema, entries, before?.text);
  },
  create: (schema, entries) => [
    { key: 'data.yaml', text: stringify(freshYaml(schema, entries), YAML) },
    ...listsOf(entries),
  ],
};

function kindOf(file: string): NamesFormat {
  return KINDS.find(({ names }) => names.includes(file.toLowerCase())) ?? DATA_YAML;
}

/** Blank lines count only between names: a class number is a line's number. */
function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const last = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, last + 1);
}

function readDarknet(file: string, text: string): LabelSchema {
  const count = /^\s*classes\s*=\s*(\d+)\s*$/m.exec(text)?.[1];
  if (count === undefined || Number(count) > MOST_CLASSES)
    throw new LabelError({ file }, 'expected a line `classes = <number>`');
  return { classes: numbers(Number(count)) };
}

const MOST_CLASSES = 100_000;

/** Names for classes that have none. */
function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

function readYaml(file: string, text: string): Pick<DatasetReading, 'schema' | 'folders'> {
  const content = mappingOf(valueOf(file, parseYaml(file, text)));
  if (!content) throw new LabelError({ file }, 'expected `names:` with the names of the classes');
  const keypoints = keypointsOf(file, content);
  const task = TASKS.find((name) => name === content['task']);
  const schema = {
    classes: classesOf(file, content),
    ...(keypoints ? { keypoints } : {}),
    ...(task ? { task } : {}),
  };
  return { schema, folders: foldersOf(content) };
}

/** `path` is the folder of the others. It often exists on another machine only, so each path is given without it too. */
function foldersOf(content: Mapping): NonNullable<DatasetReading['folders']> {
  const base = typeof content['path'] === 'string' ? [`${content['path']}/`] : [];
  return ['train', 'val', 'valid', 'test'].flatMap((split) => {
    const paths = [content[split]].flat().filter((path) => typeof path === 'string');
    return ['', ...base].flatMap((start) => paths.map((path) => ({ split, path: start + path })));
  });
}

function parseYaml(file: string, text: string): Document.Parsed {
  const document = parseDocument(text, { ...YAML, prettyErrors: true });
  const [error] = document.errors;
  if (error)
    throw new LabelError(
      { file, line: error.linePos?.[0].line ?? 1 },
      error.message.split('\n')[0]!.replace(/:$/, ''),
    );
  return document;
}

function valueOf(file: string, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    // Only aliases fail here: unresolved ones, and those that would expand without end.
    throw new LabelError({ file }, cause instanceof Error ? cause.message : 'the YAML has no value');
  }
}

function classesOf(file: string, { names, nc }: Mapping): readonly string[] {
  if (Array.isArray(names)) return names.map(String);
  const mapping = mappingOf(names);
  if (mapping) {
    const named = new Map(Object.entries(mapping).map(([index, name]) => [Number(index), String(name)]));
    const indices = [...named.keys()];
    if (indices.some((index) => !Number.isInteger(index) || index < 0 || index >= MOST_CLASSES))
      throw new LabelError({ file }, 'the keys of `names` must be class numbers from 0');
    const count = indices.reduce((most, index) => Math.max(most, index + 1), 0);
    return numbers(count).map((number, index) => named.get(index) ?? number);
  }
  if (typeof nc === 'number' && Number.isInteger(nc) && nc >= 0 && nc <= MOST_CLASSES) return numbers(nc);
  throw new LabelError({ file }, 'expected `names:` with the names of the classes');
}

function keypointsOf(file: string, content: Mapping): LabelSchema['keypoints'] {
  const { kpt_shape: shape, flip_idx: partners, kpt_names: names } = content;
  if (shape === undefined || shape === null) return undefined;
  const [count, dimensions] = isIntegers(shape) ? shape : [];
  if (count === undefined || count < 0 || count > 10_000 || (dimensions !== 2 && dimensions !== 3))
    throw new LabelError({ file }, '`kpt_shape` must be [number of keypoints, 2 or 3]');
  const swaps = isIntegers(partners) && partners.length === count ? partners : undefined;
  if (
    Array.isArray(partners) &&
    partners.length > 0 &&
    swaps?.every((index) => index >= 0 && index < count) !== true
  )
    throw new LabelError({ file }, '`flip_idx` must hold the partner of each keypoint, counted from 0');
  const mapping = mappingOf(names);
  const list: unknown = mapping ? Object.values(mapping)[0] : names;
  const known = Array.isArray(list) && list.length === count ? list.map(String) : undefined;
  return { count, dimensions, ...(known ? { names: known } : {}), ...(swaps ? { partners: swaps } : {}) };
}

function isIntegers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item));
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

function writeYaml(
  schema: LabelSchema,
  entries: readonly DatasetEntry[],
  original: string | undefined,
): string {
  if (original === undefined) return stringify(freshYaml(schema, entries), YAML);
  const document = parseYaml('data.yaml', original);
  const changes = changesOf(schema, readYaml('data.yaml', original).schema);
  if (changes.length === 0 && !document.has('path')) return original;
  for (const change of changes) CHANGES[change](document, schema);
  // It would make a trainer read the images of the input; without it the file's own folder counts.
  document.delete('path');
  return document.toString(YAML);
}

type Change = 'names' | 'keypoints' | 'task';

/** The task is written only if the file has one, or if the same columns could mean two things. */
function changesOf(after: LabelSchema, before: LabelSchema): readonly Change[] {
  const writesTask = before.task !== undefined || after.task === 'obb' || after.task === 'segment';
  return [
    ...(sameNames(before.classes, after.classes) ? [] : ['names' as const]),
    ...(after.keypoints && after.keypoints.count !== before.keypoints?.count ? ['keypoints' as const] : []),
    ...(writesTask && after.task !== before.task ? ['task' as const] : []),
  ];
}

const CHANGES: Readonly<Record<Change, (document: Document, schema: LabelSchema) => void>> = {
  names(document, { classes }) {
    const names = isSeq(document.get('names')) ? classes : new Map(classes.entries());
    document.set('names', document.createNode(names));
    if (document.has('nc')) document.set('nc', classes.length);
  },
  keypoints(document, schema) {
    for (const [key, value] of keypointEntries(schema)) document.set(key, document.createNode(value));
  },
  task(document, { task }) {
    document.set('task', task);
  },
};

function keypointEntries({ keypoints, classes }: LabelSchema): readonly (readonly [string, unknown])[] {
  if (!keypoints) return [];
  const { count, dimensions, names, partners } = keypoints;
  return [
    ['kpt_shape', [count, dimensions]],
    ...(partners ? [['flip_idx', partners] as const] : []),
    ...(names ? [['kpt_names', new Map(classes.map((_, index) => [index, names]))] as const] : []),
  ];
}

function freshYaml(schema: LabelSchema, entries: readonly DatasetEntry[]): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...Object.entries(splitsOf(entries)),
    ['names', new Map(schema.classes.entries())],
    ...(schema.task ? [['task', schema.task] as const] : []),
    ...keypointEntries(schema),
  ]);
}

/** Trainers need train and val: without splits, or with one alone, both are the same. */
function splitsOf(entries: readonly DatasetEntry[]): Readonly<Record<string, string>> {
  const paths = new Map(splitPaths(entries).map(({ split, path }) => [split, path]));
  const train = paths.get('train') ?? [...paths.values()][0] ?? '.';
  const test = paths.get('test');
  return { train, val: paths.get('val') ?? train, ...(test === undefined ? {} : { test }) };
}

/** Lists of the images of splits that share a folder with another split. */
function listsOf(entries: readonly DatasetEntry[]): DatasetText[] {
  return splitPaths(entries).flatMap(({ path, images }) =>
    images ? [{ key: path, text: images.map((image) => `./${image}\n`).join('') }] : [],
  );
}
