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

/** A class number for each name, of all classes of the data set. */
export type ClassIds = ReadonlyMap<string, number>;

/** The line of an image. @param reference what leads to it */
export function lineOf(entry: DatasetEntry, reference: string, ids: ClassIds): JsonObject {
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
        ids,
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
  ids: ClassIds,
): JsonObject {
  const shown = objects.filter((object) => boxOf(object));
  const known = columnOf(columns, job);
  const about = columnOf(columns, metadataName(job));
  const { 'class-map': knownMap = {} } = metadataOf(columns, job);
  const map = isObject(known)
    ? mapFor(shown, knownMap, ids)
    : Object.fromEntries([...ids].map(([name, id]) => [String(id), name]));
  const idOf = new Map(Object.entries(map).map(([id, name]) => [name, Number(id)]));
  const size =
    isObject(known) && Array.isArray(known['image_size']) ? (known['image_size'] as Json[])[0] : undefined;
  return {
    [job]: {
      ...(isObject(known) ? known : {}),
      image_size: [{ ...(isObject(size) ? size : { depth: 3 }), width, height }],
      annotations: shown.map((object) => boxEntry(object, idOf.get(object.class) ?? Number(object.class))),
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
  ids: ClassIds,
): Record<string, string> {
  const map = new Map(Object.entries(known).filter(([, name]) => ids.has(name)));
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

/** The number that the class of a box had in the input's line. */
function knownId({ extra }: AnnotatedObject): string | undefined {
  const id = columnOf(objectMemoryOf(extra)?.box ?? [], 'class_id');
  return typeof id === 'number' ? String(id) : undefined;
}

/** Hundredths, where the box moved. */
function boxEntry(object: AnnotatedObject, class_id: number): JsonObject {
  const memory = objectMemoryOf(object.extra);
  const known = Object.fromEntries(memory?.box ?? []);
  if (memory?.digest === geometryDigest(object)) return { ...known, class_id };
  const [x0, y0, x1, y1] = boxOf(object)!.map((side) => Math.round(side * 100) / 100);
  const sides = { left: x0!, top: y0!, width: rounded(x1! - x0!), height: rounded(y1! - y0!) };
  return { class_id, ...known, ...sides, ...(memory ? { class_id } : {}) };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
