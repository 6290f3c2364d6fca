import * as z from 'zod';
import type { Json, JsonObject } from '../../json.js';
import type { LabelSchema } from '../format.js';
import { arePartners, PARTNERS_EXPECTED } from '../shared/keypoint-partners.js';
import type { YoloTask } from '../yolo/rows.js';

/** The first line, about the data set. */
export const headSchema = z
  .looseObject({
    type: z.literal('dataset').optional(),
    task: z.string().optional(),
    class_names: z.union([z.record(z.string(), z.string()), z.array(z.string())]).nullish(),
    kpt_shape: z.tuple([z.int().min(0).max(10_000), z.union([z.literal(2), z.literal(3)])]).nullish(),
    kpt_names: z.array(z.string()).nullish(),
    flip_idx: z.array(z.int().min(0)).nullish(),
  })
  .refine(
    ({ kpt_shape: shape, flip_idx: partners }) =>
      !shape || !partners?.length || arePartners(partners, shape[0]),
    { path: ['flip_idx'], error: PARTNERS_EXPECTED },
  );
export type Head = z.infer<typeof headSchema>;

/** A line about an image. */
export const imageSchema = z.looseObject({
  file: z.string().min(1),
  split: z.string().nullish(),
  annotations: z.record(z.string(), z.array(z.unknown())).nullish(),
});

const SPLITS = ['train', 'val', 'test'];

export function isSplit(split: unknown): split is string {
  return typeof split === 'string' && SPLITS.includes(split);
}

/** The first line, and whether the lines about images name them with their folders. */
export interface HeadMemory {
  readonly head: JsonObject;
  readonly whole: boolean;
}

/** The part of one image: what its line has besides the usual members, and its annotations. */
export interface NdjsonPart {
  readonly file: string;
  readonly line: number;
  readonly record: JsonObject;
  readonly annotations: Readonly<Record<string, readonly Json[]>>;
}

/** What an image keeps: the other members of its line, and the numbers of its classes. */
export const imageMemorySchema = z.object({
  record: z.record(z.string(), z.json()),
  classification: z.array(z.json()).optional(),
});

/** The lists of rows, by the task whose rows they have. */
export const LIST_OF: Readonly<Record<YoloTask, string>> = {
  detect: 'boxes',
  segment: 'segments',
  pose: 'pose',
  obb: 'obb',
};

export function taskOfList(list: string): YoloTask | undefined {
  return TASKS.find((task) => LIST_OF[task] === list);
}
const TASKS: readonly YoloTask[] = ['detect', 'segment', 'pose', 'obb'];

/** Class names by number. Numbers without a name are called as the reader of this format calls them. */
export function classesOf({ class_names: names }: Head, largest: number): readonly string[] {
  const named = new Map(Object.entries(names ?? {}).map(([id, name]) => [Number(id), name]));
  const count = [...named.keys(), largest].reduce((most, id) => Math.max(most, id), -1) + 1;
  return Array.from({ length: Math.min(count, MOST_CLASSES) }, (_, id) => named.get(id) ?? `class${id}`);
}

const MOST_CLASSES = 100_000;

/** Declared keypoints; else those of rows that all have one length, with a visibility if that fits. */
export function keypointsOf(head: Head, rows: readonly Json[]): LabelSchema['keypoints'] {
  const shape = head.kpt_shape ?? shapeOf(rows);
  if (!shape) return undefined;
  const [count, dimensions] = shape;
  const { kpt_names: names, flip_idx: partners } = head;
  return {
    ...{ count, dimensions },
    ...(names?.length === count ? { names } : {}),
    ...(partners && arePartners(partners, count) ? { partners } : {}),
  };
}

function shapeOf(rows: readonly Json[]): readonly [number, 2 | 3] | undefined {
  const lengths = new Set(rows.map((row) => (Array.isArray(row) ? row.length - 5 : 0)));
  const [length = 0] = lengths;
  if (lengths.size !== 1 || length <= 0) return undefined;
  const areVisible = () => rows.every((row) => visibilities(row).every(isVisibility));
  const isTriples = length % 3 === 0 && (length % 2 !== 0 || areVisible());
  if (isTriples) return [length / 3, 3];
  return length % 2 === 0 ? [length / 2, 2] : undefined;
}

function visibilities(row: Json): readonly Json[] {
  return Array.isArray(row) ? (row as readonly Json[]).slice(5).filter((_, i) => i % 3 === 2) : [];
}

function isVisibility(value: Json): boolean {
  return value === 0 || value === 1 || value === 2;
}
