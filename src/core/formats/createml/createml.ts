import * as z from 'zod';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Json, JsonObject } from '../../json.js';
import { defineFormat } from '../format.js';
import type {
  DatasetEntries,
  DatasetEntry,
  DatasetPart,
  DatasetReading,
  LabelContext,
  LabelProblem,
  LabelReading,
} from '../format.js';
import { foldersIn, inFolder } from '../shared/entries.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel, checked, isObject, jsonListHead, objectAt, readJsonList } from '../shared/json-file.js';
import { readEach } from '../shared/read-each.js';
import { boxOf } from '../shared/shapes.js';
import { turnsIn, withoutTurns } from '../shared/turns.js';

const coordinates = z.looseObject({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
const labelSchema = z.looseObject({ label: z.string() });
const annotationSchema = labelSchema.extend({ coordinates: coordinates.nullish() });

/** Create ML's own exports say `annotation` and `imagefilename`, all others `annotations` and `image`. */
const imageSchema = z.looseObject({
  image: z.string().optional(),
  imagefilename: z.string().optional(),
  annotations: z.array(z.unknown()).optional(),
  annotation: z.array(z.unknown()).optional(),
});

/** The part of one image: its entry without annotations, and these. */
interface CreatemlPart {
  readonly file: string;
  readonly entry: JsonObject;
  readonly annotations: readonly Json[];
}

const memorySchema = z.object({ annotation: z.record(z.string(), z.unknown()), digest: z.string() });

const NAME = '_annotations.createml.json';

/**
 * Create ML's JSON: a list of images with their boxes. Coordinates are pixels, edges; `x` and `y` are the centre of a box.
 * They are written in thousandths.
 */
export const createml = defineFormat({
  name: 'createml',
  files: {},
  placements: [],
  holds: { boxes: true, polygons: false, keypoints: false, labelMaps: false },
  classesByIndex: false,
  dataset: {
    find: { endings: ['.json'] },
    holdsLabels: true,
    read: readDataset,
    write: (_schema, entries) => textOf(entries),
    // Create ML looks for images in the folder of their file.
    create: async (_schema, entries) =>
      (await foldersIn(entries)).map((folder) => ({
        key: folder + NAME,
        text: textOf(inFolder(entries, folder)),
      })),
  },

  recognises(key, bytes) {
    const keys = jsonListHead(key, bytes)?.keys;
    if (!keys) return false;
    const isImage = keys.has('image') || keys.has('imagefilename');
    return isImage && (keys.has('annotations') || keys.has('annotation')) && !keys.has('data');
  },

  read: (input, context) => ('labels' in input ? readPart(input, context) : readingOf(context, [], [])),
  write: () => [],
});

function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const parts = new Map<string, { image: string; labels: CreatemlPart & { annotations: Json[] } }>();
  const problems: LabelProblem[] = [];
  for (const [at, value] of readJsonList(key, bytes).entries()) {
    const entry = imageSchema.safeParse(value).data;
    const image = entry?.image ?? entry?.imagefilename;
    if (!isObject(value) || image === undefined) {
      problems.push({ file: key, reason: `[${at}]: this describes no image`, severity: 'rejected' });
      continue;
    }
    const annotations = (value['annotations'] ?? value['annotation'] ?? []) as readonly Json[];
    const known = parts.get(image);
    if (known) for (const annotation of annotations) known.labels.annotations.push(annotation);
    else
      parts.set(image, {
        image,
        labels: { file: key, entry: lightEntry(value), annotations: [...annotations] },
      });
  }
  const all = [...parts.values()];
  const names = all.flatMap(({ labels }) =>
    labels.annotations.flatMap((annotation) => labelSchema.safeParse(annotation).data?.label ?? []),
  );
  return {
    schema: { classes: [...new Set(names)].sort() },
    parts: all as unknown as readonly DatasetPart[],
    ...(problems.length > 0 ? { problems } : {}),
  };
}

/** The name and the annotations are written anew; their keys stay where they were. */
function lightEntry(entry: JsonObject): JsonObject {
  const { image, imagefilename, annotations, annotation } = entry;
  return {
    ...entry,
    ...(image === undefined ? {} : { image: '' }),
    ...(imagefilename === undefined ? {} : { imagefilename: '' }),
    ...(annotations === undefined ? {} : { annotations: [] }),
    ...(annotation === undefined ? {} : { annotation: [] }),
  };
}

function readPart({ image, labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, entry, annotations } = labels as unknown as CreatemlPart;
  const isTag = (value: Json) =>
    isObject(value) && !value['coordinates'] && typeof value['label'] === 'string';
  const tags = annotations.filter(isTag).map((value) => annotationSchema.parse(value).label);
  const numbered = annotations.map((value, at) => ({ value, at })).filter(({ value }) => !isTag(value));
  const { objects, problems } = readEach(
    numbered,
    ({ value }) => readAnnotation(value),
    (i) => ({ file, name: `${image}: annotations[${numbered[i]!.at}]` }),
  );
  const reading = readingOf(context, objects, problems);
  return { ...reading, annotations: { ...reading.annotations, tags, extra: { createml: entry } } };
}

function readAnnotation(value: Json): AnnotatedObject {
  const { label, coordinates } = checked(annotationSchema, value);
  if (!coordinates) throw new BadLabel('it has no coordinates');
  const { x, y, width, height } = coordinates;
  if (width <= 0 || height <= 0) throw new BadLabel(`a box of ${width}×${height} has no area`);
  const object: AnnotatedObject = {
    class: label,
    box: [x - width / 2, y - height / 2, x + width / 2, y + height / 2],
  };
  const unmoved = [
    ...turnsIn(value as JsonObject),
    ...turnsIn(coordinates as JsonObject).map((name) => `coordinates.${name}`),
  ];
  const memory = { annotation: value, digest: geometryDigest(object) };
  return { ...object, ...(unmoved.length > 0 && { unmoved }), extra: { createml: memory } };
}

function readingOf(
  { width, height }: LabelContext,
  objects: readonly AnnotatedObject[],
  problems: readonly LabelProblem[],
): LabelReading {
  return { annotations: { width, height, objects, labelMaps: [], tags: [] }, problems };
}

/** Each image has one line. */
async function* textOf(entries: DatasetEntries): AsyncGenerator<string> {
  let before = '[\n';
  for await (const entry of entries) {
    yield before + lineOf(entry);
    before = ',\n';
  }
  yield before === '[\n' ? '[\n\n]\n' : '\n]\n';
}

function lineOf({ image, annotations }: DatasetEntry): string {
  const entry = objectAt(annotations.extra, 'createml') ?? { image: '', annotations: [] };
  const written = [
    ...annotations.tags.map((label) => ({ label })),
    ...annotations.objects.flatMap((object) => annotationOf(object) ?? []),
  ];
  const named = {
    ['imagefilename' in entry ? 'imagefilename' : 'image']: image,
    ['annotation' in entry ? 'annotation' : 'annotations']: written,
  };
  return JSON.stringify({ ...named, ...entry, ...named });
}

function annotationOf(object: AnnotatedObject) {
  const memory = memorySchema.safeParse(objectAt(object.extra, 'createml')).data;
  const isUnmoved = memory?.digest === geometryDigest(object);
  const coordinates = isUnmoved ? memory.annotation['coordinates'] : coordinatesOf(object);
  if (coordinates === undefined) return undefined;
  const written = { label: object.class, coordinates };
  const known = (memory?.annotation ?? {}) as JsonObject;
  return { ...written, ...(isUnmoved ? known : withoutTurns(known)), ...written };
}

function coordinatesOf(object: AnnotatedObject): JsonObject | undefined {
  const box = boxOf(object);
  if (!box) return undefined;
  const [x0, y0, x1, y1] = box;
  const exact = { x: (x0 + x1) / 2, y: (y0 + y1) / 2, width: x1 - x0, height: y1 - y0 };
  return Object.fromEntries(
    Object.entries(exact).map(([name, value]) => [name, Math.round(value * 1000) / 1000]),
  );
}
