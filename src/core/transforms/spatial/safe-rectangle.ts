import * as z from 'zod';
import type { Box, Frame, Rectangle } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { objectBounds } from '../object-bounds.js';
import type { Scene } from '../transform.js';

type Shares = readonly [number, number, number, number];

export const erosionRate = z
  .number()
  .min(0)
  .max(1)
  .prefault(0)
  .describe(
    'Fraction of the bounding box around several objects that may be lost. Without objects: fraction of the height of the image that may be lost.',
  );

/** A random part of the image that contains all objects. */
export function drawSafeRectangle(rate: number, random: Random, scene: Scene): Rectangle {
  const shares = [0, 1, 2, 3].map(() => random.uniform(0, 1)) as unknown as Shares;
  const kept = boxToKeep(scene, rate);
  return kept === undefined ? anywhere(shares, rate, scene) : around(kept, shares, scene);
}

/**
 * The bounding box of all objects, eroded where there are several: Albumentations keeps a single object whole.
 * @returns undefined where nothing has to be kept
 */
function boxToKeep({ width, height, annotations }: Scene, erosionRate: number): Box | undefined {
  const boxes = annotations.objects.map(objectBounds).filter((box) => box !== undefined);
  if (boxes.length === 0 || erosionRate === 1) return undefined;
  const [x0, y0, x1, y1] = [0, 1, 2, 3].map((side) => {
    const values = boxes.map((box) => box[side]!);
    const outer = side < 2 ? Math.min : Math.max;
    return values.reduce((most, value) => outer(most, value));
  }) as unknown as Box;
  const rate = boxes.length === 1 ? 0 : erosionRate / 2;
  const [lostX, lostY] = [(x1 - x0) * rate, (y1 - y0) * rate];
  const within = (value: number, limit: number) => Math.min(Math.max(value, 0), limit);
  const kept: Box = [
    within(x0 + lostX, width),
    within(y0 + lostY, height),
    within(x1 - lostX, width),
    within(y1 - lostY, height),
  ];
  return kept[2] > kept[0] && kept[3] > kept[1] ? kept : undefined;
}

/** Each edge lies between that of the box to keep and that of the image. Rounding never cuts the box. */
function around(
  [x0, y0, x1, y1]: Box,
  [left, top, right, bottom]: Shares,
  { width, height }: Frame,
): Rectangle {
  const x = Math.trunc(x0 * left);
  const y = Math.trunc(y0 * top);
  const far = (edge: number, share: number, limit: number) =>
    Math.max(Math.ceil(edge), Math.trunc(edge + (limit - edge) * share));
  return { x, y, width: far(x1, right, width) - x, height: far(y1, bottom, height) - y };
}

/** A crop with the proportions of the image, and at least 1 − erosionRate of its height. */
function anywhere([size, top, left]: Shares, erosionRate: number, frame: Frame): Rectangle {
  const least = Math.max(1, Math.trunc(frame.height * (1 - erosionRate)));
  const height = least + Math.trunc(size * (frame.height - least + 1));
  const width = Math.max(1, Math.trunc((height * frame.width) / frame.height));
  return {
    x: Math.trunc((frame.width - width + 1) * left),
    y: Math.trunc((frame.height - height + 1) * top),
    width,
    height,
  };
}
