import { LabelError } from '../../errors.js';
import { identitiesOf, positionOf } from '../../annotations/class-identity.js';
import type { Json, JsonObject } from '../../json.js';
import { categoriesOf, cocoFile, fileMemoryOf, type Category, type CocoPart } from './model.js';
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
import { namesForAll } from '../../annotations/keypoint-order.js';
import { BadLabel, checked, isObject, objectAt, readJsonObject } from '../shared/json-file.js';

/**
 * Cuts the file into one part for each image. Annotations of images that it does not declare are problems.
 * @throws LabelError if it is not JSON or has no list of images
 */
export function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const file = readJsonObject(key, bytes);
  const { images, annotations } = checkedFile(key, file);
  const problems: LabelProblem[] = [];
  const reject = (reason: string) => problems.push({ file: key, reason, severity: 'rejected' });

  const parts = new Map<Json | undefined, { image: string; labels: { annotations: Json[] } & CocoPart }>();
  for (const image of images) {
    if (parts.has(image.id)) reject(`image id ${image.id} is declared twice; ${image.file_name} is left out`);
    else {
      const labels = { file: key, image: image as JsonObject, annotations: [] };
      parts.set(image.id, { image: image.file_name, labels });
    }
  }
  for (const annotation of (annotations ?? []) as readonly Json[]) {
    const imageId = isObject(annotation) ? annotation['image_id'] : undefined;
    const part = parts.get(imageId);
    if (part) part.labels.annotations.push(annotation);
    else reject(`${annotationName(annotation)}: the file has no image with id ${JSON.stringify(imageId)}`);
  }
  return {
    schema: schemaOf(file),
    parts: [...parts.values()] as unknown as readonly DatasetPart[],
    ...(problems.length > 0 ? { problems } : {}),
  };
}

export function annotationName(annotation: Json): string {
  return `annotation ${JSON.stringify(isObject(annotation) ? annotation['id'] : annotation)}`;
}

function checkedFile(key: string, file: JsonObject) {
  try {
    return checked(cocoFile, file);
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
    images.push({ ...known, id: imageId, file_name: image, width, height });
    for (const object of labels.objects) {
      const category = categories[positionOf(object, names)]!;
      const id = annotations.length + 1;
      const ids = { id, imageId, categoryId: category.id, width, height };
      annotations.push(writeAnnotation(object, { ...ids, keypointNames: category.keypoints ?? [] }));
    }
  }
  return textOf({ ...(memory ?? { info: {}, licenses: [] }), images, annotations, categories });
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
  return new Map([...lists].map(([name, found]) => [name, declared ?? namesForAll(found)]));
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
