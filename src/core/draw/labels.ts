import { bitmapBounds, boxCorners, boundingBox } from '../geometry/shapes.js';
import type { AnnotatedObject, Annotations, Keypoint, LabelMap } from '../annotations/model.js';
import type { Bitmap, Box, Point, Polygon } from '../geometry/types.js';
import type { Raster } from '../engine/raster.js';
import { Canvas, textSize, type Rgb } from './canvas.js';
import { classColours, indexColour, textColour } from './colour.js';

const FILL_OPACITY = 0.28;
const MASK_OPACITY = 0.45;
const OUTLINE: Rgb = [20, 20, 20];

/** How to draw on one picture; lengths are pixels, by its size. */
interface Pen {
  readonly thickness: number;
  /** A dot of the font. */
  readonly dot: number;
  readonly colourOf: (name: string) => Rgb;
}

/**
 * A copy of a picture with its labels drawn in: masks, polygons, boxes, lines, keypoints (with a dark middle where
 * hidden), and a tag with each object's class. Grey pictures become RGB, transparency becomes light grey.
 */
export function drawAnnotations(raster: Raster, annotations: Annotations): Raster {
  const canvas = Canvas.of(raster);
  drawLabels(canvas, annotations, classColours(classNames(annotations)));
  return canvas.raster;
}

/** All names that need a colour. */
export function classNames({ objects, tags }: Annotations): string[] {
  return [...objects.map((object) => object.class), ...tags];
}

export function drawLabels(
  canvas: Canvas,
  { objects, labelMaps, tags }: Annotations,
  colours: ReadonlyMap<string, Rgb>,
): void {
  const pen = penFor(canvas, colours);
  for (const labelMap of labelMaps) drawLabelMap(canvas, labelMap);
  for (const { bitmap, class: name } of objects) if (bitmap) drawBitmap(canvas, bitmap, pen.colourOf(name));
  for (const object of objects) drawShapes(canvas, object, pen);
  for (const object of objects) drawKeypoints(canvas, object, pen);
  const names = [
    ...tags.map((text, i) => ({ text, around: [0, i * tagHeight(pen), 0, 0] as const })),
    ...objects.map((object) => ({ text: object.class, around: surroundings(object) })),
  ];
  const placed: Box[] = [];
  for (const { text, around } of names) if (around) placed.push(drawTag(canvas, text, around, pen, placed));
}

function penFor({ width, height }: Canvas, colours: ReadonlyMap<string, Rgb>): Pen {
  const size = Math.min(width, height);
  return {
    thickness: Math.max(1.5, size / 240),
    dot: Math.max(1, Math.round(size / 280)),
    colourOf: (name) => colours.get(name) ?? OUTLINE,
  };
}

function drawShapes(canvas: Canvas, object: AnnotatedObject, { thickness, colourOf }: Pen): void {
  const colour = colourOf(object.class);
  const { polygons = [], lines = [], box, orientedBox } = object;
  for (const { rings } of polygons) canvas.fill(rings, colour, FILL_OPACITY);
  for (const { rings } of polygons) for (const ring of rings) strokeRing(canvas, ring, thickness, colour);
  for (const line of lines) stroke(canvas, line, thickness * 1.5, colour);
  if (orientedBox) strokeRing(canvas, orientedBox, thickness, colour);
  // Inside the picture's edge also where the box lies on it.
  if (box) strokeRing(canvas, boxCorners(inset(box, thickness / 2, canvas)), thickness, colour);
}

function inset([x0, y0, x1, y1]: Box, by: number, { width, height }: Canvas): Box {
  return [Math.max(by, x0), Math.max(by, y0), Math.min(width - by, x1), Math.min(height - by, y1)];
}

function stroke(canvas: Canvas, points: readonly Point[], thickness: number, colour: Rgb): void {
  for (let i = 1; i < points.length; i++) canvas.line(points[i - 1]!, points[i]!, thickness, colour);
}

function strokeRing(canvas: Canvas, ring: readonly Point[], thickness: number, colour: Rgb): void {
  stroke(canvas, [...ring, ...ring.slice(0, 1)], thickness, colour);
}

function drawKeypoints(canvas: Canvas, object: AnnotatedObject, { thickness, colourOf }: Pen): void {
  const colour = colourOf(object.class);
  for (const { x, y, visibility } of (object.keypoints ?? []).filter(isLabelled)) {
    canvas.disc([x, y], thickness * 2.4, OUTLINE);
    canvas.disc([x, y], thickness * 1.8, colour);
    if (visibility === 1) canvas.disc([x, y], thickness, OUTLINE);
  }
}

function isLabelled({ visibility }: Keypoint): boolean {
  return visibility > 0;
}

/** Translucent, with a solid rim. */
function drawBitmap(canvas: Canvas, { width, height, data }: Bitmap, colour: Rgb): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (data[at] !== 1) continue;
      const inner =
        x > 0 && x < width - 1 && data[at - 1] && data[at + 1] && data[at - width] && data[at + width];
      canvas.blend(x, y, colour, inner ? MASK_OPACITY : 1);
    }
  }
}

/** Value 0 and the void are nothing. */
function drawLabelMap(canvas: Canvas, { width, height, data, void: nothing }: LabelMap): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x]!;
      if (value !== 0 && value !== nothing) canvas.blend(x, y, indexColour(value - 1), MASK_OPACITY);
    }
  }
}

function surroundings({
  box,
  orientedBox,
  polygons = [],
  lines = [],
  keypoints = [],
  bitmap,
}: AnnotatedObject): Box | undefined {
  const maskHull = box ? undefined : bitmap && bitmapBounds(bitmap);
  return (
    box ??
    boundingBox([
      ...(orientedBox ?? []),
      ...polygons.flatMap(({ rings }: Polygon) => rings.flat()),
      ...lines.flat(),
      ...keypoints.filter(isLabelled).map(({ x, y }): Point => [x, y]),
      ...(maskHull ? boxCorners(maskHull) : []),
    ])
  );
}

/**
 * Above the upper left corner of what it names, or where that place is taken below its upper edge, below it all or
 * beside it; always within the picture.
 * @returns the place it took
 */
function drawTag(canvas: Canvas, text: string, around: Box, pen: Pen, taken: readonly Box[]): Box {
  const { dot } = pen;
  const [width, height] = [textSize(text, dot).width + 4 * dot, tagHeight(pen)];
  const [left, top, right, bottom] = around.map(Math.round) as [number, number, number, number];
  const corners: Point[] = [
    ...(top >= height ? [[left, top - height] as const] : []),
    [left, top],
    [left, bottom],
    [right, top],
    [left - width, top],
    [right - width, bottom - height],
  ];
  const candidates = corners.map(([x, y]): Box => {
    const [x0, y0] = [within(x, canvas.width - width), within(y, canvas.height - height)];
    return [x0, y0, x0 + width, y0 + height];
  });
  const tag = candidates.find((box) => !taken.some((other) => overlap(box, other))) ?? candidates[0]!;
  const colour = pen.colourOf(text);
  canvas.rectangle(tag[0], tag[1], width, height, colour);
  canvas.text(text, tag[0] + 2 * dot, tag[1] + 2 * dot, dot, textColour(colour));
  return tag;
}

function tagHeight({ dot }: Pen): number {
  return textSize('', dot).height + 2 * dot;
}

function within(value: number, end: number): number {
  return Math.max(0, Math.min(value, end));
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
