import * as z from 'zod';
import type { Frame, Rectangle } from '../../geometry/types.js';
import { showing } from '../spatial/cropping.js';
import { defineTransform } from '../transform.js';
import {
  alphaParameter,
  drawOthers,
  drawShare,
  fitCentred,
  averagingFitParameters,
  keysOf,
  NOT_ON_PLANES,
  otherLayer,
  OWN_LAYER,
} from './others.js';

export const cutMix = defineTransform({
  name: 'CutMix',
  group: 'mixing',
  summary: 'Replaces a random rectangle by the same part of another image of the pool, with its labels.',
  origin: 'torchvision',
  p: 0.5,
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema: z.object({ alpha: alphaParameter.prefault(1), ...averagingFitParameters }),
  sample(parameters, random, scene) {
    const share = drawShare(parameters.alpha, random);
    const [x, y] = [random.uniform(0, 1), random.uniform(0, 1)];
    const [other] = drawOthers('CutMix', scene, 1, random);
    const { width, height } = scene;
    const part = rectangleAround(Math.floor(x * width), Math.floor(y * height), 1 - share, scene);
    if (!other || part.width === 0 || part.height === 0)
      return { sampled: { ...part, others: [] }, operations: [] };
    const operations = [
      ...other.operations,
      ...fitCentred(other, scene, parameters),
      ...showing(part, { width, height }),
    ];
    const layers = [OWN_LAYER, otherLayer(other, scene, { operations, x: part.x, y: part.y, weight: 1 })];
    return {
      sampled: { ...part, others: keysOf(layers) },
      operations: [{ kind: 'mix', width, height, fill: [0], maskFill: 0, layers }],
    };
  },
});

/** What the frame has of the rectangle of its proportions about a pixel, with that share of its area. */
function rectangleAround(x: number, y: number, area: number, { width, height }: Frame): Rectangle {
  const side = 0.5 * Math.sqrt(area);
  const [across, down] = [Math.trunc(side * width), Math.trunc(side * height)];
  const [left, top] = [Math.max(0, x - across), Math.max(0, y - down)];
  return {
    x: left,
    y: top,
    width: Math.min(width, x + across) - left,
    height: Math.min(height, y + down) - top,
  };
}
