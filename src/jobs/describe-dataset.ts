import { annotationsFromJson } from '../core/annotations/json.js';
import { labelsIn, withoutDoubles } from '../core/annotations/merge.js';
import type { DatasetEntry, DatasetText, LabelFormat, WrittenSplitPath } from '../core/formats/format.js';
import type { Modules } from '../core/modules.js';
import type { KeepsLabels } from '../state/record.js';
import type { Json } from '../core/json.js';
import { shareDatasetFiles } from '../core/formats/formats.js';
import { relist } from '../dataset/image-lists.js';
import type { FoundSplitPath } from '../dataset/source.js';
import type { RecordSummary } from '../state/record.js';
import { compareKeys, folderOf, relativePath, splitEnding } from '../core/keys.js';
import type { DatasetState } from '../state/dataset-state.js';
import { outputSchema } from '../variants/write-labels.js';

type SummarisedVariant = RecordSummary['variants'][number];

/** A Record as far as the files about the whole output tell of it. */
export interface DescribedRecord extends Omit<RecordSummary, 'variants'> {
  /** Their labels may be absent if no file needs them: see `needsLabels`. */
  readonly variants: readonly (SummarisedVariant & { readonly annotations?: Json })[];
}

const NO_LABELS = { width: 0, height: 0, objects: [], labelMaps: [], tags: [] };

/** Says of a format whether files about the whole output hold the labels themselves. */
export function labelsKept({ formats }: Modules): KeepsLabels {
  return (name) => name !== null && formats.all.some((one) => one.name === name && mayHoldLabels(one));
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

/**
 * The files about the whole output, made from the Records in the order of their keys.
 * @param location of the output
 */
export function describeDataset(
  dataset: DatasetState,
  records: readonly DescribedRecord[],
  location: string,
): DatasetText[] {
  const own = counterparts(dataset, records, location);
  const files = [...lists(dataset, records), ...own, ...newFiles(dataset, records, own, location)];
  return [...new Map(files.map(({ key, text }) => [key, text]))].map(([key, text]) => ({ key, text }));
}

/** The output's counterparts of the input's files. */
function counterparts(
  { files, recipe, declared }: DatasetState,
  records: readonly DescribedRecord[],
  location: string,
): DatasetText[] {
  const { formats } = recipe.modules;
  const { write } = recipe.labels;
  return files.flatMap(({ key, format, prefix, schema, splitPaths = [] }): DatasetText[] => {
    const { dataset } = formats.get(format);
    const isFor = (other: string) => shareDatasetFiles(formats.get(other), formats.get(format));
    const concerned = new Set([key, ...files.filter(({ names }) => names === key).map((file) => file.key)]);
    const described = records.filter(({ dataset: first = '', further = [], format: written }) => {
      const isIn = [first, ...further].some((file) => concerned.has(file));
      return isIn && written !== null && isFor(written);
    });
    const isEmpty = dataset?.holdsLabels && described.length === 0;
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
function newFiles(
  { files, recipe, declared }: DatasetState,
  records: readonly DescribedRecord[],
  own: readonly DatasetText[],
  location: string,
): DatasetText[] {
  const { write } = recipe.labels;
  if (write === 'same') return [];
  const { dataset } = recipe.modules.formats.get(write);
  const formatOf = new Map(files.map(({ key, format }) => [key, format]));
  const converted = records.filter(
    (record) => record.format === write && formatOf.get(record.dataset ?? '') !== write,
  );
  if (!dataset || converted.length === 0) return [];
  // Images without labels belong to the data set: trainers learn from them what is no object.
  const unlabelled = records.filter((record) => record.format === null);
  const isDescribed = own.some(({ key }) => folderOf(key) === '') || !declared;
  if (!dataset.holdsLabels && isDescribed) return [];
  const created = dataset.create(
    outputSchema({ classes: [] }, recipe.labels, declared),
    entriesOf([...converted, ...unlabelled].sort(byKey)),
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

function byKey(a: DescribedRecord, b: DescribedRecord): number {
  return compareKeys(a.key, b.key);
}

/** One data-set file of the input, and the prefix that makes keys of its names. */
interface OwnFile {
  readonly prefix: string;
  readonly file: string;
}

/** @param own absent: a new file, in which each object stands once, with keys as names */
function entriesOf(records: readonly DescribedRecord[], own?: OwnFile): DatasetEntry[] {
  const prefix = own?.prefix ?? '';
  return records.flatMap(({ variants, split, dataset }) =>
    variants.map(({ image, annotations: json }) => {
      const annotations = json === undefined ? NO_LABELS : annotationsFromJson(json, image.key);
      return {
        image: image.key.startsWith(prefix) ? image.key.slice(prefix.length) : image.key,
        annotations: own
          ? labelsIn(annotations, own.file, own.file === dataset)
          : withoutDoubles(annotations),
        ...(split && { split }),
      };
    }),
  );
}

/** The input's lists of images: each line once for every output of its image. */
function lists(dataset: DatasetState, records: readonly DescribedRecord[]): DatasetText[] {
  const outputs = new Map(records.map(({ key, variants }) => [key, variants]));
  return dataset.lists.map(({ key, lines }) => {
    const texts = lines.flatMap(({ text, image }) =>
      (outputs.get(image) ?? []).map((variant) => relist(text, key, image, variant.image.key)),
    );
    return { key, text: texts.map((text) => `${text}\n`).join('') };
  });
}
