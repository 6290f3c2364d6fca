import * as z from 'zod';
import type { Frame } from '../../geometry/types.js';
import { range, ratios, roundHalfEven, wholeAt } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { cover, coverParameters, type Hole } from './covering.js';

const schema = z.object({
  scale: range({ min: 0 })
    .prefault([0.02, 0.33])
    .describe('Area of the rectangle, as a fraction of the image.'),
  ratio: ratios.prefault([0.3, 3.3]).describe('Width of the rectangle divided by its height.'),
  ...coverParameters,
});

export const erasing = defineTransform({
  name: 'Erasing',
  group: 'dropout',
  summary:
    'Covers one rectangle of random area and proportions. Areas at which some proportions do not fit into the image are not drawn; if no area of `scale` is left, nothing is covered.',
  p: 0.5,
  schema,
  sample(parameters, random, frame) {
    const [area, ratio] = [random.uniform(0, 1), random.uniform(...parameters.ratio)];
    const [top, left] = [random.uniform(0, 1), random.uniform(0, 1)];
    const holes = holesOf(parameters, { area, ratio, top, left }, frame);
    return { sampled: { holes }, operations: cover(holes, parameters, random) };
  },
});

/** @param drawn all but the ratio are shares of the room there is */
function holesOf(
  { scale, ratio: [narrowest, widest] }: z.output<typeof schema>,
  drawn: Readonly<Record<'area' | 'ratio' | 'top' | 'left', number>>,
  { width, height }: Frame,
): Hole[] {
  const [least, most] = scale.map((share) => share * width * height) as [number, number];
  const largest = Math.min(most, narrowest * height * height, (width * width) / widest);
  if (largest < least) return [];
  const area = least + drawn.area * (largest - least);
  const holeHeight = roundHalfEven(Math.sqrt(area / drawn.ratio));
  const holeWidth = roundHalfEven(Math.sqrt(area * drawn.ratio));
  const y = wholeAt(drawn.top, 0, height - holeHeight);
  const x = wholeAt(drawn.left, 0, width - holeWidth);
  return [[x, y, x + holeWidth, y + holeHeight]];
}
