import * as z from 'zod';
import type { Frame } from '../../geometry/types.js';
import { pow } from '../../math.js';
import type { MarksPaint } from '../../plan/operations.js';
import { NOTHING, range } from '../parameters.js';
import { defineTransform } from '../transform.js';
import { masked, over, smoothed } from './layers.js';
import { levelTable } from './level-table.js';

/**
 * Discs are counted for each pixel, and laid over the image once, so that nothing is lost by rounding: Albumentations rounds the image
 * after each of hundreds of discs, which makes thin fog up to a fifth thinner.
 */
export const randomFog = defineTransform({
  name: 'RandomFog',
  group: 'pixel',
  summary: 'Lays fog over the image: many translucent discs, dense in the middle, and a slight blur.',
  p: 0.5,
  schema: z.object({
    alpha_coef: z
      .number()
      .min(0)
      .max(1)
      .prefault(0.08)
      .describe('Opacity of a disc at full intensity; 1 is white.'),
    fog_coef_range: range({ min: 0, max: 1 })
      .prefault([0.3, 1])
      .describe('Intensity: how large and how opaque the discs are.'),
  }),
  sample({ alpha_coef, fog_coef_range }, random, scene) {
    const intensity = random.uniform(...fog_coef_range);
    const seed = random.seed();
    const radius = radiusOf(scene, intensity);
    const paint: MarksPaint = {
      form: 'marks',
      groups: groupsOf(scene, intensity),
      mark: { form: 'disc', radius },
      levels: 'count',
      seed,
    };
    const opacity = alpha_coef * intensity;
    const table = levelTable((discs) => Math.round(255 * (1 - pow(1 - opacity, discs))));
    const mask = masked(paint, [{ kind: 'table', form: 'values', values: [table] }]);
    const size = Math.max(3, Math.floor(Math.min(scene.width, scene.height) / 30)) | 1;
    return {
      sampled: { intensity },
      operations: [
        ...(opacity > 0 ? [over('normal', [255], [0, 1], mask)] : NOTHING),
        ...smoothed(0.3 * ((size - 1) / 2 - 1) + 0.8, size),
      ],
    };
  },
});

function radiusOf({ width, height }: Frame, intensity: number): readonly [number, number] {
  const most = Math.max(2, Math.trunc(Math.min(width, height) * 0.1 * intensity));
  return [Math.floor(most / 2), most - 1];
}

const MOST_REGIONS = 10;

/** Regions about the centre, each a tenth smaller than the one before, with discs in proportion to their areas. */
function groupsOf({ width, height }: Frame, intensity: number): MarksPaint['groups'] {
  const unit = Math.max(1, Math.trunc(Math.floor(width / 3) * intensity));
  const [centreX, centreY] = [Math.floor((width - 1) / 2), Math.floor((height - 1) / 2)];
  const groups: MarksPaint['groups'][number][] = [];
  let size = { width, height };
  while (size.width > unit && size.height > unit && groups.length < MOST_REGIONS) {
    const [halfX, halfY] = [Math.floor(size.width / 2), Math.floor(size.height / 2)];
    groups.push({
      count: Math.trunc(((size.width * size.height) / (unit * unit)) * intensity * 10),
      within: [centreX - halfX, centreY - halfY, centreX + halfX + 1, centreY + halfY + 1],
    });
    size = { width: Math.trunc(size.width * 0.9), height: Math.trunc(size.height * 0.9) };
  }
  return groups;
}
