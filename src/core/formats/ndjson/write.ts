import type { AnnotatedObject, Annotations } from '../../annotations/model.js';
import { nameOf } from '../../keys.js';
import type { Json, JsonObject } from '../../json.js';
import type {
  DatasetEntries,
  DatasetEntry,
  DatasetText,
  LabelSchema,
  WriteContext,
  WrittenSchema,
} from '../format.js';
import { objectAt } from '../shared/json-file.js';
import { numberOf } from '../shared/numbers-as-text.js';
import { declaredTask, type YoloTask } from '../yolo/rows.js';
import { taskOfDataset, writeRow } from '../yolo/write.js';
import { imageMemorySchema, LIST_OF, type HeadMemory } from './model.js';

/** Where the reader of this format looks for images: `images/train/a.jpg` beside the file. */
const IN_SPLIT_FOLDER = /^images\/(train|val|test)\/[^/]+$/;

const FRESH: HeadMemory = { head: { type: 'dataset' }, whole: true };

/** Images are named without folders where the reader of this format looks for them, or if the input named them so. */
export async function* writeDataset(
  schema: WrittenSchema,
  entries: DatasetEntries,
  original: Json | undefined,
): AsyncGenerator<string> {
  const memory = (objectAt(original, 'ndjson') as unknown as HeadMemory | undefined) ?? FRESH;
  const { named, task, isInSplitFolders } = await survey(schema, entries);
  const whole = memory.whole && !isInSplitFolders;
  const { path = '.', ...before } = memory.head;
  const head: JsonObject = {
    type: 'dataset',
    task,
    ...(whole ? {} : { path: memory.whole ? '.' : path }),
    class_names: Object.fromEntries(named.classes.entries()),
    ...keypointEntries(named),
  };
  yield lineOf({ ...head, ...before, ...head });
  for await (const entry of entries) yield lineOf(recordOf(entry, task, whole, named));
}

function lineOf(value: JsonObject): string {
  return `${JSON.stringify(value)}\n`;
}

export function createDataset(schema: LabelSchema, entries: DatasetEntries): DatasetText[] {
  return [{ key: 'dataset.ndjson', text: writeDataset(schema, entries, undefined) }];
}

type Task = YoloTask | 'classify';

/** What the first line says of all images. A class that is not declared gets the next number. */
async function survey(schema: WrittenSchema, entries: DatasetEntries) {
  const classes = new Set<string>();
  const allTags = new Set<string>();
  const shapes = new Map<string, AnnotatedObject>();
  let isInSplitFolders = true;
  for await (const { image, annotations } of entries) {
    isInSplitFolders &&= IN_SPLIT_FOLDER.test(image);
    for (const tag of annotations.tags) allTags.add(tag);
    for (const object of annotations.objects) {
      classes.add(object.class);
      // The task depends on which shapes occur, so one object of each kind stands for all.
      shapes.set(Object.keys(object).sort().join(), object);
    }
  }
  const added = [...new Set([...classes, ...allTags])].filter((name) => !schema.classes.includes(name));
  const named: WrittenSchema = { ...schema, classes: [...schema.classes, ...added] };
  return { named, task: taskOf(named, [...shapes.values()]), isInSplitFolders };
}

function taskOf(schema: LabelSchema, objects: readonly AnnotatedObject[]): Task {
  if (schema.task === 'classify') return 'classify';
  return declaredTask(schema) ?? taskOfDataset(objects, schema.keypoints);
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

function keypointEntries({ keypoints }: LabelSchema): JsonObject {
  if (!keypoints) return {};
  const { count, dimensions, names, partners } = keypoints;
  return {
    kpt_shape: [count, dimensions],
    ...(partners ? { flip_idx: partners } : {}),
    ...(names ? { kpt_names: names } : {}),
  };
}
