import * as z from 'zod';
import { nameOf } from '../../keys.js';
import type { Json } from '../../json.js';
import { defineFormat } from '../format.js';
import type { DatasetPart, DatasetReading, LabelContext, LabelProblem, LabelReading } from '../format.js';
import { jsonListHead, readJsonList } from '../shared/json-file.js';
import { readEach } from '../shared/read-each.js';
import { sizeProblems } from '../shared/size-problems.js';
import { readResult } from './results.js';

const annotationSchema = z.looseObject({
  result: z.array(z.unknown()),
  was_cancelled: z.boolean().nullish(),
});
const taskSchema = z.looseObject({
  data: z.record(z.string(), z.unknown()),
  annotations: z.array(annotationSchema).nullish(),
  completions: z.array(annotationSchema).nullish(),
});
const choicesSchema = z.looseObject({
  type: z.literal('choices'),
  value: z.looseObject({ choices: z.array(z.string()) }),
});
const sizeSchema = z.looseObject({ original_width: z.number(), original_height: z.number() });

/** The part of one image: the results of its first finished annotation. */
interface TaskPart {
  readonly file: string;
  readonly results: readonly Json[];
  /** How many further annotations of other people there are. */
  readonly others: number;
}

/**
 * Label Studio's JSON of finished tasks: rectangles, ellipses, polygons and points in percent of the image, and choices as
 * classes of the image. It is read, and written in another format.
 */
export const labelstudio = defineFormat({
  name: 'labelstudio',
  readOnly: true,
  files: {},
  placements: [],
  holds: { boxes: true, polygons: true, keypoints: false, labelMaps: false },
  classesByIndex: false,
  dataset: {
    find: { endings: ['.json'] },
    holdsLabels: true,
    read: readDataset,
    write: () => [],
    create: () => [],
  },

  recognises(key, bytes) {
    const keys = jsonListHead(key, bytes)?.keys;
    return keys !== undefined && keys.has('data') && (keys.has('annotations') || keys.has('completions'));
  },

  read: (input, context) => ('labels' in input ? readPart(input, context) : readingOf(context)),
  write: () => [],
});

function readDataset(key: string, bytes: Uint8Array): DatasetReading {
  const problems: LabelProblem[] = [];
  const parts = readJsonList(key, bytes).flatMap((value, at): DatasetPart[] => {
    const task = taskSchema.safeParse(value).data;
    const address = task && addressOf(task.data);
    if (!task || address === undefined) {
      problems.push({ file: key, reason: `[${at}]: this is no task with an image`, severity: 'rejected' });
      return [];
    }
    const done = (task.annotations ?? task.completions ?? []).filter(({ was_cancelled }) => !was_cancelled);
    const labels: TaskPart = {
      ...{ file: key, results: (done[0]?.result ?? []) as Json[] },
      others: Math.max(0, done.length - 1),
    };
    const image = pathOf(address);
    const alias = image.replace(UPLOADED, '');
    return [{ image, labels: labels as unknown as Json, ...(alias === image ? {} : { alias }) }];
  });
  return { schema: { classes: [] }, parts, ...(problems.length > 0 ? { problems } : {}) };
}

/** What Label Studio puts before the name of an uploaded file. */
const UPLOADED = /^[0-9a-f]{8}-/;

/** The address under `image`; else the first that ends as images do. */
function addressOf(data: Readonly<Record<string, unknown>>): string | undefined {
  const addresses = Object.values(data).filter((value) => typeof value === 'string');
  if (typeof data['image'] === 'string') return data['image'];
  return addresses.find((address) => /\.[a-z]{3,4}($|\?)/i.test(pathOf(address)));
}

/** The path of a local file, the name of an uploaded one, or the path of another address without its query. */
function pathOf(address: string): string {
  const local = /[?&]d=([^&]+)/.exec(address)?.[1];
  const path = decoded(local ?? address.replace(/[?#].*$/, '')).replaceAll('\\', '/');
  return path.startsWith('/data/upload/') ? nameOf(path) : path.replace(/^[a-z\d]+:\/\/[^/]*\//i, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readPart({ image, labels }: DatasetPart, context: LabelContext): LabelReading {
  const { file, results, others } = labels as unknown as TaskPart;
  const choices = results.flatMap((result) => choicesSchema.safeParse(result).data?.value.choices ?? []);
  const shapes = results.filter((result) => !choicesSchema.safeParse(result).success);
  const { objects, problems } = readEach(
    shapes,
    (result) => readResult(result, context),
    (at) => ({ file, name: `${image}: result[${at}]` }),
  );
  const size = shapes.map((shape) => sizeSchema.safeParse(shape).data).find(Boolean);
  const declared = { width: size?.original_width, height: size?.original_height };
  const reason = `${image}: ${others} further annotations of it are left out`;
  return readingOf(context, objects, choices, [
    ...problems,
    ...sizeProblems({ file }, declared, context, image),
    ...(others > 0 ? [{ file, reason, severity: 'warning' as const }] : []),
  ]);
}

function readingOf(
  { width, height }: LabelContext,
  objects: LabelReading['annotations']['objects'] = [],
  tags: readonly string[] = [],
  problems: readonly LabelProblem[] = [],
): LabelReading {
  return { annotations: { width, height, objects, labelMaps: [], tags }, problems };
}
