import * as z from 'zod';
import type { Json, JsonObject } from '../../json.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Bitmap, Box, Point } from '../../geometry/types.js';
import { objectAt } from '../shared/json-file.js';

export const labelmeFile = z.looseObject({
  shapes: z.array(z.unknown()),
  // LabelMe writes an object; some exporters write an empty list for none.
  flags: z.union([z.record(z.string(), z.unknown()), z.array(z.never())]).nullish(),
});

export const labelmeShape = z.looseObject({
  label: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])),
  shape_type: z.string().nullish(),
  group_id: z.union([z.number(), z.string()]).nullish(),
  mask: z.string().nullish(),
});

/** The angle of a turned shape, which some relatives of LabelMe add to its corners. It is not moved. */
export const DIRECTION = 'direction';

/** One shape of the file, without its geometry. */
export interface ShapeMemory {
  /** Its index in the file. */
  readonly at: number;
  /** The shape without its mask, and without points if there can be many; their positions among the keys are kept. */
  readonly shape: JsonObject;
  /** The polygon repeats its first point at the end. */
  readonly closed?: boolean;
  /** Position and size of the mask's PNG (x, y, width, height), and the value of its set pixels. */
  readonly crop?: readonly [number, number, number, number];
  readonly value?: number;
}

/** The kinds of shapes that an object can have, as `AnnotatedObject` names them. */
export const SHAPE_KINDS = ['box', 'orientedBox', 'polygons', 'lines', 'bitmap', 'keypoints'] as const;
export type ShapeKind = (typeof SHAPE_KINDS)[number];

/** The shapes that an object came from, as `extra.labelme`. */
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
