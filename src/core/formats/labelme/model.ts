import * as z from 'zod';
import type { Json, JsonObject } from '../../json.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Bitmap, Box, Point } from '../../geometry/types.js';
import { objectAt } from '../shared/json-file.js';

export const labelmeFile = z.looseObject({
  shapes: z.array(z.unknown()),
  flags: z.record(z.string(), z.unknown()).nullish(),
});

export const labelmeShape = z.looseObject({
  label: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])),
  shape_type: z.string().nullish(),
  group_id: z.union([z.number(), z.string()]).nullish(),
  mask: z.string().nullish(),
});

/** What one shape of the file was, but for its geometry. */
export interface ShapeMemory {
  /** Its index in the file. */
  readonly at: number;
  /** As it was, without mask, and without points where there can be many; their positions among the keys are kept. */
  readonly shape: JsonObject;
  /** The polygon repeats its first point at the end. */
  readonly closed?: boolean;
  /** Where a mask's PNG lay: x, y, width, height; and the value of its set pixels. */
  readonly crop?: readonly [number, number, number, number];
  readonly value?: number;
}

/** The shapes that an object can have of a kind, in the words of the model. */
export const SHAPE_KINDS = ['box', 'orientedBox', 'polygons', 'lines', 'bitmap', 'keypoints'] as const;
export type ShapeKind = (typeof SHAPE_KINDS)[number];

/** What an object remembers of its shapes, as `extra.labelme`. */
export interface ObjectMemory {
  readonly shapes: { readonly [Kind in ShapeKind]?: readonly ShapeMemory[] };
  readonly digest: string;
}

export interface ShapeReading {
  readonly kind: ShapeKind;
  readonly label: string;
  readonly group: number | string | undefined;
  readonly memory: ShapeMemory;
  readonly points: readonly Point[];
  readonly bitmap?: Bitmap;
}

export function objectMemoryOf({ extra }: AnnotatedObject): ObjectMemory | undefined {
  return objectAt(extra, 'labelme') as unknown as ObjectMemory | undefined;
}

/** The file without its shapes and image. */
export function fileMemoryOf(extra: Json | undefined): JsonObject | undefined {
  return objectAt(extra, 'labelme');
}

export type Crop = readonly [x: number, y: number, width: number, height: number];

export function cropOf([x0, y0, x1, y1]: Box): Crop {
  return [x0, y0, x1 - x0, y1 - y0];
}
