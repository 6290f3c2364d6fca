import * as z from 'zod';
import type { Annotations } from '../../annotations/model.js';
import { annotationsAfter } from '../../annotations/move.js';
import { extentOf } from '../../annotations/silhouette.js';
import type { Frame, Rectangle } from '../../geometry/types.js';
import type { MixLayer, UnmixedOperation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { range, wholeAt } from '../parameters.js';
import { showing } from '../spatial/cropping.js';
import { resize, scaledFrame } from '../spatial/resizing.js';
import { defineTransform } from '../transform.js';
import type { OtherSource, Scene } from '../transform.js';
import {
  averagingFitParameters,
  drawOthers,
  keysOf,
  NOT_ON_PLANES,
  otherLayer,
  OWN_LAYER,
} from './others.js';

const schema = z.object({
  num_objects_range: range({ min: 1, max: 20, whole: true })
    .prefault([1, 3])
    .describe('How many objects are pasted, each of another image.'),
  scale_range: range({ min: 0.01, max: 10 })
    .prefault([0.8, 1.25])
    .describe(
      'Size of an object, as a factor of the size that it has in its own image, brought to the size of this one.',
    ),
  flip: z.number().min(0).max(1).prefault(0.5).describe('Probability that an object is mirrored.'),
  soft_edge: z.int().min(0).max(50).prefault(1).describe('So many pixels of its edge fade into the image.'),
  interpolation: averagingFitParameters.interpolation,
});
type CopyPasteParameters = z.output<typeof schema>;

/** What is drawn for one object, whatever the images are. */
interface Draws {
  /** Shares: which of the objects, and where in the room that there is for it. */
  readonly which: number;
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly isMirrored: boolean;
}

export const copyPaste = defineTransform({
  name: 'CopyPaste',
  group: 'mixing',
  summary: 'Pastes objects of other images of the pool at random places, with their labels.',
  origin: 'the literature (Ghiasi et al., Simple Copy-Paste, 2021)',
  p: 0.5,
  takesObjects: true,
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema,
  sample(parameters, random, scene) {
    const [least, most] = parameters.num_objects_range;
    const count = random.integer(least, most);
    // Some images may have no object.
    const tries = 2 * most;
    const draws = Array.from({ length: tries }, () => drawObject(parameters, random));
    const others = drawOthers('CopyPaste', scene, tries, random);
    const pasted = others
      .flatMap((other, index) => layerOf(other, draws[index]!, scene, parameters) ?? [])
      .slice(0, count);
    const sampled = { others: keysOf(pasted), places: pasted.map(({ x, y }) => [x, y]) };
    if (pasted.length === 0) return { sampled, operations: [] };
    const { width, height } = scene;
    const layers = [OWN_LAYER, ...pasted];
    return { sampled, operations: [{ kind: 'mix', width, height, fill: [0], maskFill: 0, layers }] };
  },
});

function drawObject({ scale_range, flip }: CopyPasteParameters, random: Random): Draws {
  const [which, x, y] = [random.uniform(0, 1), random.uniform(0, 1), random.uniform(0, 1)];
  return { which, x, y, scale: random.uniform(...scale_range), isMirrored: random.chance(flip) };
}

/** Undefined where the image has no object with an area. */
function layerOf(
  other: OtherSource,
  { which, x, y, scale, isMirrored }: Draws,
  own: Scene,
  { soft_edge, interpolation }: CopyPasteParameters,
): MixLayer | undefined {
  const { objects } = other.labels;
  const candidates = objects.flatMap((object, index) => (extentOf(object, other.labels) ? [index] : []));
  const index = candidates[Math.floor(which * candidates.length)];
  if (index === undefined) return undefined;
  const factor = scale * Math.min(own.width / other.width, own.height / other.height);
  const scaled = scaledFrame(other, factor);
  const moving: readonly UnmixedOperation[] = [
    ...other.operations,
    ...(isMirrored ? [{ kind: 'orient', to: 'flip_horizontal' } as const] : []),
    ...resize(other, scaled, { interpolation, area_for_downscale: null }, false),
  ];
  const extent = extentBehind(moving, { ...other.labels, objects: [objects[index]!] }, scaled, soft_edge);
  if (!extent) return undefined;
  return otherLayer(other, own, {
    operations: [...moving, ...showing(extent, scaled)],
    cut: { objects: [index], softness: soft_edge },
    x: placeAlong(x, extent.width, own.width),
    y: placeAlong(y, extent.height, own.height),
    weight: 1,
  });
}

/** Around the object behind the Operations, with room for its soft edge. */
function extentBehind(
  operations: readonly UnmixedOperation[],
  labels: Annotations,
  frame: Frame,
  margin: number,
): Rectangle | undefined {
  const [object] = annotationsAfter(labels, operations).objects;
  const extent = object && extentOf(object, frame);
  if (!extent) return undefined;
  const [x, y] = [Math.max(0, extent.x - margin), Math.max(0, extent.y - margin)];
  return {
    x,
    y,
    width: Math.min(frame.width, extent.x + extent.width + margin) - x,
    height: Math.min(frame.height, extent.y + extent.height + margin) - y,
  };
}

/** Inside the image; an object that is larger covers all of it. */
function placeAlong(share: number, length: number, room: number): number {
  return length <= room ? wholeAt(share, 0, room - length) : -wholeAt(share, 0, length - room) + 0;
}
