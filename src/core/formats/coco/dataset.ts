import type * as z from 'zod';
import { LabelError } from '../../errors.js';
import { identitiesOf, positionOf } from '../../annotations/class-identity.js';
import type { Json, JsonObject } from '../../json.js';
import {
  captionsOf,
  categoriesOf,
  cocoFile,
  fileMemoryOf,
  fileNameOf,
  knownCategories,
  urlOf,
  type KnownCategory,
  type Category,
  type CocoPart,
} from './model.js';
import { writeAnnotation } from './write.js';
import type {
  DatasetEntries,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
  WrittenSchema,
} from '../format.js';
import { unionOfNames } from '../../annotations/keypoint-order.js';
import { inSplit, splitsIn } from '../shared/entries.js';
import { BadLabel, checked, isObject, objectAt, readJsonObject } from '../shared/json-file.js';
import { numberOf } from '../shared/numbers-as-text.js';

interface OpenPart {
  readonly image: string;
  readonly labels: CocoPart & { readonly annotations: Json[]; readonly categories: KnownCategory[] };
}

/**
 * Cuts the file into one part for each image, which may stand there under several ids. Annotations of images that it does
 * not declare are problems.
 * @throws LabelError if it is not JSON or has no list of images
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const file = checkedFile(key, readJsonObject(key, bytes));
  const { images, annotations } = file;
  if (annotations?.some((one) => typeof one === 'object' && one !== null && 'segments_info' in one))
    throw new LabelError(
      { file: key },
      'this is COCO panoptic, with segments in PNG files, which is not read',
    );
  const problems: LabelProblem[] = [];
  const reject = (reason: string) => problems.push({ file: key, reason, severity: 'rejected' });

  const byId = new Map<Json | undefined, OpenPart>();
  const byName = new Map<string, OpenPart>();
  for (const image of images) {
    const name = fileNameOf(image)!;
    const part = byName.get(name) ?? {
      image: name,
      labels: { file: key, image: image as JsonObject, annotations: [], categories: [] },
    };
    const { id } = image;
    if (byId.has(id) && byId.get(id) !== part)
      reject(`image id ${image.id} is declared twice; ${name} is left out`);
    else {
      byId.set(id, part);
      byName.set(name, part);
    }
  }
  const known = knownCategories(file);
  for (const annotation of (annotations ?? []) as readonly Json[]) {
    const { image_id: imageId, category_id: categoryId } = isObject(annotation) ? annotation : {};
    const part = byId.get(imageId) ?? byId.get(otherSpelling(imageId));
    if (part) addTo(part, annotation, known.get(numberOf(categoryId)));
    else reject(`${annotationName(annotation)}: the file has no image with id ${JSON.stringify(imageId)}`);
  }
  return {
    schema: schemaOf(file),
    parts: [...byName.values()] as unknown as readonly DatasetPart[],
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** A number as text, and a text as the number that it is: some programs write the same id in both ways. */
function otherSpelling(id: Json | undefined): Json | undefined {
  return typeof id === 'number' ? String(id) : numberOf(id);
}

function addTo({ labels }: OpenPart, annotation: Json, category: KnownCategory | undefined): void {
  labels.annotations.push(annotation);
  if (category && !labels.categories.includes(category)) labels.categories.push(category);
}

export function annotationName(annotation: Json): string {
  return `annotation ${JSON.stringify(isObject(annotation) ? annotation['id'] : annotation)}`;
}

function checkedFile(key: string, file: JsonObject) {
  try {
    return checked(cocoFile, file) as z.infer<typeof cocoFile> & JsonObject;
  } catch (error) {
    if (error instanceof BadLabel) throw new LabelError({ file: key }, error.message);
    throw error;
  }
}

function schemaOf(file: JsonObject): LabelSchema {
  const categories = categoriesOf(file);
  const names = categories.find(({ keypoints }) => keypoints?.length)?.keypoints;
  return {
    classes: categories.map(({ name }) => name),
    ...(names ? { keypoints: { count: names.length, dimensions: 3, names } } : {}),
    extra: { coco: { ...file, images: [], annotations: [] } },
  };
}

/**
 * The data set's file: images and annotations numbered from 1 in the order given, categories with their ids, all other
 * keys as they were. Each image and each annotation has one line.
 */
