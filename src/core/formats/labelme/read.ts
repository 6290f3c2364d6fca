import type { Json, JsonObject } from '../../json.js';
import { boundingBox, type boxCorners } from '../../geometry/shapes.js';
import type { AnnotatedObject } from '../../annotations/model.js';
import type { Bitmap, Point } from '../../geometry/types.js';
import { bytesOfBase64 } from '../shared/base64.js';
import type { LabelContext } from '../format.js';
import { geometryDigest } from '../shared/geometry-digest.js';
import { BadLabel, checked } from '../shared/json-file.js';
import { openRing } from '../shared/open-ring.js';
import { circleRing } from './circle.js';
import { DIRECTION, labelmeShape, type ShapeKind, type ShapeMemory, type ShapeReading } from './model.js';
import { decodePng, PngError } from '../shared/png.js';
import { samplesPerPixel } from '../shared/png-samples.js';

interface ShapeType {
  readonly kind: ShapeKind;
  /** Whether this number of points makes such a shape. */
  readonly fits: (points: number) => boolean;
  readonly wants: string;
}

const TYPES: Readonly<Record<string, ShapeType>> = {
  rectangle: { kind: 'box', fits: (n) => n === 2 || n === 4, wants: '2 corners' },
  rotation: { kind: 'orientedBox', fits: (n) => n === 4, wants: '4 corners' },
  oriented_rectangle: { kind: 'orientedBox', fits: (n) => n === 4, wants: '4 corners' },
  polygon: { kind: 'polygons', fits: (n) => n >= 3, wants: 'at least 3 points' },
  circle: { kind: 'polygons', fits: (n) => n === 2, wants: 'its centre and a point of its edge' },
  line: { kind: 'lines', fits: (n) => n === 2, wants: '2 points' },
  linestrip: { kind: 'lines', fits: (n) => n >= 2, wants: 'at least 2 points' },
  point: { kind: 'keypoints', fits: (n) => n === 1, wants: '1 point' },
  mask: { kind: 'bitmap', fits: (n) => n === 2, wants: '2 corners' },
};

/** @throws BadLabel if the shape cannot be used */
export function readShape(entry: Json, at: number, context: LabelContext): ShapeReading {
  const { label, points, shape_type, group_id, mask } = checked(labelmeShape, entry);
  const name = shape_type ?? 'polygon';
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (!type) throw new BadLabel(`${label}: its shape_type ${JSON.stringify(name)} is not known`);
  if (!type.fits(points.length))
    throw new BadLabel(`${label}: a ${name} has ${type.wants}, not ${points.length}`);
  const { ring, closed } = name === 'polygon' ? openRing(points) : { ring: points, closed: false };
  const masked = type.kind === 'bitmap' ? readMask(mask ?? '', points, context) : undefined;
  const memory: ShapeMemory = {
    at,
    shape: lightShape(entry as JsonObject, points.length),
    ...(closed ? { closed } : {}),
    ...(masked ? { crop: masked.crop, value: masked.value } : {}),
  };
  return {
    kind: type.kind,
    label,
    group: group_id ?? undefined,
    memory,
    points: name === 'circle' ? circleRing(points[0]!, points[1]!) : ring,
    ...(masked ? { bitmap: masked.bitmap } : {}),
  };
}

/** Two points are kept: the corners of a rectangle come in any order, those of a mask may be fractional. */
function lightShape(shape: JsonObject, points: number): JsonObject {
  const light: JsonObject = points <= 2 ? shape : { ...shape, points: [] };
  return typeof shape['mask'] === 'string' ? { ...light, mask: '' } : light;
}

/** The PNG's upper left pixel lies at the whole part of the upper left corner. What lies outside the image is lost. */
function readMask(text: string, points: readonly Point[], { width, height }: LabelContext) {
  const bytes = bytesOfBase64(text);
  if (!bytes?.length) throw new BadLabel('mask: expected a PNG in base64');
  const png = decodeMask(bytes, (width + 2) * (height + 2));
  const samples = samplesPerPixel(png.colour);
  const [x0, y0] = boundingBox(points)!.map(Math.trunc) as [number, number];
  const bitmap: Bitmap = { width, height, data: new Uint8Array(width * height) };
  let value = 1;
  for (let y = Math.max(0, -y0); y < Math.min(png.height, height - y0); y++) {
    for (let x = Math.max(0, -x0); x < Math.min(png.width, width - x0); x++) {
      const sample = png.data[(y * png.width + x) * samples]!;
      if (sample === 0) continue;
      bitmap.data[(y0 + y) * width + x0 + x] = 1;
      value = Math.max(value, Math.min(255, sample));
    }
  }
  return { bitmap, value, crop: [x0, y0, png.width, png.height] as const };
}

