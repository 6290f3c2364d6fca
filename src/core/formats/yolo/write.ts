import { LabelError } from '../../errors.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import type { LabelSchema, WriteContext } from '../format.js';
import { positionOf } from '../../annotations/class-identity.js';
import { inOrderOf } from '../../annotations/keypoint-order.js';
import { boxOf, joinRings, polygonsOf } from '../shared/shapes.js';
import { declaredTask } from './rows.js';
import type { YoloTask } from './rows.js';

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
  context: WriteContext,
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

type Writer = (object: AnnotatedObject, context: WriteContext) => readonly string[] | undefined;

const WRITERS: Readonly<Record<YoloTask, Writer>> = {
  detect: boxColumns,
  segment: segmentColumns,
  pose: poseColumns,
  obb: cornerColumns,
};

function boxColumns(object: AnnotatedObject, { width, height }: WriteContext): readonly string[] | undefined {
  const box = boxOf(object);
  if (!box) return undefined;
  const [x0, y0, x1, y1] = box;
  return [(x0 + x1) / 2 / width, (y0 + y1) / 2 / height, (x1 - x0) / width, (y1 - y0) / height].map(format);
}

function segmentColumns(object: AnnotatedObject, context: WriteContext): readonly string[] | undefined {
  const ring = joinRings(polygonsOf(object) ?? []);
  return ring.length >= 3 ? pointColumns(ring, context) : undefined;
}

function cornerColumns(object: AnnotatedObject, context: WriteContext): readonly string[] | undefined {
  if (object.orientedBox) return pointColumns(object.orientedBox, context);
  const box = boxOf(object);
  const polygons = box && polygonsOf({ class: object.class, box });
  return polygons && pointColumns(polygons[0]!.rings[0]!, context);
}

function poseColumns(object: AnnotatedObject, context: WriteContext): readonly string[] | undefined {
  const box = boxColumns(object, context);
  if (!box) return undefined;
  const declared = context.schema.keypoints;
  const { count, dimensions } = declared ?? { count: object.keypoints?.length ?? 0, dimensions: 3 };
  const ordered = inOrderOf(declared?.names, object.keypoints ?? []);
  const points = Array.from({ length: count }, (_, i) => {
    const { x, y, visibility } = ordered[i] ?? { x: 0, y: 0, visibility: 0 };
    if (dimensions === 3) return [...pointColumns([[x, y]], context), String(visibility)];
    return pointColumns([visibility === 0 ? [0, 0] : [x, y]], context);
  });
  return [...box, ...points.flat()];
}

function pointColumns(points: readonly Point[], { width, height }: WriteContext): string[] {
  return points.flatMap(([x, y]) => [format(x / width), format(y / height)]);
}

function format(value: number): string {
  const text = value.toFixed(DECIMALS);
  return Number(text) === 0 ? (0).toFixed(DECIMALS) : text;
}
