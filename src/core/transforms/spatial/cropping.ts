import * as z from 'zod';
import { RecipeError } from '../../errors.js';
import type { Edge, Operation, UnmixedOperation } from '../../plan/operations.js';
import type { Frame, Rectangle } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { edgeOf, edgeParameters, NOTHING, side, wholeAt, type Range } from '../parameters.js';

const POSITIONS = ['center', 'top_left', 'top_right', 'bottom_left', 'bottom_right', 'random'] as const;
type Position = (typeof POSITIONS)[number];
export const position = z
  .enum(POSITIONS)
  .prefault('center')
  .describe('Position of the image inside the padded frame.');

/** Parameters of crops that can pad the image first. */
export const cropParameters = {
  pad_if_needed: z
    .boolean()
    .prefault(false)
    .describe('Whether an image that is too small is padded first; otherwise it fails.'),
  pad_position: position,
  ...edgeParameters,
};
export const sizedCropSchema = z.object({
  height: side.describe('Height of the crop in pixels.'),
  width: side.describe('Width of the crop in pixels.'),
  ...cropParameters,
});
type SizedCropParameters = z.output<typeof sizedCropSchema>;

const BLACK: Edge = { border: 'constant', fill: [0], maskFill: 0 };

/** The window that shows `rectangle` of the image; no Operation where that is the whole image. */
export function showing(
  { x, y, width, height }: Rectangle,
  frame: Frame,
  edge: Edge = BLACK,
): readonly UnmixedOperation[] {
  if (x === 0 && y === 0 && width === frame.width && height === frame.height) return NOTHING;
  // JSON has no −0.
  return [{ kind: 'window', x: x + 0, y: y + 0, width, height, ...edge }];
}

/** The size at a random position of the frame. Draws y, then x. */
export function placed({ width, height }: Frame, frame: Frame, random: Random): Rectangle {
  const y = wholeAt(random.uniform(0, 1), 0, frame.height - height);
  const x = wholeAt(random.uniform(0, 1), 0, frame.width - width);
  return { x, y, width, height };
}

/** Numbers of pixels that are added before (left, above) and after (right, below). */
export interface Padding {
  readonly horizontal: Range;
  readonly vertical: Range;
}

/** Where the total is odd, the additional pixel goes after the image. */
export function halves(total: number): Range {
  const before = Math.floor(total / 2);
  return [before, total - before];
}

/** Divides the padding between the sides, so that the image lies at `where`. Only `random` draws, and always twice. */
export function placePadding({ horizontal, vertical }: Padding, where: Position, random: Random): Padding {
  if (where === 'center') return { horizontal, vertical };
  if (where === 'random') {
    const top = random.uniform(0, 1);
    const left = random.uniform(0, 1);
    return { horizontal: randomSplit(horizontal, left), vertical: randomSplit(vertical, top) };
  }
  return {
    horizontal: oneSided(horizontal, where.endsWith('left')),
    vertical: oneSided(vertical, where.startsWith('top')),
  };
}

function randomSplit([before, after]: Range, share: number): Range {
  const total = before + after;
  const first = Math.floor(share * (total + 1));
  return [first, total - first];
}

function oneSided([before, after]: Range, imageFirst: boolean): Range {
  return imageFirst ? [0, before + after] : [before + after, 0];
}

/**
 * Samples CenterCrop and RandomCrop: pads an image that is too small, if that is allowed, then crops.
 * @param start the corner of the crop in a padded frame, at least as large as the crop
 * @throws RecipeError where the image is too small
 */
export function sampleSizedCrop(
  name: string,
  parameters: SizedCropParameters,
  random: Random,
  frame: Frame,
  start: (slack: { readonly x: number; readonly y: number }) => { readonly x: number; readonly y: number },
): {
  readonly sampled: { readonly x: number; readonly y: number };
  readonly operations: readonly Operation[];
} {
  const { width, height, pad_if_needed, pad_position } = parameters;
  if (!pad_if_needed) requireRoom(name, { x: 0, y: 0, width, height }, frame);
  const { horizontal, vertical } = placePadding(
    {
      horizontal: halves(Math.max(0, width - frame.width)),
      vertical: halves(Math.max(0, height - frame.height)),
    },
    pad_position,
    random,
  );
  const corner = start({ x: Math.max(0, frame.width - width), y: Math.max(0, frame.height - height) });
  const [x, y] = [corner.x - horizontal[0], corner.y - vertical[0]];
  return { sampled: { x, y }, operations: showing({ x, y, width, height }, frame, edgeOf(parameters)) };
}

/** @throws RecipeError where `rectangle` reaches beyond the image */
export function requireRoom(
  name: string,
  { x, y, width, height }: Rectangle,
  frame: Frame,
  advice = 'set pad_if_needed: true, or resize the image before the crop',
): void {
  if (x + width <= frame.width && y + height <= frame.height) return;
  throw new RecipeError(
    `${name}: the crop needs ${x + width} × ${y + height} pixels (width × height), but the image has ` +
      `${frame.width} × ${frame.height}; ${advice}`,
  );
}
