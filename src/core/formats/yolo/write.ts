import { LabelError } from '../../errors.js';
import type { AnnotatedObject, Annotations, Keypoint } from '../../annotations/model.js';
import { boxCorners } from '../../geometry/shapes.js';
import type { Point } from '../../geometry/types.js';
import type { LabelContext, LabelSchema, Unwritable } from '../format.js';
import { positionOf } from '../../annotations/class-identity.js';
import { inOrderOf } from '../../annotations/keypoint-order.js';
import { boxOf, joinRings, polygonsOf } from '../shared/shapes.js';
import { declaredTask } from './rows.js';
import type { YoloTask } from './rows.js';
import { boxWithin, orientedWithin, polygonsWithin } from './within.js';

/** A millionth of the image's size is a hundredth of a pixel in an image of 10,000 pixels. */
const DECIMALS = 6;

/**
 * The kind of rows for an image's objects: the task that the data set declares, else chosen by the shapes of the
 * objects. A file has one task, because readers choose it by the longest row.
 */
export function taskOfObjects(objects: readonly AnnotatedObject[], schema: LabelSchema): YoloTask {
  const task = declaredTask(schema);
  if (task) return task;
  if (schema.keypoints || objects.some((object) => object.keypoints && object.box)) return 'pose';
  if (objects.some(({ polygons, bitmap }) => polygons ?? bitmap)) return 'segment';
  return objects.length > 0 && objects.every(({ orientedBox }) => orientedBox) ? 'obb' : 'detect';
}

/** The task of a whole data set, with or without declared keypoints. */
export function taskOfDataset(
  objects: readonly AnnotatedObject[],
  keypoints: LabelSchema['keypoints'],
): YoloTask {
  const withoutKeypoints = objects.map(({ keypoints: _, ...object }): AnnotatedObject => object);
  return keypoints ? 'pose' : taskOfObjects(withoutKeypoints, { classes: [] });
}

/**
 * @returns a row without its line end; undefined if the task has no row for such an object
 * @throws LabelError if the object's class is not among the data set's
 */
export function writeRow(
  object: AnnotatedObject,
  task: YoloTask,
  context: LabelContext,
  file: string,
): string | undefined {
  const values = object.crowd ? undefined : WRITERS[task](object, context);
  if (values === undefined) return undefined;
  return [classIndex(object, context.schema.classes, file), ...values].join(' ');
}

function classIndex(object: AnnotatedObject, classes: readonly string[], file: string): number {
  const { class: name } = object;
  const index = classes.length === 0 && /^\d+$/.test(name) ? Number(name) : positionOf(object, classes);
  if (index < 0) throw new LabelError({ file }, `the class '${name}' is not among those of the data set`);
  return index;
}

/** Objects without a row. */
export function unwritableRows(
  { objects }: Annotations,
  context: LabelContext,
): ReadonlyMap<AnnotatedObject, Unwritable> {
  const task = taskOfObjects(objects, context.schema);
  return new Map(
    objects.flatMap((object) => {
      const hasRow = !object.crowd && WRITERS[task](object, context) !== undefined;
      return hasRow ? [] : [[object, reasonOf(object)] as const];
    }),
  );
}

function reasonOf(object: AnnotatedObject): Unwritable {
  if (object.crowd) return { reason: 'YOLO has no rows for crowds', isGone: false };
  if (!boxOf(object) && !polygonsOf(object)) return { reason: 'YOLO has no rows for points', isGone: false };
  return { reason: 'too small or outside', isGone: true };
}

type Writer = (object: AnnotatedObject, context: LabelContext) => readonly string[] | undefined;

const WRITERS: Readonly<Record<YoloTask, Writer>> = {
  detect: boxColumns,
  segment: segmentColumns,
  pose: poseColumns,
  obb: cornerColumns,
};

function boxColumns(object: AnnotatedObject, context: LabelContext): readonly string[] | undefined {
  const own = boxOf(object);
  const box = own && boxWithin(own, context);
  if (!box) return undefined;
  const { width, height } = context;
  const [x0, y0, x1, y1] = box;
  const size = [(x1 - x0) / width, (y1 - y0) / height].map(format);
  if (size.some((side) => Number(side) === 0)) return undefined;
  return [...[(x0 + x1) / 2 / width, (y0 + y1) / 2 / height].map(format), ...size];
}

function segmentColumns(object: AnnotatedObject, context: LabelContext): readonly string[] | undefined {
  const ring = joinRings(polygonsWithin(polygonsOf(object) ?? [], context));
  return ring.length >= 3 ? pointColumns(ring, context) : undefined;
}

function cornerColumns(object: AnnotatedObject, context: LabelContext): readonly string[] | undefined {
  const upright = boxOf(object);
  const own = object.orientedBox ?? (upright && boxCorners(upright));
  const box = own && orientedWithin(own, context);
  return box && pointColumns(box, context);
}

function poseColumns(object: AnnotatedObject, context: LabelContext): readonly string[] | undefined {
  const box = boxColumns(object, context);
  if (!box) return undefined;
  const declared = context.schema.keypoints;
  const { count, dimensions } = declared ?? { count: object.keypoints?.length ?? 0, dimensions: 3 };
  const ordered = inOrderOf(declared?.names, object.keypoints ?? []);
  const points = Array.from({ length: count }, (_, i) => {
    const { x, y, visibility } = within(ordered[i], context);
    if (dimensions === 3) return [...pointColumns([[x, y]], context), String(visibility)];
    return pointColumns([visibility === 0 ? [0, 0] : [x, y]], context);
  });
  return [...box, ...points.flat()];
}

/** A keypoint outside the image is not labelled, as after a crop. */
function within(keypoint: Keypoint | undefined, { width, height }: LabelContext): Keypoint {
  const { x = 0, y = 0 } = keypoint ?? {};
  const isInside = x >= 0 && x <= width && y >= 0 && y <= height;
  return keypoint && isInside ? keypoint : { x: 0, y: 0, visibility: 0 };
}

function pointColumns(points: readonly Point[], { width, height }: LabelContext): string[] {
  return points.flatMap(([x, y]) => [format(x / width), format(y / height)]);
}

function format(value: number): string {
  const text = value.toFixed(DECIMALS);
  return Number(text) === 0 ? (0).toFixed(DECIMALS) : text;
}
