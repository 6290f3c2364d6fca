import { annotationsFromJson } from '../core/annotations/json.js';
import { FORMAT_NAMES } from '../core/annotations/formats/format.js';
import type { DatasetEntry, LabelSchema } from '../core/annotations/formats/format.js';
import { formats } from '../core/annotations/formats/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { RecordedVariant, SourceRecord } from '../dataset/record.js';
import type { DatasetFile, ImageList } from '../dataset/source.js';
import { folderOf, nameOf, splitEnding } from '../stores/keys.js';
import { outputSchema } from './write-labels.js';

/** What is known of the whole run: kept in the state, so that `assemble` and `verify` need no Recipe. */
export interface DatasetState {
  readonly version: 1;
  readonly files: readonly DatasetFile[];
  readonly lists: readonly ImageList[];
  readonly recipe: Recipe;
  readonly classes?: readonly string[];
}

/** The files about the whole output, from the Records in the order of their keys. */
export function describeDataset(dataset: DatasetState, records: readonly SourceRecord[]): DescribingFile[] {
  return [
    ...describedFiles(dataset, records),
    ...convertedFiles(dataset, records),
    ...lists(dataset, records),
  ];
}

export interface DescribingFile {
  readonly key: string;
  readonly text: string;
}

/** The counterparts of the input's own files. */
function describedFiles(dataset: DatasetState, records: readonly SourceRecord[]): DescribingFile[] {
  return dataset.files.flatMap((file): DescribingFile[] => {
    const { dataset: format } = formats[file.format];
    const same = records.filter((record) => record.dataset === file.key && record.format === file.format);
    if (!format || (same.length === 0 && records.some(({ dataset: key }) => key === file.key))) return [];
    const schema = writtenSchema(file.schema, dataset);
    return [{ key: file.key, text: format.write(schema, entriesOf(same, file.prefix), file.schema.extra) }];
  });
}

/** Files for labels that were written in another format than they were read in. */
function convertedFiles(dataset: DatasetState, records: readonly SourceRecord[]): DescribingFile[] {
  const formatOf = new Map(dataset.files.map(({ key, format }) => [key, format]));
  return FORMAT_NAMES.flatMap((format): DescribingFile[] => {
    const converted = records.filter(
      (record) => record.format === format && formatOf.get(record.dataset ?? '') !== format,
    );
    const isOwn = dataset.recipe.labels.write === 'same';
    const { dataset: describes } = formats[format];
    if (!describes || isOwn || converted.length === 0) return [];
    const schema = writtenSchema({ classes: [] }, dataset);
    if (format !== 'coco')
      return [
        {
          key: 'data.yaml',
          text: describes.write(schema, entriesOf(converted, ''), splitFolders(converted)),
        },
      ];
    const bySplit = groupBy(converted, ({ split }) => split ?? 'all');
    return [...bySplit].map(([split, members]) => ({
      key: `annotations/instances_${split}.json`,
      text: describes.write(schema, entriesOf(members, ''), undefined),
    }));
  });
}

function writtenSchema(schema: LabelSchema, { recipe, classes }: DatasetState): LabelSchema {
  return outputSchema(schema, recipe.labels, classes);
}

/** For `data.yaml`: where each split's images lie. */
function splitFolders(records: readonly SourceRecord[]): Record<string, string> {
  const folders = groupBy(records, ({ split }) => split ?? 'train');
  const declared: Record<string, string> = { path: '.', val: '.' };
  for (const [split, members] of folders) declared[split] = commonFolder(members.map(({ key }) => key));
  return declared;
}

function commonFolder(keys: readonly string[]): string {
  let folder = folderOf(keys[0]!);
  while (!keys.every((key) => key.startsWith(folder))) folder = folderOf(folder.slice(0, -1));
  return folder === '' ? '.' : folder.slice(0, -1);
}

function entriesOf(records: readonly SourceRecord[], prefix: string): DatasetEntry[] {
  return records.flatMap(({ variants }) =>
    variants.map(({ image, annotations }) => ({
      image: image.key.startsWith(prefix) ? image.key.slice(prefix.length) : image.key,
      annotations: annotationsFromJson(annotations),
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

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