export async function* writeDataset(
  schema: WrittenSchema,
  entries: DatasetEntries,
  original: Json | undefined,
): AsyncGenerator<string> {
  const memory = fileMemoryOf(original) ?? fileMemoryOf(schema.extra);
  const categories = await categoriesFor(schema, entries, categoriesOf(memory));
  const file = { ...(memory ?? { info: {}, licenses: [] }), images: [], annotations: [], categories };
  const lists: Readonly<Record<string, () => AsyncIterable<readonly JsonObject[]>>> = {
    images: () => imagesOf(entries),
    annotations: () => annotationsOf(entries, categories),
  };
  let before = '{\n';
  for (const [name, value] of Object.entries(file) as [string, Json][]) {
    yield `${before}${JSON.stringify(name)}: `;
    const groups = lists[name]?.() ?? (name === 'categories' ? [categories] : undefined);
    if (groups) yield* linesOf(groups);
    else yield JSON.stringify(value);
    before = ',\n';
  }
  yield '\n}\n';
}

/** A list with a line for each of its items. */
async function* linesOf(
  groups: AsyncIterable<readonly JsonObject[]> | Iterable<readonly JsonObject[]>,
): AsyncGenerator<string> {
  let before = '[\n';
  for await (const items of groups) {
    if (items.length === 0) continue;
    yield before + items.map((item) => JSON.stringify(item)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]' : '\n]';
}

async function* imagesOf(entries: DatasetEntries): AsyncGenerator<readonly JsonObject[]> {
  let id = 0;
  for await (const { image, annotations } of entries) {
    const { width, height } = annotations;
    const known = objectAt(annotations.extra, 'coco', 'image');
    yield [{ ...imageEntry(known, image), id: ++id, width, height }];
  }
}

/** The annotations of one image after the other. */
async function* annotationsOf(
  entries: DatasetEntries,
  categories: readonly Category[],
): AsyncGenerator<readonly JsonObject[]> {
  const names = categories.map(({ name }) => name);
  let imageId = 0;
  let id = 0;
  for await (const { annotations: labels } of entries) {
    imageId += 1;
    const { width, height } = labels;
    const objects = labels.objects.map((object) => {
      const category = categories[positionOf(object, names)]!;
      const ids = { id: ++id, imageId, categoryId: category.id, width, height };
      return writeAnnotation(object, { ...ids, keypointNames: category.keypoints ?? [] });
    });
    const captions = captionsOf(labels.extra).map((one) => ({ ...one, id: ++id, image_id: imageId }));
    yield [...objects, ...captions];
  }
}

/** The entry without ids and sizes. Readers of LVIS go by the address, so it leads to the image of the output. */
function imageEntry(known: JsonObject | undefined, image: string): JsonObject {
  const { file_name: name, coco_url: url } = known ?? {};
  const isByUrl = (name === undefined || name === null) && typeof url === 'string';
  return { id: 0, ...known, file_name: image, ...(isByUrl && { coco_url: urlOf(url, image) }) };
}

/** One file for each split, as in COCO itself. */
export async function createDataset(schema: LabelSchema, entries: DatasetEntries): Promise<DatasetText[]> {
  return (await splitsIn(entries)).map((split) => ({
    key: `annotations/instances_${split ?? 'all'}.json`,
    text: writeDataset(schema, inSplit(entries, split), undefined),
  }));
}

/** A category for every class that is declared or occurs. Categories of the original keep their ids and keys. */
async function categoriesFor(
  schema: WrittenSchema,
  entries: DatasetEntries,
  known: readonly Category[],
): Promise<readonly Category[]> {
  const { classes, keypoints: names } = await occurringIn(entries);
  const origins = schema.origins ?? originsByName(schema.classes, known);
  const declared = new Set(schema.classes);
  let freeId = known.reduce((largest, { id }) => Math.max(largest, id), 0);
  return [...schema.classes, ...classes.filter((name) => !declared.has(name))].map((name, i): Category => {
    const original = known[origins[i] ?? -1];
    if (original) return { ...original, name };
    const own = names.get(name);
    const keypoints = own && (schema.keypoints?.names ?? own);
    return {
      id: ++freeId,
      name,
      supercategory: '',
      ...(keypoints ? { keypoints: [...keypoints], skeleton: [] } : {}),
    };
  });
}

function originsByName(classes: readonly string[], known: readonly Category[]): readonly number[] {
  const names = known.map(({ name }) => name);
  return identitiesOf(classes).map((identity) => positionOf(identity, names));
}

/** The classes of all objects, and the names of the keypoints of each class, in the order in which they occur. */
async function occurringIn(entries: DatasetEntries) {
  const classes = new Set<string>();
  const keypoints = new Map<string, readonly string[]>();
  for await (const { annotations } of entries)
    for (const { class: name, keypoints: points } of annotations.objects) {
      classes.add(name);
      const own = points?.map(({ name: point }, i) => point ?? `${i + 1}`);
      if (own) keypoints.set(name, unionOfNames([keypoints.get(name) ?? [], own]));
    }
  return { classes: [...classes], keypoints };
}
