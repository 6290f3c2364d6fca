import { annotationsFromJson } from '../core/annotations/json.js';
import { labelsIn, withoutDoubles } from '../core/annotations/merge.js';
import type { Annotations } from '../core/annotations/model.js';
import type { DatasetEntry, DatasetText, LabelFormat, WrittenSplitPath } from '../core/formats/format.js';
import { shareDatasetFiles } from '../core/formats/formats.js';
import { hasClassFolders } from '../core/sampling/tiles.js';
import { relist } from '../dataset/image-lists.js';
import type { FoundSplitPath } from '../dataset/source.js';
import { folderOf, relativePath, splitEnding } from '../core/keys.js';
import type { Modules } from '../core/modules.js';
import type { DatasetState } from '../state/dataset-state.js';
import type { KeepsLabels } from '../state/record.js';
import { outputSchema } from '../variants/write-labels.js';
import { again } from './described-records.js';
import type { DescribedRecord, Records } from './described-records.js';

const NO_LABELS = { width: 0, height: 0, objects: [], labelMaps: [], tags: [] };

/** Says of a format whether files about the whole output may hold labels in it. */
export function labelsKept({ formats }: Modules): KeepsLabels {
  // Such files name the size of images without labels, too.
  return (name) => name === null || formats.all.some((one) => one.name === name && mayHoldLabels(one));
}

function mayHoldLabels({ dataset, package: from }: LabelFormat): boolean {
  return dataset?.holdsLabels === true || from !== undefined;
}

/** Whether some file about the whole output may hold the labels themselves. */
export function needsLabels({ files, recipe }: DatasetState): boolean {
  const { write } = recipe.labels;
  const names = [...files.map(({ format }) => format), ...(write === 'same' ? [] : [write])];
  return names.some((name) => mayHoldLabels(recipe.modules.formats.get(name)));
}

/** Whether the files about the whole output depend on each Record. If not, the first ones tell all that is needed. */
export function needsAllRecords(dataset: DatasetState): boolean {
  return needsLabels(dataset) || dataset.lists.length > 0 || dataset.recipe.labels.write !== 'same';
}

/**
 * The files about the whole output.
 * @param records all of them, in the order of their keys
 * @param location of the output
 */
export async function describeDataset(
  dataset: DatasetState,
  records: Records,
  location: string,
): Promise<DatasetText[]> {
  // Where folders tell the classes, nothing is left to be said about labels.
  const own = hasClassFolders(dataset.recipe) ? [] : await counterparts(dataset, records, location);
  const files = [
    ...(await lists(dataset, records)),
    ...own,
    ...(await newFiles(dataset, records, own, location)),
  ];
  return [...new Map(files.map(({ key, text }) => [key, text]))].map(([key, text]) => ({ key, text }));
}

/** The output's counterparts of the input's files. */
async function counterparts(
  { files, recipe, declared }: DatasetState,
  records: Records,
  location: string,
): Promise<DatasetText[]> {
  const { formats } = recipe.modules;
  const { write } = recipe.labels;
  const texts: DatasetText[] = [];
  for (const { key, format, prefix, schema, splitPaths = [] } of files) {
    const { dataset } = formats.get(format);
    const isFor = (other: string) => shareDatasetFiles(formats.get(other), formats.get(format));
    const concerned = new Set([key, ...files.filter(({ names }) => names === key).map((file) => file.key)]);
    const described = where(records, ({ dataset: first = '', further = [], format: written }) => {
      const isIn = [first, ...further].some((file) => concerned.has(file));
      return isIn && written !== null && isFor(written);
    });
    const isEmpty = dataset?.holdsLabels && !(await hasAny(described));
    if (!dataset || isEmpty || (write !== 'same' && !isFor(write))) continue;
    const written = outputSchema(schema, recipe.labels, declared);
    const paths = writtenSplitPaths(key, splitPaths);
    const entries = entriesOf(described, { prefix, file: key });
    const text = dataset.write(written, entries, schema.extra, paths, `${location}/${prefix}`);
    texts.push({ key, text });
  }
  return texts;
}

