import { annotationsFromJson } from '../core/annotations/json.js';
import type { DatasetEntry, FormatName, LabelSchema } from '../core/formats/format.js';
import { formats } from '../core/formats/index.js';
import { splitPaths } from '../core/formats/yolo/splits.js';
import type { Json } from '../core/json.js';
import type { RecordedVariant, SourceRecord } from '../state/record.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';
import type { DatasetState } from '../state/dataset-state.js';
import { outputSchema } from '../variants/write-labels.js';

export interface DescribingFile {
  readonly key: string;
  readonly text: string;
}

/** A file about the whole output, and the Records that it speaks of. */
interface Description {
  readonly key: string;
  readonly format: FormatName;
  readonly schema: LabelSchema;
  readonly entries: readonly DatasetEntry[];
  readonly original?: Json | undefined;
}

/** The files about the whole output, from the Records in the order of their keys. */
export function describeDataset(dataset: DatasetState, records: readonly SourceRecord[]): DescribingFile[] {
  const own = counterparts(dataset, records);
  const descriptions = [...own, ...newDescriptions(dataset, records, own)];
  const files = new Map<string, string>(lists(dataset, records).map(({ key, text }) => [key, text]));
  for (const { key, format, schema, entries, original } of descriptions) {
    files.set(key, formats[format].dataset!.write(schema, entries, original));
    if (format !== 'yolo' || original !== undefined) continue;
    for (const { path, images = [] } of splitPaths(entries))
      if (images.length > 0) files.set(path, images.map((image) => `./${image}\n`).join(''));
  }
  return [...files].map(([key, text]) => ({ key, text }));
}

/** Of the input's own files. */
function counterparts(
  { files, recipe, declared }: DatasetState,
  records: readonly SourceRecord[],
): Description[] {
  const { write } = recipe.labels;
  return files.flatMap((file): Description[] => {
    const { key, format, prefix } = file;
    const described = records.filter((record) => record.dataset === key && record.format === format);
    const holdsLabels = formats[format].dataset!.names === undefined;
    if ((write !== 'same' && write !== format) || (holdsLabels && described.length === 0)) return [];
    const schema = outputSchema(file.schema, recipe.labels, declared);
    return [{ key, format, schema, entries: entriesOf(described, prefix), original: file.schema.extra }];
  });
}

/** For labels that come from another format, where no counterpart speaks for them. */
function newDescriptions(
  { files, recipe, declared }: DatasetState,
  records: readonly SourceRecord[],
  own: readonly Description[],
): Description[] {
  const { write } = recipe.labels;
  if (write === 'same' || !declared) return [];
  const formatOf = new Map(files.map(({ key, format }) => [key, format]));
  const converted = records.filter(
    (record) => record.format === write && formatOf.get(record.dataset ?? '') !== write,
  );
  const schema = outputSchema({ classes: [] }, recipe.labels, declared);
  const describe = (key: string, members: readonly SourceRecord[]) => ({
    ...{ key, format: write, schema, entries: entriesOf(members, '') },
  });
  if (converted.length === 0) return [];
  if (write === 'coco')
    return [...new Set(converted.map(({ split }) => split))].map((split) =>
      describe(
        cocoKey(split, own),
        converted.filter((record) => record.split === split),
      ),
    );
  const isDeclared = own.some(({ key }) => folderOf(key) === '');
  return isDeclared ? [] : [describe(write === 'yolo' ? 'data.yaml' : 'labelmap.txt', converted)];
}

/** A file of the input may have the usual name already. */
function cocoKey(split: string | undefined, own: readonly Description[]): string {
  const key = `annotations/instances_${split ?? 'all'}.json`;
  return own.some((file) => file.key === key) ? key.replace('.json', '_converted.json') : key;
}

function entriesOf(records: readonly SourceRecord[], prefix: string): DatasetEntry[] {
  return records.flatMap(({ variants, split }) =>
    variants.map(({ image, annotations }) => ({
      image: image.key.startsWith(prefix) ? image.key.slice(prefix.length) : image.key,
      annotations: annotationsFromJson(annotations),
      ...(split && { split }),
    })),
  );
}

/** Each line of the input's list, once for every output of its image. */
function lists(dataset: DatasetState, records: readonly SourceRecord[]): DescribingFile[] {
  const outputs = new Map(records.map(({ key, variants }) => [key, variants]));
  return dataset.lists.map(({ key, lines }) => {
    const texts = lines.flatMap(({ text, image }) =>
      (outputs.get(image) ?? []).map((variant) => relist(text, image, variant)),
    );
    return { key, text: texts.map((text) => `${text}\n`).join('') };
  });
}

function relist(text: string, image: string, { image: { key } }: RecordedVariant): string {
  const name = nameOf(image);
  if (text.includes(name)) return text.replace(name, () => nameOf(key));
  return text.replace(splitEnding(name).stem, () => splitEnding(nameOf(key)).stem);
}
