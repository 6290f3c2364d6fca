import { unitsPerLevel, type Depth } from '../plan/depth.js';
import type { UnmixedOperation } from '../plan/operations.js';
import { clipRings } from '../geometry/clip.js';
import { rasterise } from '../geometry/raster-polygon.js';
import type { Ring } from '../geometry/shapes.js';
import { outlineOf } from '../geometry/trace-bitmap.js';
import type { Bitmap, Frame } from '../geometry/types.js';
import { bendSight } from './bend.js';
import { wayOf, type Way } from './legs.js';
import { bitmapOfCounts, countsOfBitmap, countsOfText, textOfCounts } from './rle.js';
import { scatterSight } from './scatter.js';
import { moveSight, type Sight } from './sight.js';

interface SeeThrough extends Frame {
  readonly depth: Depth;
  readonly alpha?: Uint8Array | Uint16Array | undefined;
}

/** 1 where at least half of an image is to be seen: there it covers what lies below it. */
export function opaqueBitmap({ width, height, depth, alpha }: SeeThrough): Bitmap {
  const half = (255 * unitsPerLevel(depth)) / 2;
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) data[i] = alpha === undefined || alpha[i]! >= half ? 1 : 0;
  return { width, height, data };
}

/** A bitmap as a pool has it: COCO's compressed run lengths. */
export function opaqueText(bitmap: Bitmap): string {
  return textOfCounts(countsOfBitmap(bitmap));
}

/**
 * Even-odd rings around what such a text sets, along the edges of its pixels.
 * @throws RangeError where it is damaged, or is of another frame
 */
export function opaqueOutlines(text: string, { width, height }: Frame): readonly Ring[] {
  return outlineOf(bitmapOfCounts(countsOfText(text), width, height));
}

/** What the outlines enclose behind the Operations: a pixel is set if its centre lies inside. */
export function drawOpaque(
  outlines: readonly Ring[],
  start: Frame,
  operations: readonly UnmixedOperation[],
): Bitmap {
  const { legs, frame } = wayOf(start, operations);
  const { pieces } = legs.reduce<Sight>(followLeg, { form: 'areas', pieces: [outlines] });
  return rasterise([{ rings: pieces.flat() }], frame.width, frame.height);
}

function followLeg(sight: Sight, leg: Way['legs'][number]): Sight {
  if ('lattice' in leg) return bendSight(sight, leg);
  if ('pieces' in leg) return scatterSight(sight, leg);
  const { journey } = leg;
  const shown = sight.pieces.map((rings) => clipRings(rings, journey.visible));
  return moveSight({ ...sight, pieces: shown }, journey);
}