/** Outputs lie as inputs do, so a path of the input is the same path of the output. */
function writtenSplitPaths(file: string, splitPaths: readonly FoundSplitPath[]): WrittenSplitPath[] {
  return splitPaths.map(({ key, ...splitPath }) => ({
    ...splitPath,
    ...(key !== undefined && { to: relativePath(folderOf(file), key) }),
  }));
}

/** New files, for labels that were converted and have no counterpart in the input. */
async function newFiles(
  { files, recipe, declared }: DatasetState,
  records: Records,
  own: readonly DatasetText[],
  location: string,
): Promise<DatasetText[]> {
  const { write } = recipe.labels;
  if (write === 'same') return [];
  const { dataset } = recipe.modules.formats.get(write);
  const formatOf = new Map(files.map(({ key, format }) => [key, format]));
  const isConverted = (record: DescribedRecord) =>
    record.format === write && formatOf.get(record.dataset ?? '') !== write;
  if (!dataset || !(await hasAny(where(records, isConverted)))) return [];
  const isDescribed = own.some(({ key }) => folderOf(key) === '') || !declared;
  if (!dataset.holdsLabels && isDescribed) return [];
  // Images without labels belong to the data set: trainers learn from them what is no object.
  const members = where(records, (record) => isConverted(record) || record.format === null);
  const created = await dataset.create(
    outputSchema({ classes: [] }, recipe.labels, declared),
    entriesOf(members),
    location,
  );
  const taken = new Set(own.map(({ key }) => key));
  return created.map(({ key, text }) => ({ key: taken.has(key) ? asConverted(key) : key, text }));
}

/** A file of the input may already have the usual name. */
function asConverted(key: string): string {
  const { stem, ending } = splitEnding(key);
  return `${stem}_converted${ending}`;
}

/** One data-set file of the input, and the prefix that makes keys of its names. */
interface OwnFile {
  readonly prefix: string;
  readonly file: string;
}

/** @param own absent: a new file, in which each object stands once, with keys as names */
function entriesOf(records: Records, own?: OwnFile): AsyncIterable<DatasetEntry> {
  return again(async function* () {
    for await (const record of records)
      for (const variant of record.variants) yield entryOf(record, variant, own);
  });
}

function entryOf(
  { split, dataset }: DescribedRecord,
  { image: { key }, annotations: json }: DescribedRecord['variants'][number],
  own?: OwnFile,
): DatasetEntry {
  const prefix = own?.prefix ?? '';
  let held: Annotations | undefined;
  const read = () => {
    const annotations = json === undefined ? NO_LABELS : annotationsFromJson(json, key);
    return own ? labelsIn(annotations, own.file, own.file === dataset) : withoutDoubles(annotations);
  };
  return {
    image: key.startsWith(prefix) ? key.slice(prefix.length) : key,
    // Most passes over the images need the labels of few or none.
    get annotations() {
      return (held ??= read());
    },
    ...(split && { split }),
  };
}

/** The input's lists of images: each line once for every output of its image. */
async function lists(dataset: DatasetState, records: Records): Promise<DatasetText[]> {
  if (dataset.lists.length === 0) return [];
  const outputs = new Map<string, readonly string[]>();
  for await (const { key, variants } of records)
    outputs.set(
      key,
      variants.map(({ image }) => image.key),
    );
  return dataset.lists.map(({ key, lines }) => {
    const text = lines.flatMap(({ text: line, image }) =>
      (outputs.get(image) ?? []).map((output) => `${relist(line, key, image, output)}\n`),
    );
    return { key, text };
  });
}

function where(records: Records, isMember: (record: DescribedRecord) => boolean): Records {
  return again(async function* () {
    for await (const record of records) if (isMember(record)) yield record;
  });
}

async function hasAny(records: Records): Promise<boolean> {
  for await (const _ of records) return true;
  return false;
}
