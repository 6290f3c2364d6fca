import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import { ImageError } from '../errors.js';
import { intersection } from '../geometry/shapes.js';
import type { Box, Frame, Rectangle } from '../geometry/types.js';
import type { JsonObject } from '../json.js';
import type { Recipe } from '../recipe/schema.js';
import { objectBounds } from '../transforms/object-bounds.js';

type Tiles = NonNullable<Recipe['tiles']>;
type Tiled = Pick<Recipe, 'tiles'>;

/** An output of a Source. */
export interface OutputId {
  /** 0: the Source itself, through `preprocess` alone. */
  readonly variant: number;
  /** From 1, row by row, or in the order of the objects. Absent: the variant is not cut. */
  readonly tile?: number;
}

/** One of the tiles that an image or a variant is cut into. */
export interface Cut {
  readonly rectangle: Rectangle;
  /** What tells people which one it is. */
  readonly sampled: JsonObject;
  /** The object that it is cut around; absent in a grid. */
  readonly object?: AnnotatedObject;
}

/** A frame, and the labels there; these are asked for only where tiles follow objects. */
interface Shown extends Frame {
  readonly annotations: Annotations;
}

/** An image that comes to more tiles is probably cut by a size that was meant otherwise. */
const MOST_TILES = 10_000;

/** Labels are often rounded: what reaches less than this into a pixel does not touch it. In pixels. */
const ROUNDING = 0.01;

/** Whether a variant is cut into tiles. A data set of objects has no whole images, also not as originals. */
export function isCut(variant: number, { tiles }: Tiled): boolean {
  return tiles !== undefined && (variant > 0 || tiles.of === 'images' || tiles.objects !== undefined);
}

/** Whether outputs lie in the folders of their classes, which are then their only labels. */
export function hasClassFolders({ tiles }: Tiled): boolean {
  return tiles?.objects?.folders === true;
}

/**
 * The tiles of an image or a variant, in whole pixels and inside of its frame.
 *
 * - By `rows` and `columns`: all tiles have the same size, the smallest with which they cover the frame and neighbours share
 *   `overlap` of it; they lie as evenly as whole pixels allow.
 * - By `size`: all tiles have it, and begin after each other by the size without its overlap, rounded down; the last ones are
 *   shifted inwards. A frame that is narrower or lower than a tile gives tiles that are so, too.
 * - By `objects`: the pixels that each object touches, grown to each side by the share `margin` of the object's width or
 *   height, as far as the frame reaches. What several files describe is one object; crowds, and what has no area, are none.
 * @throws ImageError where there would be more than 10,000 tiles
 */
export function cutsOf(shown: Shown, tiles: Tiles): Cut[] {
  if (tiles.objects) return objectCuts(shown, tiles.objects);
  const { size, overlap, rows, columns } = tiles;
  const [down, across] = size
    ? [sizedSpans(shown.height, size[0], overlap), sizedSpans(shown.width, size[1], overlap)]
    : [evenSpans(shown.height, rows, overlap), evenSpans(shown.width, columns, overlap)];
  requireFew(shown, down.length * across.length);
  return down.flatMap(([y, height], row) =>
    across.map(([x, width], column) => ({
      rectangle: { x, y, width, height },
      sampled: { row: row + 1, column: column + 1 },
    })),
  );
}

function requireFew({ width, height }: Frame, count: number): void {
  if (count <= MOST_TILES) return;
  throw new ImageError(
    `tiles: its ${width} × ${height} pixels come to ${count} tiles, and at most ${MOST_TILES} are cut; choose a larger size or a smaller overlap`,
  );
}

/** A part of a side. */
type Span = readonly [start: number, length: number];

function evenSpans(length: number, count: number, overlap: number): Span[] {
  const size = Math.min(length, Math.ceil(length / (count - (count - 1) * overlap)));
  return Array.from({ length: count }, (_, i) => [
    count === 1 ? 0 : Math.floor((i * (length - size)) / (count - 1)),
    size,
  ]);
}

function sizedSpans(length: number, size: number, overlap: number): Span[] {
  if (length <= size) return [[0, length]];
  const step = size - Math.floor(size * overlap);
  const count = Math.ceil((length - size) / step) + 1;
  return Array.from({ length: count }, (_, i) => [Math.min(i * step, length - size), size]);
}

function objectCuts({ width, height, annotations }: Shown, { margin }: NonNullable<Tiles['objects']>): Cut[] {
  return annotations.objects.flatMap((object) => {
    const bounds = object.double || object.crowd ? undefined : objectBounds(object);
    const inside = bounds && intersection(bounds, [0, 0, width, height]);
    if (!inside) return [];
    const rectangle = pixelsOf(grown(inside, margin), { width, height });
    return [{ rectangle, sampled: { class: object.class }, object }];
  });
}

function grown([x0, y0, x1, y1]: Box, margin: number): Box {
  const [across, down] = [(x1 - x0) * margin, (y1 - y0) * margin];
  return [x0 - across, y0 - down, x1 + across, y1 + down];
}

function pixelsOf([x0, y0, x1, y1]: Box, { width, height }: Frame): Rectangle {
  const [x, across] = pixelSpan(x0, x1, width);
  const [y, down] = pixelSpan(y0, y1, height);
  return { x, y, width: across, height: down };
}

/** At least one pixel. */
function pixelSpan(low: number, high: number, length: number): Span {
  const start = Math.min(Math.max(Math.floor(low + ROUNDING), 0), length - 1);
  const end = Math.min(Math.ceil(high - ROUNDING), length);
  return [start, Math.max(end - start, 1)];
}
