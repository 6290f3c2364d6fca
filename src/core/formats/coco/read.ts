import type { Json, JsonObject } from '../../json.js';
import type { AnnotatedObject, Keypoint } from '../../annotations/model.js';
import type { Bitmap, Box, Point, Polygon } from '../../geometry/types.js';
import {
  cocoAnnotation,
  type AnnotationMemory,
  type Category,
  type KnownCategory,
  type Segmentation,
  type SegmentationStyle,
} from './model.js';
import { turnedCorners, turnOf, unmovedIn } from './turn.js';
import type { LabelContext } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel, checked, isObject } from '../shared/json-file.js';
import { openRing } from '../shared/open-ring.js';
import { readVisibilities } from '../shared/visibility.js';
import { bitmapOfCounts, countsOfText } from '../../annotations/rle.js';

export interface AnnotationReading {
  readonly object: AnnotatedObject;
  readonly warning?: string;
}

/**
 * @param categories by id
 * @throws BadLabel if the annotation cannot be used
 */
export function readAnnotation(
  entry: Json,
  categories: ReadonlyMap<number, KnownCategory>,
  context: LabelContext,
): AnnotationReading {
  const annotation = checked(cocoAnnotation, entry);
  const known = categories.get(annotation.category_id);
  if (!known) throw new BadLabel(`the file has no category with id ${annotation.category_id}`);

  const [x, y, width, height] = annotation.bbox ?? [];
  if (x !== undefined && (width! < 0 || height! < 0))
    throw new BadLabel(`bbox: its size is ${width}×${height}`);
  const { style, closed, warning, ...shapes } = readSegmentation(annotation.segmentation, context);
  const keypoints = annotation.keypoints?.length
    ? readKeypoints(annotation.keypoints, known.category)
    : undefined;
  if (x === undefined && !keypoints && !style) {
    throw new BadLabel('it has neither a bbox nor a segmentation nor keypoints');
  }

  const box: Box | undefined = x === undefined ? undefined : [x, y!, x + width!, y! + height!];
  const turned = box && !style ? turnedCorners(box, turnOf(annotation as JsonObject)) : undefined;
  const unmoved = unmovedIn(entry as JsonObject, turned !== undefined);

  const object: AnnotatedObject = {
    ...known.identity,
    ...(turned ? { orientedBox: turned } : box ? { box } : {}),
    ...shapes,
    ...(keypoints ? { keypoints } : {}),
    ...(annotation.iscrowd ? { crowd: true } : {}),
    ...(unmoved.length > 0 ? { unmoved } : {}),
  };
  const memory: AnnotationMemory = {
    annotation: withoutGeometry(entry as JsonObject),
    ...(style ? { style } : {}),
    ...(closed?.includes(true) ? { closed } : {}),
    ...(turned ? { turned: true } : {}),
    digest: geometryDigest(object),
  };
  return { object: { ...object, extra: { coco: { ...memory } } }, ...(warning ? { warning } : {}) };
}

/** Long lists are written from the object's shapes, and ids are new. Both keep their position among the keys. */
function withoutGeometry(entry: JsonObject): JsonObject {
  const emptied = Object.entries(entry).map(([key, value]) => {
    const isLong = key === 'keypoints' || key === 'segmentation';
    return [key, isLong && (Array.isArray(value) || isObject(value)) ? [] : value];
  });
  return { ...(Object.fromEntries(emptied) as JsonObject), id: 0, image_id: 0 };
}

interface SegmentationReading {
  readonly polygons?: readonly Polygon[];
  readonly bitmap?: Bitmap;
  readonly style?: SegmentationStyle;
  readonly closed?: readonly boolean[];
  readonly warning?: string;
}

function readSegmentation(segmentation: Segmentation, context: LabelContext): SegmentationReading {
  if (!segmentation) return {};
  if (!Array.isArray(segmentation)) return readRle(segmentation, context);
  const parts = segmentation.map(readRing);
  const whole = parts.filter(({ ring }) => ring.length > 2);
  const lost = parts.length - whole.length;
  const warning = lost > 0 ? `${lost} of its polygons left out: fewer than 3 points` : undefined;
  return {
    ...(whole.length > 0
      ? { polygons: whole.map(({ ring }) => ({ rings: [ring] })), style: 'polygons' }
      : {}),
    closed: whole.map(({ closed }) => closed),
    ...(warning ? { warning } : {}),
  };
}

function readRing(coordinates: readonly number[], index: number): ReturnType<typeof openRing> {
  if (coordinates.length % 2 === 1) {
    throw new BadLabel(`segmentation[${index}]: ${coordinates.length} coordinates are not pairs`);
  }
  const points = Array.from({ length: coordinates.length / 2 }, (_, i): Point => [
    coordinates[2 * i]!,
    coordinates[2 * i + 1]!,
  ]);
  return openRing(points);
}

function readRle(
  { counts, size: [rows, columns] }: Exclude<NonNullable<Segmentation>, unknown[]>,
  { width, height }: LabelContext,
): SegmentationReading {
  if (rows !== height || columns !== width) {
    throw new BadLabel(`segmentation: RLE of ${columns}×${rows} in an image of ${width}×${height}`);
  }
  const style = typeof counts === 'string' ? 'text' : 'runs';
  try {
    const runs = typeof counts === 'string' ? countsOfText(counts) : counts;
    return { bitmap: bitmapOfCounts(runs, width, height), style };
  } catch (error) {
    if (error instanceof RangeError) throw new BadLabel(`segmentation: ${error.message}`);
    throw error;
  }
}

function readKeypoints(values: readonly number[], category: Category): Keypoint[] {
  if (values.length % 3 !== 0) throw new BadLabel(`keypoints: ${values.length} numbers are not triples`);
  const written = values.filter((_, i) => i % 3 === 2);
  const visibilities = readVisibilities(written);
  if (!visibilities)
    throw new BadLabel(
      `keypoints: visibilities ${written.join(', ')}: expected 0, 1 or 2, or confidences from 0 to 1`,
    );
  return visibilities.map((visibility, i): Keypoint => {
    const [x, y] = [values[3 * i]!, values[3 * i + 1]!];
    const name = category.keypoints?.[i];
    return { x, y, visibility, ...(name === undefined ? {} : { name }) };
  });
}
