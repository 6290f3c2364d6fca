import type { AnnotatedObject } from '../../annotations/model.js';
import type { Json, JsonObject } from '../../json.js';
import type { DatasetEntry } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { isObject } from '../shared/json-file.js';
import { boxOf } from '../shared/shapes.js';
import {
  boxJobsOf,
  columnOf,
  imageMemoryOf,
  metadataName,
  metadataOf,
  objectMemoryOf,
  SOURCE,
  type Columns,
} from './model.js';

/** The job of boxes that no job of the file drew. */
const FRESH_JOB = 'bounding-box';

/** Ground Truth's required keys of a job that was not done there; no date, so that the same input gives the same file. */
const FRESH_ABOUT = {
  objects: [],
  'class-map': {},
  type: 'groundtruth/object-detection',
  'human-annotated': 'yes',
  'creation-date': '1970-01-01T00:00:00',
  'job-name': 'augment-on-demand',
} as const;

/**
 * The line of an image.
 * @param reference what leads to it
 * @param classes all of the data set, each once, in the order of the numbers that new jobs get
 */
export function lineOf(entry: DatasetEntry, reference: string, classes: readonly string[]): JsonObject {
  const { annotations } = entry;
  const columns = imageMemoryOf(annotations.extra)?.columns ?? [];
  const own = boxJobsOf(columns);
  const usual = own[0] ?? FRESH_JOB;
  const jobs = own.length > 0 ? own : [FRESH_JOB];
  const jobOf = (object: AnnotatedObject) => {
    const job = objectMemoryOf(object.extra)?.job;
    return job !== undefined && jobs.includes(job) ? job : usual;
  };
  const hasJob = own.length > 0 || columns.length === 0 || annotations.objects.length > 0;
  const written = (hasJob ? jobs : []).flatMap((job) =>
    Object.entries(
      jobColumns(
        job,
        entry,
        annotations.objects.filter((one) => jobOf(one) === job),
        columns,
        classes,
      ),
    ),
  );
  return {
    [SOURCE]: reference,
    ...Object.fromEntries(columns.filter(([name]) => name !== SOURCE)),
    ...Object.fromEntries(written),
  };
}

/** The two columns of a job. */
function jobColumns(
  job: string,
  { annotations: { width, height } }: DatasetEntry,
  objects: readonly AnnotatedObject[],
  columns: Columns,
  classes: readonly string[],
): JsonObject {
  const shown = objects.filter((object) => boxOf(object));
  const known = columnOf(columns, job);
  const about = columnOf(columns, metadataName(job));
  const { 'class-map': knownMap = {} } = metadataOf(columns, job);
  const map: Readonly<Record<string, string>> = isObject(known)
    ? mapFor(shown, knownMap, classes)
    : Object.fromEntries(classes.entries());
  const idOf = (object: AnnotatedObject) =>
    isObject(known) ? numberIn(map, object) : classes.indexOf(object.class);
  const size =
    isObject(known) && Array.isArray(known['image_size']) ? (known['image_size'] as Json[])[0] : undefined;
  return {
    [job]: {
      ...(isObject(known) ? known : {}),
      image_size: [{ ...(isObject(size) ? size : { depth: 3 }), width, height }],
      annotations: shown.map((object) => boxEntry(object, idOf(object))),
    },
    [metadataName(job)]: {
      ...(isObject(about) ? about : FRESH_ABOUT),
      objects: shown.map((object) => objectMemoryOf(object.extra)?.about ?? { confidence: 1 }),
      'class-map': map,
    },
  };
}

/**
 * The line's own numbers of classes; a renamed class keeps its number, and new ones get free ones. A class without a name
 * is its number, and is not listed.
 */
function mapFor(
  objects: readonly AnnotatedObject[],
  known: Readonly<Record<string, string>>,
  classes: readonly string[],
): Record<string, string> {
  const map = new Map(Object.entries(known).filter(([, name]) => classes.includes(name)));
  let free = Object.keys(known).reduce((next, id) => Math.max(next, Number(id) + 1), 0);
  for (const object of objects) {
    const own = knownId(object);
    const isUnnamed = own === object.class && !map.has(object.class);
    if (isUnnamed || [...map.values()].includes(object.class)) continue;
    const id = own !== undefined && !map.has(own) ? own : String(free++);
    map.set(id, object.class);
  }
  return Object.fromEntries(map);
}

/** The box's own number if its class still has it, as several may have one name; else the first of that name. */
function numberIn(map: Readonly<Record<string, string>>, object: AnnotatedObject): number {
  const own = knownId(object);
  if (own !== undefined && map[own] === object.class) return Number(own);
  const found = Object.keys(map).find((id) => map[id] === object.class);
  return Number(found ?? object.class);
}

/** The number that the class of a box had in the input's line. */
function knownId({ extra }: AnnotatedObject): string | undefined {
  const id = columnOf(objectMemoryOf(extra)?.box ?? [], 'class_id');
  return typeof id === 'number' ? String(id) : undefined;
}

/** Where the box moved: hundredths, or whole pixels if its numbers were whole, as Ground Truth's are. */
function boxEntry(object: AnnotatedObject, class_id: number): JsonObject {
  const memory = objectMemoryOf(object.extra);
  const known = Object.fromEntries(memory?.box ?? []);
  if (memory?.digest === geometryDigest(object)) return { ...known, class_id };
  const isWhole = memory && SIDES.every((side) => Number.isInteger(known[side]));
  const rounded = (value: number) => (isWhole ? Math.round(value) : Math.round(value * 100) / 100);
  const [left, top, right, bottom] = boxOf(object)!.map(rounded);
  const least = isWhole ? 1 : 0;
  const width = Math.max(least, rounded(right! - left!));
  const height = Math.max(least, rounded(bottom! - top!));
  return { class_id, ...known, ...(memory ? { class_id } : {}), left: left!, top: top!, width, height };
}

const SIDES = ['left', 'top', 'width', 'height'];
