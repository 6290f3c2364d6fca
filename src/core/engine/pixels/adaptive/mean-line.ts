import type { AdaptiveOperation } from '../../../plan/operations.js';
import { unitsPerLevel } from '../../../plan/depth.js';
import type { Kernels, Surface } from '../../memory.js';
import { applyLine } from '../table.js';

type MeanLine = Extract<AdaptiveOperation, { statistic: unknown }>;

export function applyMeanLine(kernels: Kernels, source: Surface, target: Surface, operation: MeanLine): void {
  const isLuma = operation.statistic === 'grey_mean' && source.channels === 3;
  const offset = operation.weight * (isLuma ? meanLuma(kernels, source) : meanOf(kernels, source));
  applyLine(kernels, source, target, operation.scale, offset);
}

/** In levels. */
function meanLuma({ call }: Kernels, { width, height, depth, pixels }: Surface): number {
  const count = width * height;
  const sum = call[depth === 8 ? 'sumOfLuma' : 'sumOfLuma16'](pixels.pointer, count);
  return sum / count / unitsPerLevel(depth);
}

/** Of all samples, in levels. */
export function meanOf({ call }: Kernels, { width, height, channels, depth, pixels }: Surface): number {
  const count = width * height * channels;
  const sum = call[depth === 8 ? 'sumOfSamples' : 'sumOfSamples16'](pixels.pointer, count);
  return sum / count / unitsPerLevel(depth);
}
