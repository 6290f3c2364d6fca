import type { LinearPaint, Paint, RadialPaint } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import type { Kernels, Surface } from '../memory.js';
import { paintMarks } from './marks.js';
import { paintPlasma } from './plasma.js';
import { paintRings, paintShapes } from './shapes.js';
import { withNumbers } from '../scratch.js';

/** Writes every sample of a grey Surface. */
export function paintMask(kernels: Kernels, surface: Surface, paint: Paint): void {
  switch (paint.form) {
    case 'even':
      surface.data.fill(Math.round(paint.level * unitsPerLevel(surface.depth)));
      return;
    case 'linear':
      paintLinear(kernels, surface, paint);
      return;
    case 'radial':
      paintRadial(kernels, surface, paint);
      return;
    case 'rings':
      paintRings(surface, paint);
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

function paintLinear(kernels: Kernels, surface: Surface, { level, slope }: LinearPaint): void {
  const { pixels, width, height, depth } = surface;
  kernels.call.paintLinear(pixels.pointer, width, height, depth, level, ...slope, unitsPerLevel(depth));
}

function paintRadial(kernels: Kernels, surface: Surface, { centre, radius, levels }: RadialPaint): void {
  const { pixels, width, height, depth } = surface;
  const units = unitsPerLevel(depth);
  const steps = levels.length - 1;
  const beyond = levels[steps]! * units + 0.5;
  // The kernel adds a step beyond the last.
  const rises = new Float32Array(2 * (steps + 1));
  for (let step = 0; step < steps; step++) {
    rises[2 * step] = levels[step]! * units + 0.5;
    rises[2 * step + 1] = (levels[step + 1]! - levels[step]!) * units;
  }
  const [x, y] = [centre[0] - 0.5, centre[1] - 0.5];
  withNumbers(kernels, rises, (at) => {
    const scale = steps / radius;
    kernels.call.paintRadial(pixels.pointer, width, height, depth, x, y, scale, at, steps, beyond);
  });
}
