import type { AnnotatedObject } from '../../annotations/model.js';
import type { Point } from '../../geometry/types.js';
import type { Json, JsonObject } from '../../json.js';
import { circleOf } from '../labelme/circle.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { isObject } from '../shared/json-file.js';
import { boxOf, joinRings, polygonsOf } from '../shared/shapes.js';
import { classOf, memoryOf, type RegionMemory } from './model.js';

/** The regions of an object: one for each of its polygons or lines, since VIA's regions have one part and no holes. */
export function regionsOf(object: AnnotatedObject): readonly JsonObject[] {
  const memory = memoryOf(object.extra);
  const isMoved = memory?.digest !== geometryDigest(object);
  const own = attributesOf(object.class, memory);
  const region_attributes = isMoved ? withoutUnmoved(own, object) : own;
  if (memory && !isMoved) return [{ ...memory.region, region_attributes }];
  return shapesOf(object).map((shape) => ({
    ...memory?.region,
    shape_attributes: shape,
    region_attributes,
  }));
}

function attributesOf(name: string, memory: RegionMemory | undefined): JsonObject {
  if (!memory) return { class: name };
  const attributes = isObject(memory.region['region_attributes']) ? memory.region['region_attributes'] : {};
  const { attribute } = memory;
  if (attribute === undefined) return attributes;
  const before = attributes[attribute];
  return classOf(before) === name ? attributes : { ...attributes, [attribute]: renamed(before, name) };
}

function withoutUnmoved(attributes: JsonObject, { unmoved = [] }: AnnotatedObject): JsonObject {
  const entries = Object.entries(attributes).filter(
    ([name]) => !unmoved.includes(`region_attributes.${name}`),
  );
  return Object.fromEntries(entries);
}

/** A name, or the only box that is ticked. */
function renamed(before: Json | undefined, name: string): Json {
  if (!isObject(before)) return name;
  const others = Object.entries(before).filter(([, ticked]) => ticked !== true);
  return { ...Object.fromEntries(others), [name]: true };
}

function shapesOf(object: AnnotatedObject): readonly JsonObject[] {
  if (object.bitmap ?? object.polygons ?? object.orientedBox)
    return (polygonsOf(object) ?? []).map((polygon) => ringShape(joinRings([polygon])));
  if (object.lines) return object.lines.map((line) => ({ name: 'polyline', ...coordinates(line) }));
  const [point, ...others] = object.keypoints ?? [];
  if (point && others.length === 0 && !object.box)
    return point.visibility === 0 ? [] : [{ name: 'point', cx: tidy(point.x), cy: tidy(point.y) }];
  const box = boxOf(object);
  if (!box) return [];
  const [x0, y0, x1, y1] = box;
  return [{ name: 'rect', x: tidy(x0), y: tidy(y0), width: tidy(x1 - x0), height: tidy(y1 - y0) }];
}

function ringShape(ring: readonly Point[]): JsonObject {
  const round = circleOf(ring);
  if (!round) return { name: 'polygon', ...coordinates(ring) };
  const [[cx, cy], [x, y]] = round;
  return { name: 'circle', cx: tidy(cx), cy: tidy(cy), r: tidy(Math.sqrt((x - cx) ** 2 + (y - cy) ** 2)) };
}

function coordinates(points: readonly Point[]): JsonObject {
  return { all_points_x: points.map(([x]) => tidy(x)), all_points_y: points.map(([, y]) => tidy(y)) };
}

function tidy(value: number): number {
  return Math.round(value * 1000) / 1000;
}
