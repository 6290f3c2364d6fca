import { isSeq, parseDocument, stringify } from 'yaml';
import * as z from 'zod';
import type { Document } from 'yaml';
import { LabelError } from '../../errors.js';
import type {
  DatasetEntries,
  DatasetReading,
  LabelProblem,
  SplitPath,
  LabelSchema,
  WrittenSchema,
  WrittenSplitPath,
} from '../format.js';
import { arePartners, PARTNERS_EXPECTED } from '../shared/keypoint-partners.js';
import { maskFolderOf, maskValuesOf, namesAtTheirPlaces, withoutMasks } from './masks.js';
import { MOST_CLASSES, numbers, sameNames } from './names-files.js';
import type { NamesFormat } from './names-files.js';
import { needsFolders, writeSplitPaths } from './write-split-paths.js';
import { TASKS } from './rows.js';
import { freshSplitPaths } from './splits.js';
import type { FreshSplitPaths } from './splits.js';

const mappingSchema = z.record(z.string(), z.unknown());
type Mapping = Readonly<z.infer<typeof mappingSchema>>;

/** A YAML mapping; undefined for any other value. */
function mappingOf(value: unknown): Mapping | undefined {
  return mappingSchema.safeParse(value).data;
}

/** YAML 1.1 readers take `no` for false, so such names are quoted. */
const YAML = { compat: 'yaml-1.1', lineWidth: 0, logLevel: 'error' } as const;

/** Keys of the paths of a data set's splits, as Ultralytics knows them. */
const SPLITS = ['train', 'val', 'valid', 'validation', 'test', 'minival'];

/** Keys at the top of YAML files that also have `names` and are no data-set files: models, settings, recipes. */
const OTHERS = ['backbone', 'head', 'stride', 'imgsz', 'epochs', 'transforms'];

/** The file that declares classes, splits and keypoints. Ultralytics takes a YAML file of any name. */
export const DATA_YAML: NamesFormat = {
  names: ['data.yaml', 'data.yml', 'dataset.yaml', 'dataset.yml'],
  read: readYaml,
  write: writeYaml,
};

