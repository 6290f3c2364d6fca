import { evenOddArea } from '../geometry/area.js';
import { clipLines, clipRings, isInside, type HalfPlane } from '../geometry/clip.js';
import { IDENTITY } from '../geometry/matrix.js';
import { nestRings } from '../geometry/nest.js';
import { fitAlong, type OrientedBox } from '../geometry/oriented-box.js';
import { bitmapBounds, boundingBox, boxCorners, type Ring } from '../geometry/shapes.js';
import type { Frame, Point, Polygon } from '../geometry/types.js';
import type { Piece } from '../plan/pieces.js';
import type { Bent } from './bend.js';
import type { ScatteredLeg } from './legs.js';
import type { AnnotatedObject, Keypoint } from './model.js';
import type { BitmapMover } from './object.js';
import { openAtSeams, rectangleBorders } from './region.js';
import type { Sight } from './sight.js';

/**
 * Moves the shapes of an object with the pieces that they lie in. Polygons, bitmaps and lines keep all their pieces, and
 * each keypoint moves with its own. A box, or an oriented box, cannot say that it has several parts: where pieces move
 * apart, it becomes that of its largest part, which are the pieces that move by the same way, and the rest counts as lost.
 * @param moveBitmap absent: the box of a bitmap replaces it
 */
export function scatterObject(
  object: AnnotatedObject,
  { pieces, frame: whole, operations }: ScatteredLeg,
  moveBitmap: BitmapMover | undefined,
): Bent & { readonly way: string | undefined } {
  const { box, orientedBox, polygons, lines, keypoints, bitmap, ...others } = object;
  const tiles = pieces.map((piece) => tileOf(piece, whole));
  const movedBitmap = bitmap && moveBitmap?.(bitmap, operations);
  const movedPolygons = polygons?.flatMap((polygon) => tiles.flatMap((tile) => tile.polygon(polygon)));
  const ownBox = box ?? (bitmap && !movedBitmap ? bitmapBounds(bitmap) : undefined);
  const frame = orientedBox ?? (ownBox && boxCorners(ownBox));
  const largest = frame && largestPart(frame, tiles);
  const outline = movedPolygons?.length
    ? movedPolygons.flatMap(({ rings }) => rings.flat())
    : largest?.points;
  const shapes = {
    box: ownBox && (movedBitmap ? bitmapBounds(movedBitmap) : boundingBox(outline ?? [])),
    orientedBox: orientedBox && largest && fitAlong(orientedBox, largest.points),
    polygons: movedPolygons?.length ? movedPolygons : undefined,
    lines: lines && tiles.flatMap((tile) => tile.lines(lines)),
    keypoints: keypoints?.map((keypoint) => movedKeypoint(keypoint, tiles)),
    bitmap: movedBitmap,
  };
  const known = Object.fromEntries(Object.entries(shapes).filter(([, shape]) => shape !== undefined));
  const keepsAll = movedBitmap !== undefined || Boolean(movedPolygons?.length);
  const kept = keepsAll ? undefined : largest;
  return { object: { ...others, ...known }, isOutline: false, share: kept?.share ?? 1, way: kept?.way };
}

/** The same of what can be seen of it. @param way if the object keeps one part alone: how that part moves */
export function scatterSight(
  { form, pieces }: Sight,
  { pieces: all, frame }: ScatteredLeg,
  way?: string,
): Sight {
  const tiles = all
    .map((piece) => tileOf(piece, frame))
    .filter((tile) => way === undefined || tile.way === way);
  return { form, pieces: pieces.flatMap((piece) => tiles.map((tile) => tile[form](piece))) };
}

interface Tile {
  readonly borders: readonly HalfPlane[];
  /** Equal where two tiles move alike. */
  readonly way: string;
  readonly move: (ring: Ring) => Point[];
  readonly polygon: (polygon: Polygon) => Polygon[];
  readonly areas: (rings: readonly Ring[]) => Point[][];
  readonly lines: (lines: readonly Ring[]) => Point[][];
}

function tileOf({ x, y, width, height, dx, dy }: Piece, frame: Frame): Tile {
  const [right, below] = [x + width, y + height];
  const borders = openAtSeams(rectangleBorders(IDENTITY, [x, y, right, below]), [right, below], frame);
  const move = (ring: Ring) => ring.map(([u, v]): Point => [u + dx, v + dy]);
  return {
    borders,
    way: `${dx} ${dy}`,
    move,
    polygon: ({ rings }) =>
      nestRings(clipRings(rings, borders)).map((part) => ({ rings: part.rings.map(move) })),
    areas: (rings) => clipRings(rings, borders).map(move),
    lines: (lines) => clipLines(lines, borders).map(move),
  };
}

interface Part {
  readonly way: string;
  readonly points: readonly Point[];
  /** Of the area inside the image. */
  readonly share: number;
}

function largestPart(box: OrientedBox, tiles: readonly Tile[]): Part | undefined {
  const parts = new Map<string, { way: string; points: Point[]; area: number }>();
  for (const { borders, way, move } of tiles) {
    const rings = clipRings([box], borders);
    const { points, area } = parts.get(way) ?? { points: [], area: 0 };
    parts.set(way, { way, points: [...points, ...rings.flatMap(move)], area: area + evenOddArea(rings) });
  }
  const [largest] = [...parts.values()].sort((a, b) => b.area - a.area);
  const total = [...parts.values()].reduce((sum, { area }) => sum + area, 0);
  return largest && total > 0
    ? { way: largest.way, points: largest.points, share: largest.area / total }
    : undefined;
}

/** A keypoint on an edge between two pieces moves with the piece on the right, or below. */
function movedKeypoint(keypoint: Keypoint, tiles: readonly Tile[]): Keypoint {
  const point: Point = [keypoint.x, keypoint.y];
  const tile = keypoint.visibility > 0 && tiles.find(({ borders }) => isInside(point, borders));
  if (!tile) return keypoint;
  const [[x, y]] = tile.move([point]) as [Point];
  return { ...keypoint, x, y };
}
