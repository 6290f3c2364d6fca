import * as z from 'zod';
import { bitmapBounds, boxCorners, boundingBox } from '../../geometry/shapes.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Box, Frame } from '../../geometry/types.js';
import { defineTransform, type Scene } from '../transform.js';
import { showing, type Rectangle } from './cropping.js';

type Shares = readonly [number, number, number, number];

export const bboxSafeRandomCrop = defineTransform({
  name: 'BBoxSafeRandomCrop',
  group: 'spatial',
  summary:
    'Crops at random, but keeps all objects. `erosion_rate` says how much of the hull of several objects may be lost; without objects, how much of the picture.',
  p: 1,
  schema: z.object({ erosion_rate: z.number().min(0).max(1).prefault(0) }),
  sample({ erosion_rate }, random, scene) {
    const shares = [0, 1, 2, 3].map(() => random.uniform(0, 1)) as unknown as Shares;
    const kept = hullToKeep(scene, erosion_rate);
    const rectangle =
      kept === undefined ? anywhere(shares, erosion_rate, scene) : around(kept, shares, scene);
    return { sampled: { ...rectangle }, operations: showing(rectangle, scene) };
  },
});

/** Around all that an object consists of; keypoints that are not labelled have no place. */
function objectHull({
  box,
  orientedBox,
  polygons,
  lines,
  keypoints,
  bitmap,
}: AnnotatedObject): Box | undefined {
  const bitmapBox = bitmap && bitmapBounds(bitmap);
  return boundingBox([
    ...[box, bitmapBox].flatMap((one) => (one ? boxCorners(one) : [])),
    ...(orientedBox ?? []),
    ...(polygons ?? []).flatMap(({ rings }) => rings.flat()),
    ...(lines ?? []).flat(),
    ...(keypoints ?? []).filter(({ visibility }) => visibility > 0).map(({ x, y }) => [x, y] as const),
  ]);
}

/** Of the objects' boxes, eroded where there are several (upstream keeps a single one whole); undefined: nothing to keep. */
function hullToKeep({ width, height, annotations }: Scene, erosionRate: number): Box | undefined {
  const boxes = annotations.objects.map(objectHull).filter((box) => box !== undefined);
  if (boxes.length === 0 || erosionRate === 1) return undefined;
  const [x0, y0, x1, y1] = [0, 1, 2, 3].map((side) => {
    const values = boxes.map((box) => box[side]!);
    const outer = side < 2 ? Math.min : Math.max;
    return values.reduce((most, value) => outer(most, value));
  }) as unknown as Box;
  const rate = boxes.length === 1 ? 0 : erosionRate / 2;
  const [lostX, lostY] = [(x1 - x0) * rate, (y1 - y0) * rate];
  const within = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  const kept: Box = [
    within(x0 + lostX, width),
    within(y0 + lostY, height),
    within(x1 - lostX, width),
    within(y1 - lostY, height),
  ];
  return kept[2] > kept[0] && kept[3] > kept[1] ? kept : undefined;
}

/** Each edge between that of the hull and that of the picture, rounded outwards where it would cut the hull. */
function around(
  [x0, y0, x1, y1]: Box,
  [left, top, right, bottom]: Shares,
  { width, height }: Frame,
): Rectangle {
  const x = Math.trunc(x0 * left);
  const y = Math.trunc(y0 * top);
  const far = (edge: number, share: number, limit: number) =>
    Math.max(Math.ceil(edge), Math.trunc(edge + (limit - edge) * share));
  return { x, y, width: far(x1, right, width) - x, height: far(y1, bottom, height) - y };
}

/** Of the picture's proportions, and at least 1 − erosionRate of its height. */
function anywhere([size, top, left]: Shares, erosionRate: number, frame: Frame): Rectangle {
  const least = Math.max(1, Math.trunc(frame.height * (1 - erosionRate)));
  const height = least + Math.trunc(size * (frame.height - least + 1));
  const width = Math.max(1, Math.trunc((height * frame.width) / frame.height));
  return {
    x: Math.trunc((frame.width - width + 1) * left),
    y: Math.trunc((frame.height - height + 1) * top),
    width,
    height,
  };
}
