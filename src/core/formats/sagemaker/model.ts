import * as z from 'zod';
import type { Json, JsonObject } from '../../json.js';

const json: z.ZodType<Json> = z.json();
/** A list of pairs, because Records sort the keys of objects. */
const columns = z.array(z.tuple([z.string(), json]));
export type Columns = readonly (readonly [name: string, value: Json])[];

/** A job's boxes. */
export const boxesSchema = z.looseObject({
  annotations: z.array(json),
  image_size: z.array(z.looseObject({})).optional(),
});

export const boxSchema = z.looseObject({
  class_id: z.number(),
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

/** A job's second column. */
const metadataSchema = z.looseObject({
  'class-map': z.record(z.string(), z.string()).optional(),
  objects: z.array(json).optional(),
});

/** One image's line. */
export const partSchema = z.object({ file: z.string(), columns });

/** The image's line; the boxes of its jobs are empty lists in it. */
const imageMemory = z.object({ columns });

/** The job that drew a box, the box's own entries in the job's two columns, and the digest of its geometry as it was read. */
const objectMemory = z.object({ job: z.string(), box: columns, about: json.optional(), digest: z.string() });

export const imageMemoryOf = (extra: Json | undefined) => memoryOf(imageMemory, extra);
export const objectMemoryOf = (extra: Json | undefined) => memoryOf(objectMemory, extra);

function memoryOf<Type>(schema: z.ZodType<Type>, extra: Json | undefined): Type | undefined {
  return z.object({ sagemaker: schema }).safeParse(extra).data?.sagemaker;
}

export const SOURCE = 'source-ref';

export function columnsOf(line: JsonObject): Columns {
  return Object.entries(line).map(([name, value]) => [name, value ?? null]);
}

export function columnOf(columns: Columns, name: string): Json | undefined {
  return columns.find(([own]) => own === name)?.[1];
}

export function metadataName(job: string): string {
  return `${job}-metadata`;
}

/** What a line says about a job. */
export function metadataOf(columns: Columns, job: string) {
  return metadataSchema.safeParse(columnOf(columns, metadataName(job))).data ?? {};
}

/** The names of the jobs that drew boxes. */
export function boxJobsOf(columns: Columns): string[] {
  return columns.filter(([, value]) => boxesSchema.safeParse(value).success).map(([name]) => name);
}

/** Names of columns that refer to a mask of the image. */
export function maskColumnsOf(columns: Columns): string[] {
  return columns.map(([name]) => name).filter((name) => name.endsWith('-ref') && name !== SOURCE);
}
