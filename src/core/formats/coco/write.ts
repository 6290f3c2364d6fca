import type { Json, JsonObject } from '../../json.js';
import { evenOddArea } from '../../geometry/area.js';
import { bitmapBounds, boundingBox, sum } from '../../geometry/shapes.js';
import type { AnnotatedObject, Keypoint } from '../../annotations/model.js';
import type { Bitmap, Box, Point } from '../../geometry/types.js';
import type { OrientedBox } from '../../geometry/oriented-box.js';
import { withoutUnmoved, writeTurn } from './turn.js';
import { memoryOf, type AnnotationMemory } from './model.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { inOrderOf } from '../../annotations/keypoint-order.js';
import { needsBitmap } from '../shared/shapes.js';
import { rasterise } from '../../geometry/raster-polygon.js';
import { countsOfBitmap, textOfCounts } from '../../annotations/rle.js';

export interface AnnotationIds {
  readonly id: number;
  readonly imageId: number;
  readonly categoryId: number;
  readonly width: number;
  readonly height: number;
  /** Names of the category's keypoints, in order. */
  readonly keypointNames: readonly string[];
}

/**
 * An object as COCO's annotation. If it moved, its bbox, area and num_keypoints are recomputed, and numbers have up to
 * three decimals; otherwise all stays as it was. COCO's polygons have no holes, so an object with holes becomes RLE.
 * COCO has no lines, so an object with nothing but lines becomes its bbox.
 */
export function writeAnnotation(object: AnnotatedObject, ids: AnnotationIds): JsonObject {
  const memory = memoryOf(object.extra);
  const moved = memory?.digest !== geometryDigest(object);
  const turned = memory?.turned ? object.orientedBox : undefined;
  const outline = turned ? {} : outlineOf(object, ids);
  const segmentation = writeSegmentation(outline, memory, moved);
  const keypoints = memory ? object.keypoints : inOrder(object.keypoints, ids.keypointNames);
  return {
    ...(memory ? (moved ? withoutUnmoved(memory.annotation) : memory.annotation) : FRESH),
    id: ids.id,
    image_id: ids.imageId,
    category_id: ids.categoryId,
    ...(moved ? measures(object, outline, keypoints) : {}),
    ...(turned && moved ? turnedMeasures(turned, memory!.annotation) : {}),
    ...(segmentation === undefined ? {} : { segmentation }),
    ...(keypoints ? { keypoints: keypoints.flatMap((keypoint) => triple(keypoint, moved)) } : {}),
    ...(object.crowd ? { iscrowd: 1 } : {}),
  };
}

/** The keys in COCO's usual order. */
const FRESH = { id: 0, image_id: 0, category_id: 0, bbox: [], area: 0, segmentation: [], iscrowd: 0 };

/** The most precise shape that COCO can hold. */
interface Outline {
  readonly bitmap?: Bitmap;
  readonly rings?: readonly (readonly Point[])[];
}

function outlineOf(object: AnnotatedObject, { width, height }: AnnotationIds): Outline {
  const { bitmap, polygons, orientedBox } = object;
  if (bitmap) return { bitmap };
  if (polygons && needsBitmap(object)) return { bitmap: rasterise(polygons, width, height) };
  if (polygons) return { rings: polygons.flatMap(({ rings }) => rings) };
  return orientedBox ? { rings: [orientedBox] } : {};
}

function writeSegmentation(
  { bitmap, rings }: Outline,
  memory: AnnotationMemory | undefined,
  moved: boolean,
): Json | undefined {
  if (bitmap) {
    const counts = countsOfBitmap(bitmap);
    return {
      counts: memory?.style === 'runs' ? counts : textOfCounts(counts),
      size: [bitmap.height, bitmap.width],
    };
  }
  const closed = memory?.closed?.length === rings?.length ? memory?.closed : undefined;
  return rings?.map((ring, i) => {
    const points = closed?.[i] ? [...ring, ring[0]!] : ring;
    return points.flatMap((point) => point.map((value) => tidy(value, moved)));
  });
}

function measures(
  object: AnnotatedObject,
  outline: Outline,
  keypoints: readonly Keypoint[] | undefined,
): JsonObject {
  return {
    ...boxMeasures(boxOf(object, outline), outline),
    ...(keypoints ? { num_keypoints: keypoints.filter(({ visibility }) => visibility > 0).length } : {}),
  };
}

/** The box before its turn, and the turn. */
function turnedMeasures(corners: OrientedBox, annotation: JsonObject): JsonObject {
  const { box, attributes } = writeTurn(corners, withoutUnmoved(annotation));
  return { ...boxMeasures(box, {}), attributes };
}

function boxMeasures(box: Box, outline: Outline): JsonObject {
  const [x0, y0, x1, y1] = box;
  return {
    bbox: [x0, y0, x1 - x0, y1 - y0].map((value) => tidy(value, true)),
    area: tidy(areaOf(outline, box), true),
  };
}

function boxOf({ box, lines, keypoints }: AnnotatedObject, { bitmap, rings }: Outline): Box {
  if (box) return box;
  const labelled = (keypoints ?? []).filter(({ visibility }) => visibility > 0);
  const points = rings?.flat() ?? lines?.flat() ?? labelled.map(({ x, y }): Point => [x, y]);
  return (bitmap ? bitmapBounds(bitmap) : boundingBox(points)) ?? [0, 0, 0, 0];
}

function areaOf({ bitmap, rings }: Outline, [x0, y0, x1, y1]: Box): number {
  if (bitmap) return bitmap.data.reduce((total, value) => total + value, 0);
  if (rings) return sum(rings.map((ring) => evenOddArea([ring])));
  return (x1 - x0) * (y1 - y0);
}

/** Keypoints of another format, in the order of the category. */
function inOrder(
  keypoints: readonly Keypoint[] | undefined,
  names: readonly string[],
): readonly Keypoint[] | undefined {
  const ordered = keypoints && inOrderOf(names, keypoints);
  return ordered?.map((keypoint) => keypoint ?? { x: 0, y: 0, visibility: 0 });
}

function triple({ x, y, visibility }: Keypoint, moved: boolean): number[] {
  return [tidy(x, moved), tidy(y, moved), visibility];
}

/** Three decimals, as annotation tools write. A number of the file stays as it is. */
function tidy(value: number, moved: boolean): number {
  return moved ? Math.round(value * 1000) / 1000 : value;
}
