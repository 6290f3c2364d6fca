import { annotationsFromJson } from '../core/annotations/json.js';
import { labelsIn, withoutDoubles } from '../core/annotations/merge.js';
import type { Annotations } from '../core/annotations/model.js';
import type { DatasetEntry, DatasetText, WrittenSplitPath } from '../core/formats/format.js';
import { shareDatasetFiles } from '../core/formats/formats.js';
import { relist } from '../dataset/image-lists.js';
import type { FoundSplitPath } from '../dataset/source.js';
import { folderOf, relativePath, splitEnding } from '../core/keys.js';
import type { DatasetState } from '../state/dataset-state.js';
import { outputSchema } from '../variants/write-labels.js';
import type { DescribedRecord } from './described-records.js';

/** Records in the order of their keys, to go through again and again. */
type Records = Iterable<DescribedRecord>;

const NO_LABELS = { width: 0, height: 0, objects: [], labelMaps: [], tags: [] };

/** Whether some file about the whole output may hold the labels themselves. */
export function needsLabels({ files, recipe }: DatasetState): boolean {
  const { write } = recipe.labels;
  const names = [...files.map(({ format }) => format), ...(write === 'same' ? [] : [write])];
  return names.some((name) => {
    const format = recipe.modules.formats.get(name);
    return format.dataset?.holdsLabels === true || format.package !== undefined;
  });
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
  const own = counterparts(dataset, records, location);
  const files = [...lists(dataset, records), ...own, ...(await newFiles(dataset, records, own, location))];
  return [...new Map(files.map(({ key, text }) => [key, text]))].map(([key, text]) => ({ key, text }));
}

/** The output's counterparts of the input's files. */
function counterparts(
  { files, recipe, declared }: DatasetState,
  records: Records,
  location: string,
): DatasetText[] {
  const { formats } = recipe.modules;
  const { write } = recipe.labels;
  return files.flatMap(({ key, format, prefix, schema, splitPaths = [] }): DatasetText[] => {
    const { dataset } = formats.get(format);
    const isFor = (other: string) => shareDatasetFiles(formats.get(other), formats.get(format));
    const concerned = new Set([key, ...files.filter(({ names }) => names === key).map((file) => file.key)]);
    const described = where(records, ({ dataset: first = '', further = [], format: written }) => {
      const isIn = [first, ...further].some((file) => concerned.has(file));
      return isIn && written !== null && isFor(written);
    });
    const isEmpty = dataset?.holdsLabels && !hasAny(described);
    if (!dataset || isEmpty || (write !== 'same' && !isFor(write))) return [];
    const written = outputSchema(schema, recipe.labels, declared);
    const paths = writtenSplitPaths(key, splitPaths);
    const entries = entriesOf(described, { prefix, file: key });
    const text = dataset.write(written, entries, schema.extra, paths, `${location}/${prefix}`);
    return [{ key, text }];
  });
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
  if (!dataset || !hasAny(where(records, isConverted))) return [];
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
function entriesOf(records: Records, own?: OwnFile): Iterable<DatasetEntry> {
  return again(function* () {
    for (const record of records) for (const variant of record.variants) yield entryOf(record, variant, own);
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
function lists(dataset: DatasetState, records: Records): DatasetText[] {
  if (dataset.lists.length === 0) return [];
  const outputs = new Map<string, readonly string[]>();
  for (const { key, variants } of records)
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

function again<T>(generate: () => Iterator<T>): Iterable<T> {
  return { [Symbol.iterator]: generate };
}

function where(records: Records, isMember: (record: DescribedRecord) => boolean): Records {
  return again(function* () {
    for (const record of records) if (isMember(record)) yield record;
  });
}

function hasAny(records: Records): boolean {
  return !records[Symbol.iterator]().next().done;
}