function decodeMask(bytes: Uint8Array, maximumPixels: number) {
  try {
    return decodePng(bytes, maximumPixels);
  } catch (error) {
    if (error instanceof PngError) throw new BadLabel(`mask: ${error.message}`);
    throw error;
  }
}

/** An object whose shapes are still being collected. */
interface Draft {
  readonly label: string;
  readonly group: ShapeReading['group'];
  readonly shapes: ShapeReading[];
}

/**
 * Shapes with one label and group_id are parts of one object (as many polygons and lines as there are, at most one
 * box and one mask); points are keypoints, named by their label, of the first object with their group_id.
 */
export function objectsOf(shapes: readonly ShapeReading[]): AnnotatedObject[] {
  const drafts: Draft[] = [];
  const points = shapes.filter(({ kind }) => kind === 'keypoints');
  for (const shape of shapes) {
    if (shape.kind === 'keypoints') continue;
    const owner = drafts.find((draft) => isPart(shape, draft));
    if (owner) owner.shapes.push(shape);
    else drafts.push({ label: shape.label, group: shape.group, shapes: [shape] });
  }
  const owners = [...drafts];
  for (const point of points) {
    const owner = point.group === undefined ? undefined : owners.find(({ group }) => group === point.group);
    if (owner) owner.shapes.push(point);
    else drafts.push({ label: point.label, group: point.group, shapes: [point] });
  }
  return drafts.sort((a, b) => a.shapes[0]!.memory.at - b.shapes[0]!.memory.at).map(objectOf);
}

function isPart({ label, group, kind }: ShapeReading, draft: Draft): boolean {
  if (group === undefined || draft.group !== group || draft.label !== label) return false;
  const isList = kind === 'polygons' || kind === 'lines';
  return isList || draft.shapes.every((shape) => shape.kind !== kind);
}

function objectOf({ label, shapes }: Draft): AnnotatedObject {
  const of = (kind: ShapeKind) => shapes.filter((shape) => shape.kind === kind);
  const [box, orientedBox, bitmap] = [of('box')[0], of('orientedBox')[0], of('bitmap')[0]];
  const [polygons, lines, keypoints] = [of('polygons'), of('lines'), of('keypoints')];
  const isLone = shapes[0]!.kind === 'keypoints';
  const object: AnnotatedObject = {
    class: label,
    ...(box ? { box: boundingBox(box.points)! } : {}),
    ...(orientedBox ? { orientedBox: orientedBox.points as ReturnType<typeof boxCorners> } : {}),
    ...(polygons.length > 0 ? { polygons: polygons.map(({ points }) => ({ rings: [points] })) } : {}),
    ...(lines.length > 0 ? { lines: lines.map(({ points }) => points) } : {}),
    ...(bitmap?.bitmap ? { bitmap: bitmap.bitmap } : {}),
    ...(keypoints.length > 0 ? { keypoints: keypoints.map((point) => keypointOf(point, isLone)) } : {}),
  };
  const kinds = [...new Set(shapes.map(({ kind }) => kind))];
  const memory = kinds.map((kind) => [kind, of(kind).map(({ memory }) => memory)]);
  const labelme = { shapes: Object.fromEntries(memory) as Json, digest: geometryDigest(object) };
  const isTurned = shapes.some(({ memory: { shape } }) => Boolean(shape[DIRECTION]));
  return { ...object, ...(isTurned && { unmoved: [DIRECTION] }), extra: { labelme } };
}

/** A point that belongs to no other shape has a class, and no name. */
function keypointOf({ points, label }: ShapeReading, isLone: boolean) {
  const [x, y] = points[0]!;
  return { x, y, visibility: 2 as const, ...(isLone ? {} : { name: label }) };
}
