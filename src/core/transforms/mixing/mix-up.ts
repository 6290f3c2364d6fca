import * as z from 'zod';
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

export const mixUp = defineTransform({
  name: 'MixUp',
  group: 'mixing',
  summary:
    'Blends the image with another one of the pool. The labels of both are kept, as no label format has weights.',
  origin: 'MixUp of Ultralytics',
  p: 0.5,
  whyNotOnPlanes: () => NOT_ON_PLANES,
  schema: z.object({ alpha: alphaParameter.prefault(32), ...averagingFitParameters }),
  sample(parameters, random, scene) {
    const share = drawShare(parameters.alpha, random);
    const [other] = drawOthers('MixUp', scene, 1, random);
    if (!other) return { sampled: { share: 1, others: [] }, operations: [] };
    const { width, height } = scene;
    const operations = [...other.operations, ...fitCentred(other, scene, parameters)];
    const layers = [OWN_LAYER, otherLayer(other, scene, { operations, x: 0, y: 0, weight: 1 - share })];
    return {
      sampled: { share, others: keysOf(layers) },
      operations: [{ kind: 'mix', width, height, fill: [0], maskFill: 0, layers }],
    };
  },
});
