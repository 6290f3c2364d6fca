import type { LinearPaint, Paint, RadialPaint } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Kernels, Surface } from '../memory.js';
import { paintMarks } from './marks.js';
import { paintPlasma } from './plasma.js';
import { paintShapes } from './shapes.js';

/** Writes every sample of a grey Surface. */
export function paintMask(kernels: Kernels, surface: Surface, paint: Paint): void {
  switch (paint.form) {
    case 'even':
      surface.data.fill(Math.round(paint.level * unitsPerLevel(surface.depth)));
      return;
    case 'linear':
      paintLinear(surface, paint);
      return;
    case 'radial':
      paintRadial(surface, paint);
      return;
    case 'plasma':
      paintPlasma(kernels, surface, paint);
      return;
    case 'shapes':
      paintShapes(surface, paint);
      return;
    case 'marks':
      paintMarks(surface, paint);
  }
}

function paintLinear(surface: Surface, { level, slope }: LinearPaint): void {
  const { data, width, height, depth } = surface;
  const units = unitsPerLevel(depth);
  const white = 255 * units;
  const step = slope[0] * units;
  for (let y = 0, i = 0; y < height; y++) {
    const start = (level + slope[1] * (y + 0.5)) * units + step / 2 + 0.5;
    for (let x = 0; x < width; x++, i++) {
      const sample = start + step * x;
      data[i] = sample <= 0 ? 0 : sample >= white ? white : sample;
    }
  }
}

function paintRadial(surface: Surface, { centre, radius, levels }: RadialPaint): void {
  const { data, width, height, depth } = surface;
  const units = unitsPerLevel(depth);
  const steps = levels.length - 1;
  const samples = Float64Array.from(levels, (level) => level * units + 0.5);
  const rises = Float64Array.from({ length: steps }, (_, i) => samples[i + 1]! - samples[i]!);
  const scale = steps / radius;
  const beyond = Math.floor(samples[steps]!);
  for (let y = 0, i = 0; y < height; y++) {
    const dy = (y + 0.5 - centre[1]) * scale;
    for (let x = 0; x < width; x++, i++) {
      const dx = (x + 0.5 - centre[0]) * scale;
      const distance = Math.sqrt(dx * dx + dy * dy);
      const step = Math.floor(distance);
      data[i] = step < steps ? samples[step]! + rises[step]! * (distance - step) : beyond;
    }
  }
}
