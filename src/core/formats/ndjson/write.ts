import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import { nameOf } from '../../keys.js';
import type { Json, JsonObject } from '../../json.js';
import type { DatasetEntry, DatasetText, LabelSchema, WriteContext, WrittenSchema } from '../format.js';
import { objectAt } from '../shared/json-file.js';
import { numberOf } from '../shared/numbers-as-text.js';
import { declaredTask, type YoloTask } from '../yolo/rows.js';
import { taskOfDataset, writeRow } from '../yolo/write.js';
import { imageMemorySchema, LIST_OF, type HeadMemory } from './model.js';

/** Where the reader of this format looks for images: `images/train/a.jpg` beside the file. */
const IN_SPLIT_FOLDER = /^images\/(train|val|test)\/[^/]+$/;

const FRESH: HeadMemory = { head: { type: 'dataset' }, whole: true };

/** Images are named without folders where the reader of this format looks for them, or if the input named them so. */
export function writeDataset(
  schema: WrittenSchema,
  entries: readonly DatasetEntry[],
  original: Json | undefined,
): string {
  const memory = (objectAt(original, 'ndjson') as unknown as HeadMemory | undefined) ?? FRESH;
  const whole = memory.whole && !entries.every(({ image }) => IN_SPLIT_FOLDER.test(image));
  const named = withOccurring(schema, entries);
  const task = taskOf(named, entries);
  const { path = '.', ...before } = memory.head;
  const head: JsonObject = {
    type: 'dataset',
    task,
    ...(whole ? {} : { path: memory.whole ? '.' : path }),
    class_names: Object.fromEntries(named.classes.entries()),
    ...keypointEntries(named),
  };
  const lines = entries.map((entry) => recordOf(entry, task, whole, named));
  return [{ ...head, ...before, ...head }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
}

export function createDataset(schema: LabelSchema, entries: readonly DatasetEntry[]): DatasetText[] {
  return [{ key: 'dataset.ndjson', text: writeDataset(schema, entries, undefined) }];
}

type Task = YoloTask | 'classify';

function taskOf(schema: LabelSchema, entries: readonly DatasetEntry[]): Task {
  if (schema.task === 'classify') return 'classify';
  return declaredTask(schema) ?? taskOfDataset(objectsIn(entries), schema.keypoints);
}

function recordOf(
  { image, annotations, split = 'train' }: DatasetEntry,
  task: Task,
  whole: boolean,
  schema: WrittenSchema,
): JsonObject {
  const { width, height, extra } = annotations;
  const file = whole ? image : nameOf(image);
  const lists =
    task === 'classify' ? tagList(annotations, schema) : rowList(image, annotations, task, schema);
  return {
    ...{ type: 'image', file, width, height, split },
    ...memoryOf(extra)?.record,
    annotations: lists,
  };
}

function tagList({ tags, extra }: Annotations, { classes, origins = [] }: WrittenSchema): JsonObject {
  const known = memoryOf(extra)?.classification?.map(numberOf) ?? [];
  const numbersOf = (tag: string) => {
    const numbers = classes.flatMap((name, number) => (name === tag ? [number] : []));
    const had = numbers.filter((number) => known.includes(origins[number] ?? number));
    return numbers.length > 1 && had.length > 0 ? had : numbers.slice(0, 1);
  };
  return { classification: [...new Set(tags)].flatMap(numbersOf) };
}

function memoryOf(extra: Json | undefined) {
  return imageMemorySchema.safeParse(objectAt(extra, 'ndjson')).data;
}

function rowList(image: string, annotations: Annotations, task: YoloTask, schema: LabelSchema): JsonObject {
  const { width, height, objects } = annotations;
  const context: WriteContext = { image, fileName: nameOf(image), width, height, channels: 3, schema };
  const rows = objects.flatMap((object) => writeRow(object, task, context, image) ?? []);
  return { [LIST_OF[task]]: rows.map((row) => row.split(' ').map(Number)) };
}

function objectsIn(entries: readonly DatasetEntry[]): AnnotatedObject[] {
  return entries.flatMap(({ annotations }) => annotations.objects);
}

/** A class that is not declared gets the next number. */
function withOccurring(schema: WrittenSchema, entries: readonly DatasetEntry[]): WrittenSchema {
  const names = [
    ...objectsIn(entries).map((object) => object.class),
    ...entries.flatMap(({ annotations }) => annotations.tags),
  ];
  return {
    ...schema,
    classes: [...schema.classes, ...new Set(names.filter((name) => !schema.classes.includes(name)))],
  };
}

function keypointEntries({ keypoints }: LabelSchema): JsonObject {
  if (!keypoints) return {};
  const { count, dimensions, names, partners } = keypoints;
  return {
    kpt_shape: [count, dimensions],
    ...(partners ? { flip_idx: partners } : {}),
    ...(names ? { kpt_names: names } : {}),
  };
}
