import { rasterise } from '../geometry/raster-polygon.js';
import { bitmapBounds, boxCorners, boundingBox } from '../geometry/shapes.js';
import type { Bitmap, Frame, Point, Polygon, Rectangle } from '../geometry/types.js';
import type { AnnotatedObject } from './model.js';

/** 1 where the most precise shape of any of the objects lies, in a part of their frame. */
export function silhouette(objects: readonly AnnotatedObject[], part: Rectangle): Bitmap {
  const { x, y, width, height } = part;
  const shift = (point: Point): Point => [point[0] - x, point[1] - y];
  const polygons = objects
    .flatMap(outlinesOf)
    .map(({ rings }) => ({ rings: rings.map((ring) => ring.map(shift)) }));
  const drawn = rasterise(polygons, width, height);
  for (const { bitmap } of objects) if (bitmap) addBitmap(drawn, bitmap, part);
  return drawn;
}

function addBitmap({ data, width, height }: Bitmap, bitmap: Bitmap, { x, y }: Rectangle): void {
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      if (bitmap.data[(row + y) * bitmap.width + column + x] === 1) data[row * width + column] = 1;
}

/** Whole pixels around an object's most precise shape, as far as the frame has them; undefined where there are none. */
export function extentOf(object: AnnotatedObject, frame: Frame): Rectangle | undefined {
  const { bitmap } = object;
  const points = outlinesOf(object).flatMap(({ rings }) => rings.flat());
  const box = bitmap ? bitmapBounds(bitmap) : boundingBox(points);
  if (!box) return undefined;
  const [x, y] = [Math.max(0, Math.floor(box[0])), Math.max(0, Math.floor(box[1]))];
  const width = Math.min(frame.width, Math.ceil(box[2])) - x;
  const height = Math.min(frame.height, Math.ceil(box[3])) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** The most precise shape of an object, if it is no bitmap and has an area. */
export function outlinesOf({ bitmap, polygons, orientedBox, box }: AnnotatedObject): readonly Polygon[] {
  if (bitmap) return [];
  if (polygons?.length) return polygons;
  const corners = orientedBox ?? (box && boxCorners(box));
  return corners ? [{ rings: [corners] }] : [];
}
