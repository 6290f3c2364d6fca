import * as z from 'zod';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import type { Json, JsonObject } from '../../json.js';
import { cos, sin } from '../../math.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel, checked } from '../shared/json-file.js';
import { circleRing } from '../labelme/circle.js';
import { turnsIn } from '../shared/turns.js';
import { openRing } from '../shared/open-ring.js';
import { classAttribute, classOf, ONLY_CLASS, viaRegion, type RegionMemory } from './model.js';

/** @throws BadLabel if the region has no class, or no shape that is known */
export function readRegion(entry: Json, asked: string): AnnotatedObject {
  const region = checked(viaRegion, entry) as unknown as JsonObject & z.infer<typeof viaRegion>;
  const attributes = (region.region_attributes ?? {}) as JsonObject;
  const attribute = classAttribute(attributes, asked);
  const object: AnnotatedObject = {
    class: nameFrom(attributes, attribute, asked),
    ...readShape(region.shape_attributes.name, region.shape_attributes as JsonObject),
  };
  const memory: RegionMemory = {
    region: entry as JsonObject,
    ...(attribute === undefined ? {} : { attribute }),
    digest: geometryDigest(object),
  };
  const turns = turnsIn(attributes).filter((name) => name !== attribute);
  const unmoved = turns.map((name) => `region_attributes.${name}`);
  return { ...object, ...(unmoved.length > 0 && { unmoved }), extra: { via: { ...memory } } };
}

function nameFrom(attributes: JsonObject, attribute: string | undefined, asked: string): string {
  const names = Object.keys(attributes);
  if (names.length === 0 && asked === '') return ONLY_CLASS;
  const hint = 'set labels.via_class to the attribute that holds the class';
  if (attribute === undefined)
    throw new BadLabel(`none of its attributes (${names.join(', ')}) is known to be its class: ${hint}`);
  const name = classOf(attributes[attribute]);
  if (name === undefined) throw new BadLabel(`its attribute ${attribute} names no class`);
  return name;
}

const list = z.array(z.number());
const points = z.looseObject({ all_points_x: list, all_points_y: list });
const rect = z.looseObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const centre = { cx: z.number(), cy: z.number() };
const circle = z.looseObject({ ...centre, r: z.number().positive() });
const ellipse = z.looseObject({
  ...centre,
  rx: z.number().positive(),
  ry: z.number().positive(),
  theta: z.number().optional(),
});

type Shapes = Pick<AnnotatedObject, 'box' | 'polygons' | 'lines' | 'keypoints'>;

const SHAPES: Readonly<Record<string, (shape: JsonObject) => Shapes>> = {
  rect(shape) {
    const { x, y, width, height } = checked(rect, shape);
    if (width <= 0 || height <= 0) throw new BadLabel(`a rect of ${width}×${height} has no area`);
    return { box: [x, y, x + width, y + height] };
  },
  circle(shape) {
    const { cx, cy, r } = checked(circle, shape);
    return { polygons: [{ rings: [circleRing([cx, cy], [cx + r, cy])] }] };
  },
  ellipse(shape) {
    const { cx, cy, rx, ry, theta = 0 } = checked(ellipse, shape);
    const [c, s] = [cos(theta), sin(theta)];
    const round = circleRing([0, 0], [1, 0]);
    const ring = round.map(([u, v]): Point => [cx + u * rx * c - v * ry * s, cy + u * rx * s + v * ry * c]);
    return { polygons: [{ rings: [ring] }] };
  },
  polygon(shape) {
    const { ring } = openRing(pointsOf(shape));
    if (ring.length < 3) throw new BadLabel(`a polygon of ${ring.length} points`);
    return { polygons: [{ rings: [ring] }] };
  },
  polyline(shape) {
    const line = pointsOf(shape);
    if (line.length < 2) throw new BadLabel(`a polyline of ${line.length} points`);
    return { lines: [line] };
  },
  point(shape) {
    const { cx, cy } = checked(z.looseObject(centre), shape);
    return { keypoints: [{ x: cx, y: cy, visibility: 2 }] };
  },
};

function readShape(name: string, shape: JsonObject): Shapes {
  const read = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (!read) throw new BadLabel(`its shape ${JSON.stringify(name)} is not known`);
  return read(shape);
}

function pointsOf(shape: JsonObject): readonly Point[] {
  const { all_points_x: xs, all_points_y: ys } = checked(points, shape);
  if (xs.length !== ys.length)
    throw new BadLabel(`all_points_x has ${xs.length} values, all_points_y ${ys.length}`);
  return xs.map((x, i): Point => [x, ys[i]!]);
}