/** True if a YAML file's keys show that it describes a data set, whatever its name. */
export function describesData(text: string): boolean {
  const keys = new Set([...text.matchAll(/^["']?(\w+)["']?\s*:/gm)].map(([, key]) => key!));
  const declares = [...SPLITS, 'path', 'nc', 'kpt_shape'].some((key) => keys.has(key));
  return keys.has('names') && declares && !OTHERS.some((key) => keys.has(key));
}

/** The text of a new file. */
export function freshText(schema: LabelSchema, splitPaths: FreshSplitPaths): string {
  return stringify(freshYaml(schema, splitPaths), YAML);
}

function readYaml(file: string, text: string): Omit<DatasetReading, 'parts'> {
  const content = mappingOf(valueOf(file, parseYaml(file, text)));
  if (!content) throw new LabelError({ file }, 'expected `names:` with the names of the classes');
  const keypoints = keypointsOf(file, content);
  const classes = classesOf(file, content);
  const hasMasks = maskFolderOf(content) !== undefined;
  const task = hasMasks ? undefined : TASKS.find((name) => name === content['task']);
  const schema = {
    classes,
    ...(hasMasks ? { values: maskValuesOf(content, classes.length) } : {}),
    ...(keypoints ? { keypoints } : {}),
    ...(task ? { task } : {}),
  };
  return {
    schema,
    splitPaths: splitPathsOf(content),
    problems: countProblems(file, content, classes.length),
  };
}

/** The folder of masks that the file declares; undefined if there is none, or the file cannot be read. */
export function declaredMaskFolder(text: string): string | undefined {
  const document = parseDocument(text, YAML);
  const content = document.errors.length === 0 ? mappingOf(valueOf('data.yaml', document)) : undefined;
  return content && maskFolderOf(content);
}

function splitPathsOf(content: Mapping): SplitPath[] {
  const base = typeof content['path'] === 'string' ? { base: content['path'] } : {};
  return SPLITS.flatMap((split) =>
    [content[split]]
      .flat()
      .filter((path) => typeof path === 'string')
      .map((path) => ({ split, path, ...base })),
  );
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

/** Trainers refuse a file whose `nc` is another number than that of its names. */
function countProblems(file: string, { names, nc }: Mapping, count: number): LabelProblem[] {
  if (names === undefined || typeof nc !== 'number' || nc === count) return [];
  const reason = `\`nc\` is ${nc}, but there are ${count} \`names\`, which count`;
  return [{ file, reason, severity: 'warning' }];
}

function keypointsOf(file: string, content: Mapping): LabelSchema['keypoints'] {
  const { kpt_shape: shape, flip_idx: partners, kpt_names: names } = content;
  if (shape === undefined || shape === null) return undefined;
  const [count, dimensions] = isIntegers(shape) ? shape : [];
  if (count === undefined || count < 0 || count > 10_000 || (dimensions !== 2 && dimensions !== 3))
    throw new LabelError({ file }, '`kpt_shape` must be [number of keypoints, 2 or 3]');
  const swaps = partnersOf(file, partners, count);
  const mapping = mappingOf(names);
  const list: unknown = mapping ? Object.values(mapping)[0] : names;
  const known = Array.isArray(list) && list.length === count ? list.map(String) : undefined;
  return { count, dimensions, ...(known ? { names: known } : {}), ...(swaps ? { partners: swaps } : {}) };
}

function partnersOf(file: string, value: unknown, count: number): readonly number[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list: readonly unknown[] = [value].flat();
  if (list.length === 0) return undefined;
  if (!Array.isArray(value) || !arePartners(list, count))
    throw new LabelError({ file }, `\`flip_idx\`: ${PARTNERS_EXPECTED}`);
  return list;
}

function isIntegers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item));
}

async function writeYaml(
  schema: WrittenSchema,
  entries: DatasetEntries,
  original: string | undefined,
  splitPaths: readonly WrittenSplitPath[],
): Promise<string> {
  if (original === undefined) return freshText(schema, await freshSplitPaths(entries));
  const document = parseYaml('data.yaml', original);
  const before = readYaml('data.yaml', original).schema;
  const isConverted = before.values !== undefined && schema.task !== undefined;
  const after =
    before.values && !isConverted
      ? { ...schema, classes: namesAtTheirPlaces(before.classes, schema) }
      : schema;
  const changes = changesOf(after, before);
  for (const change of changes) CHANGES[change](document, after);
  if (isConverted) withoutMasks(document);
  // To go through all images takes long where there are many.
  const fresh = needsFolders(splitPaths) ? await freshSplitPaths(entries) : [];
  const moved = writeSplitPaths(document, splitPaths, foldersOf(fresh));
  if (changes.length === 0 && !moved && !isConverted && !document.has('path')) return original;
  // With `path`, a trainer would read the images of the input. Without it, the file's own folder counts.
  document.delete('path');
  return document.toString({ ...YAML, flowCollectionPadding: /[[{] \S/.test(original) });
}

type Change = 'names' | 'keypoints' | 'task';

/** The task is written only if the file had one, or if the same columns could mean two things. */
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

function freshYaml(schema: LabelSchema, splitPaths: FreshSplitPaths): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    ...Object.entries(splitsOf(splitPaths)),
    ['names', new Map(schema.classes.entries())],
    ...(schema.task ? [['task', schema.task] as const] : []),
    ...keypointEntries(schema),
  ]);
}

/** Trainers need train and val. Without splits, or with only one split, both are the same. */
function splitsOf(splitPaths: FreshSplitPaths): Readonly<Record<string, string>> {
  const paths = new Map(splitPaths.map(({ split, path }) => [split, path]));
  const train = paths.get('train') ?? [...paths.values()][0] ?? '.';
  const test = paths.get('test');
  return { train, val: paths.get('val') ?? train, ...(test === undefined ? {} : { test }) };
}

/** The folders of the splits that have images. */
function foldersOf(splitPaths: FreshSplitPaths): ReadonlyMap<string, string> {
  return new Map(splitPaths.flatMap(({ split, path, isList }) => (isList ? [] : [[split, path] as const])));
}
