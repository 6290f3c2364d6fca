import * as z from 'zod';
import type { Json, JsonObject } from '../../json.js';

/** Names that data sets give to the list of classes inside `objects`, the usual ones first. */
const CLASS_COLUMNS = [
  ...['categories', 'category', 'labels', 'label', 'classes', 'class', 'names', 'name'],
  ...['category_id', 'category_ids'],
] as const;

/** Geometry besides the box. This format does not move it. */
export const UNMOVED_COLUMNS: readonly string[] = [
  ...['segmentation', 'segmentations', 'polygon', 'polygons', 'mask', 'masks', 'rle'],
  ...['keypoints', 'points', 'segments'],
];

export function classColumnOf(names: Iterable<string>): string | undefined {
  const present = new Set(names);
  return CLASS_COLUMNS.find((name) => present.has(name));
}

/** How `objects` is written: a list for each column, or an object for each box. */
const objectsStyle = z.object({
  kind: z.enum(['columns', 'list']),
  columns: z.array(z.string()),
});
export type ObjectsStyle = z.infer<typeof objectsStyle>;

const json: z.ZodType<Json> = z.json();
/** Columns as a list, because Records sort the keys of objects. */
const columns = z.array(z.tuple([z.string(), json]));
export type Columns = readonly (readonly [name: string, value: Json])[];

/** The image's line; `objects` is null in it. */
const imageMemory = z.object({ columns, style: objectsStyle.optional() });

/** The box's values of each column, and the digest of its geometry as it was read. */
const objectMemory = z.object({ columns, digest: z.string() });

/** The columns of a CSV file, how the file's objects are written, and the names of its numbers; or a card. */
const fileMemory = z.object({
  header: z.array(z.string()).optional(),
  style: objectsStyle.optional(),
  names: z.array(z.string()).optional(),
  card: json.optional(),
});
export type FileMemory = z.infer<typeof fileMemory>;

/** One image's line of the file. */
export const partSchema = z.object({ file: z.string(), columns });

export const imageMemoryOf = (extra: Json | undefined) => memoryOf(imageMemory, extra);
export const objectMemoryOf = (extra: Json | undefined) => memoryOf(objectMemory, extra);
export const fileMemoryOf = (extra: Json | undefined) => memoryOf(fileMemory, extra);

function memoryOf<Type>(schema: z.ZodType<Type>, extra: Json | undefined): Type | undefined {
  return z.object({ huggingface: schema }).safeParse(extra).data?.huggingface;
}

export function columnsOf(line: JsonObject): Columns {
  return Object.entries(line).map(([name, value]) => [name, value ?? null]);
}

export function columnOf(columns: Columns, name: string): Json | undefined {
  return columns.find(([own]) => own === name)?.[1];
}
