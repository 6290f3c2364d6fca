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
  DatasetEntry,
  DatasetPart,
  DatasetReading,
  DatasetText,
  LabelProblem,
  LabelSchema,
  WrittenSchema,
} from '../format.js';
import { unionOfNames } from '../../annotations/keypoint-order.js';
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
export function writeDataset(
  schema: WrittenSchema,
  entries: readonly DatasetEntry[],
  original: Json | undefined,
): string {
  const memory = fileMemoryOf(original) ?? fileMemoryOf(schema.extra);
  const categories = categoriesFor(schema, entries, categoriesOf(memory));
  const names = categories.map(({ name }) => name);
  const images: JsonObject[] = [];
  const annotations: JsonObject[] = [];
  for (const { image, annotations: labels } of entries) {
    const { width, height } = labels;
    const imageId = images.length + 1;
    const known = objectAt(labels.extra, 'coco', 'image');
    images.push({ ...imageEntry(known, image), id: imageId, width, height });
    for (const object of labels.objects) {
      const category = categories[positionOf(object, names)]!;
      const id = annotations.length + 1;
      const ids = { id, imageId, categoryId: category.id, width, height };
      annotations.push(writeAnnotation(object, { ...ids, keypointNames: category.keypoints ?? [] }));
    }
    for (const caption of captionsOf(labels.extra))
      annotations.push({ ...caption, id: annotations.length + 1, image_id: imageId });
  }
  return textOf({ ...(memory ?? { info: {}, licenses: [] }), images, annotations, categories });
}

/** The entry without ids and sizes. Readers of LVIS go by the address, so it leads to the image of the output. */
function imageEntry(known: JsonObject | undefined, image: string): JsonObject {
  const { file_name: name, coco_url: url } = known ?? {};
  const isByUrl = (name === undefined || name === null) && typeof url === 'string';
  return { id: 0, ...known, file_name: image, ...(isByUrl && { coco_url: urlOf(url, image) }) };
}

/** One file for each split, as in COCO itself. */
export function createDataset(schema: LabelSchema, entries: readonly DatasetEntry[]): DatasetText[] {
  const splits = [...new Set(entries.map(({ split }) => split))];
  return splits.map((split) => {
    const members = entries.filter((entry) => entry.split === split);
    const key = `annotations/instances_${split ?? 'all'}.json`;
    return { key, text: writeDataset(schema, members, undefined) };
  });
}

/** A category for every class that is declared or occurs. Categories of the original keep their ids and keys. */
function categoriesFor(
  schema: WrittenSchema,
  entries: readonly DatasetEntry[],
  known: readonly Category[],
): readonly Category[] {
  const names = keypointNames(schema, entries);
  const origins = schema.origins ?? originsByName(schema.classes, known);
  const occurring = entries.flatMap(({ annotations }) => annotations.objects.map((object) => object.class));
  const added = new Set(occurring.filter((name) => !schema.classes.includes(name)));
  let freeId = known.reduce((largest, { id }) => Math.max(largest, id), 0);
  return [...schema.classes, ...added].map((name, i): Category => {
    const original = known[origins[i] ?? -1];
    if (original) return { ...original, name };
    const keypoints = names.get(name);
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

/** Names of the keypoints of each class whose objects have keypoints, in the order in which they occur. */
function keypointNames(
  schema: LabelSchema,
  entries: readonly DatasetEntry[],
): ReadonlyMap<string, readonly string[]> {
  const lists = new Map<string, string[][]>();
  for (const { class: name, keypoints } of entries.flatMap(({ annotations }) => annotations.objects)) {
    if (!keypoints) continue;
    const ofClass = lists.get(name) ?? [];
    lists.set(name, ofClass);
    ofClass.push(keypoints.map(({ name: own }, i) => own ?? `${i + 1}`));
  }
  const declared = schema.keypoints?.names;
  return new Map([...lists].map(([name, found]) => [name, declared ?? unionOfNames(found)]));
}

const LONG_LISTS: readonly string[] = ['images', 'annotations', 'categories'];

function textOf(file: JsonObject): string {
  const members = Object.entries(file).map(([key, value]) => {
    const lines = Array.isArray(value) && value.length > 0 && LONG_LISTS.includes(key);
    const text = lines
      ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}
