import type { AdaptiveOperation } from '../../../plan/operations.js';
import { unitsPerLevel } from '../../../plan/depth.js';
import type { Kernels, Surface } from '../../memory.js';
import { applyLine } from '../table.js';

type MeanLine = Extract<AdaptiveOperation, { statistic: unknown }>;

export function applyMeanLine(kernels: Kernels, source: Surface, target: Surface, operation: MeanLine): void {
  const offset = operation.weight * statistic(kernels, source, operation.statistic);
  applyLine(kernels, source, target, operation.scale, offset);
}

/** In levels. */
function statistic({ call }: Kernels, surface: Surface, name: MeanLine['statistic']): number {
  const {
    depth,
    channels,
    pixels: { pointer },
  } = surface;
  const pixels = surface.width * surface.height;
  if (name === 'grey_mean' && channels === 3) {
    const sum = call[depth === 8 ? 'sumOfLuma' : 'sumOfLuma16'](pointer, pixels);
    return sum / pixels / unitsPerLevel(depth);
  }
  const count = pixels * channels;
  const sum = call[depth === 8 ? 'sumOfSamples' : 'sumOfSamples16'](pointer, count);
  return sum / count / unitsPerLevel(depth);
}
