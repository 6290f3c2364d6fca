import * as z from 'zod';
import { extentOf } from '../../annotations/silhouette.js';
import type { Box, Frame, Rectangle } from '../../geometry/types.js';
import type { MixLayer } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { range, truncate, wholeAt } from '../parameters.js';
import { resize, scaledFrame } from '../spatial/resizing.js';
import { defineTransform } from '../transform.js';
import type { OtherSource } from '../transform.js';
import { drawOthers, keysOf, NOT_ON_PLANES, OWN_LAYER } from './others.js';

const share = z.number().min(0).max(1);

const schema = z.object({
  num_elements_range: range({ min: 1, max: 20, whole: true })
    .prefault([1, 1])
    .describe('How many elements are laid over the image, each another image of the pool.'),
  scale_range: range({ min: 0.01, max: 10 })
    .prefault([1, 1])
    .describe('Size of an element, as a factor of its own; it is made smaller where the image is.'),
  bbox: z
    .tuple([share, share, share, share])
    .refine(([x0, y0, x1, y1]) => x0 < x1 && y0 < y1, 'expected x_min, y_min, x_max, y_max, from 0 to 1')
    .nullable()
    .prefault(null)
    .describe(
      'The box that each element fills: x_min, y_min, x_max, y_max, in shares of the sides. null: random places.',
    ),
});
type OverlayParameters = z.output<typeof schema>;

/** What is drawn for one element, whatever the images are. */
interface Draws {
  readonly scale: number;
  /** Shares of the room that there is for it. */
  readonly x: number;
  readonly y: number;
}

export const overlayElements = defineTransform({
  name: 'OverlayElements',
  group: 'mixing',
  summary:
    'Lays images of the pool over the image, such as logos and stickers: whole as far as they are opaque, or what their labels outline.',
  p: 0.5,
  refused: { metadata_key: '`mix: {pool: …}` of the recipe says which images are used' },
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema,
  sample(parameters, random, scene) {
    const [least, most] = parameters.num_elements_range;
    const count = random.integer(least, most);
    const draws = Array.from({ length: most }, () => drawElement(parameters, random));
    const others = drawOthers('OverlayElements', scene, most, random).slice(0, count);
    const elements = others.map((other, index) =>
      layerOf(other, placeOf(other, draws[index]!, scene, parameters)),
    );
    const sampled = { others: keysOf(elements), places: elements.map(({ x, y }) => [x, y]) };
    if (elements.length === 0) return { sampled, operations: [] };
    const { width, height } = scene;
    const layers = [OWN_LAYER, ...elements];
    return { sampled, operations: [{ kind: 'mix', width, height, fill: [0], maskFill: 0, layers }] };
  },
});

function drawElement({ scale_range }: OverlayParameters, random: Random): Draws {
  return { scale: random.uniform(...scale_range), x: random.uniform(0, 1), y: random.uniform(0, 1) };
}

function placeOf(other: Frame, { scale, x, y }: Draws, own: Frame, { bbox }: OverlayParameters): Rectangle {
  if (bbox) return pixelsOf(bbox, own);
  const fitting = Math.min(scale, own.width / other.width, own.height / other.height);
  const { width, height } = scaledFrame(other, fitting);
  return { x: wholeAt(x, 0, own.width - width), y: wholeAt(y, 0, own.height - height), width, height };
}

/** Edges are truncated; at least one pixel. */
function pixelsOf([x0, y0, x1, y1]: Box, { width, height }: Frame): Rectangle {
  const [x, y] = [truncate(x0 * width), truncate(y0 * height)];
  return {
    x: Math.min(x, width - 1),
    y: Math.min(y, height - 1),
    width: Math.max(1, truncate(x1 * width) - x),
    height: Math.max(1, truncate(y1 * height) - y),
  };
}

/** Labelled objects are cut out by their shapes. An element hides what it covers: these, or all of it, as far as it is opaque. */
function layerOf(other: OtherSource, { x, y, width, height }: Rectangle): MixLayer {
  const { labels } = other;
  const objects = labels.objects.flatMap((object, index) => (extentOf(object, labels) ? [index] : []));
  return {
    source: other.source,
    operations: [
      ...other.operations,
      ...resize(other, { width, height }, { interpolation: 'area', area_for_downscale: null }, false),
    ],
    x,
    y,
    weight: 1,
    byAlpha: true,
    ...(objects.length > 0 && { cut: { objects, softness: 0 } }),
  };
}
