import * as z from 'zod';
import type { AnnotatedObject } from '../../annotations/model.js';
import { boxCorners } from '../../geometry/shapes.js';
import type { Point } from '../../geometry/types.js';
import type { Json } from '../../json.js';
import { cos, sin } from '../../math.js';
import type { LabelContext } from '../format.js';
import { circleRing } from '../labelme/circle.js';
import { BadLabel, checked } from '../shared/json-file.js';
import { openRing } from '../shared/open-ring.js';

const resultSchema = z.looseObject({
  type: z.string(),
  value: z.looseObject({}),
  image_rotation: z.number().nullish(),
});

const anchor = { x: z.number(), y: z.number(), rotation: z.number().nullish() };
const rectangle = z.looseObject({ ...anchor, width: z.number().positive(), height: z.number().positive() });
const ellipse = z.looseObject({ ...anchor, radiusX: z.number().positive(), radiusY: z.number().positive() });
const polygon = z.looseObject({ points: z.array(z.tuple([z.number(), z.number()])).min(3) });

type Frame = Pick<LabelContext, 'width' | 'height'>;
type Shapes = Omit<AnnotatedObject, 'class'>;

/** Readers of values, whose numbers are percent of the image's width and height. */
const SHAPES: Readonly<Record<string, (value: Json, frame: Frame) => Shapes>> = {
  rectangle(value, frame) {
    const { x, y, width, height, rotation } = checked(rectangle, value);
    const [left, top] = pixels([x, y], frame);
    const [w, h] = pixels([width, height], frame);
    if (!rotation) return { box: [left, top, left + w, top + h] };
    // Rectangles turn about their upper left corner.
    const [a, b, c, d] = boxCorners([0, 0, w, h]);
    const turned = (point: Point): Point => turn(point, [left, top], rotation);
    return { orientedBox: [turned(a), turned(b), turned(c), turned(d)] };
  },
  ellipse(value, frame) {
    const { x, y, radiusX, radiusY, rotation } = checked(ellipse, value);
    const centre = pixels([x, y], frame);
    const [rx, ry] = pixels([radiusX, radiusY], frame);
    const ring = circleRing([0, 0], [1, 0]).map(([u, v]) => turn([u * rx, v * ry], centre, rotation ?? 0));
    return { polygons: [{ rings: [ring] }] };
  },
  polygon(value, frame) {
    const { points } = checked(polygon, value);
    return { polygons: [{ rings: [openRing(points.map((point) => pixels(point, frame))).ring] }] };
  },
  keypoint(value, frame) {
    const { x, y } = checked(z.looseObject(anchor), value);
    const [left, top] = pixels([x, y], frame);
    return { keypoints: [{ x: left, y: top, visibility: 2 }] };
  },
};

function pixels([x, y]: Point, { width, height }: Frame): Point {
  return [(x / 100) * width, (y / 100) * height];
}

/** Turns a point about the origin, clockwise as displayed, and then moves the origin. */
function turn([x, y]: Point, [left, top]: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [cos(angle), sin(angle)];
  return [left + x * c - y * s, top + x * s + y * c];
}

/** @throws BadLabel if the result is no shape with a label */
export function readResult(entry: Json, frame: Frame): AnnotatedObject {
  const { type, value, image_rotation: rotation } = checked(resultSchema, entry);
  if (rotation) throw new BadLabel(`the image was turned by ${rotation}° while it was labelled`);
  if (type.startsWith('brush')) throw new BadLabel('masks drawn with the brush are not read');
  const name = type.replace(/labels$/, '');
  const read = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (!read) throw new BadLabel(`results of the type ${type} are not read`);
  const labels = z.array(z.string()).safeParse(value[type] ?? value['labels']).data ?? [];
  if (labels.length !== 1) throw new BadLabel(`a ${name} with ${labels.length} labels: expected one`);
  return { class: labels[0]!, ...read(value as Json, frame) };
}
