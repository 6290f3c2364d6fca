import { evenOddArea } from '../geometry/area.js';
import { clipLines, clipRings } from '../geometry/clip.js';
import { coversPixel } from '../geometry/raster-polygon.js';
import { lineLength, sum, type Ring } from '../geometry/shapes.js';
import { outlineOf } from '../geometry/trace-bitmap.js';
import type { Bitmap, Frame, Point, Rectangle } from '../geometry/types.js';
import type { AnnotatedObject } from './model.js';
import { movePoints } from './move-shapes.js';
import type { Journey } from './region.js';
import { outlinesOf } from './silhouette.js';

/**
 * What can be seen of an object that something covers in part, in the frame of its shapes. The shapes go on below what
 * covers them, and this does not.
 */
export interface Sight {
  readonly form: 'areas' | 'lines';
  /** Even-odd rings of areas, or lines. They do not overlap each other. */
  readonly pieces: readonly (readonly Ring[])[];
}

/** What is set of a bitmap that lies in a part of the frame. */
export function sightOf(bitmap: Bitmap, { x, y }: Pick<Rectangle, 'x' | 'y'>): Sight {
  const rings = outlineOf(bitmap).map((ring) => ring.map(([u, v]): Point => [u + x, v + y]));
  return { form: 'areas', pieces: [rings] };
}

/** How pieces are cut, and how large they are: square pixels, or pixels of lines. */
export const PIECES = {
  areas: { clip: clipRings, size: evenOddArea },
  lines: { clip: clipLines, size: (lines: readonly Ring[]) => sum(lines.map(lineLength)) },
} as const;

export function sizeOfSight({ form, pieces }: Sight): number {
  return sum(pieces.map(PIECES[form].size));
}

/** @param sight what every frame of the journey shows of it, in the first */
export function moveSight({ form, pieces }: Sight, journey: Journey): Sight {
  const seen = pieces.filter((piece) => piece.length > 0);
  return { form, pieces: seen.map((piece) => piece.map((ring) => movePoints(ring, journey))) };
}

/** That of an object that nothing covers. */
export function ownSight(object: AnnotatedObject): Sight {
  const outlines = outlinesOf(object).map(({ rings }) => rings);
  return { form: outlines.length > 0 ? 'areas' : 'lines', pieces: outlines };
}

/** Whether the centre of a pixel lies in it. Lines have no pixels of their own. */
export function showsPixel({ form, pieces }: Sight, frame: Frame): boolean {
  return form === 'lines' || pieces.some((rings) => coversPixel({ rings }, frame));
}
