import type { AnnotatedObject } from '../../annotations/model.js';
import type { Json } from '../../json.js';
import type { DatasetPart, LabelContext, LabelProblem, LabelReading } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel, checked, isObject } from '../shared/json-file.js';
import { sizeProblems } from '../shared/size-problems.js';
import {
  boxesSchema,
  boxJobsOf,
  boxSchema,
  columnOf,
  columnsOf,
  maskColumnsOf,
  metadataName,
  metadataOf,
  partSchema,
  SOURCE,
  type Columns,
} from './model.js';

/** The boxes of all jobs of one image. All other columns of its line are kept, but for references to masks. */
export function readPart({ labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, columns } = partSchema.parse(labels);
  const name = JSON.stringify(columnOf(columns, SOURCE));
  const jobs = boxJobsOf(columns);
  const masks = maskColumnsOf(columns);
  const readings = jobs.map((job) => readJob(job, columns, file, context));
  const lost = masks.map((mask): LabelProblem => {
    const reason = `${name}: the mask of ${mask} is not read, and is left out`;
    return { file, reason, severity: 'rejected' };
  });
  const left = new Set(masks.flatMap((mask) => [mask, metadataName(mask)]));
  const kept = columns
    .filter(([column]) => !left.has(column))
    .map(([column, value]) => [column, withoutBoxes(column, value, jobs)] as const);
  const { width, height } = context;
  return {
    annotations: {
      ...{ width, height, objects: readings.flatMap(({ objects }) => objects), labelMaps: [], tags: [] },
      extra: { sagemaker: { columns: kept } },
    },
    problems: [...readings.flatMap(({ problems }) => problems), ...lost],
  };
}

/** Lists of boxes, and of what is said about them, are written from the objects. */
function withoutBoxes(column: string, value: Json, jobs: readonly string[]): Json {
  if (!isObject(value)) return value;
  if (jobs.includes(column)) return { ...value, annotations: [] };
  const isAbout = jobs.some((job) => metadataName(job) === column);
  return isAbout && 'objects' in value ? { ...value, objects: [] } : value;
}

function readJob(job: string, columns: Columns, file: string, context: LabelContext) {
  const { annotations, image_size } = boxesSchema.parse(columnOf(columns, job));
  const { 'class-map': classMap = {}, objects: about = [] } = metadataOf(columns, job);
  const { width, height } = image_size?.[0] ?? {};
  const name = JSON.stringify(columnOf(columns, SOURCE));
  const problems: LabelProblem[] = sizeProblems({ file }, { width, height }, context, name);
  const objects: AnnotatedObject[] = [];
  annotations.forEach((entry, i) => {
    try {
      objects.push(readBox(entry, job, classMap, about[i]));
    } catch (error) {
      if (!(error instanceof BadLabel)) throw error;
      problems.push({ file, reason: `${name}: ${job} ${i + 1}: ${error.message}`, severity: 'rejected' });
    }
  });
  return { objects, problems };
}

function readBox(
  entry: Json,
  job: string,
  classMap: Readonly<Record<string, string>>,
  about: Json | undefined,
): AnnotatedObject {
  const { class_id, left, top, width, height } = checked(boxSchema, entry);
  if (width <= 0 || height <= 0) throw new BadLabel(`its size is ${width}×${height}`);
  const name = classMap[String(class_id)] ?? String(class_id);
  const object: AnnotatedObject = { class: name, box: [left, top, left + width, top + height] };
  const box = isObject(entry) ? columnsOf(entry) : [];
  const memory = { job, box, ...(about === undefined ? {} : { about }), digest: geometryDigest(object) };
  return { ...object, extra: { sagemaker: memory } };
}
