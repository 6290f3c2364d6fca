import type { NoiseOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { applyDrawnNoise } from './drawn-noise.js';
import { addGaussianNoise } from './gaussian-noise.js';
import { strikeImpulses } from './impulse-noise.js';
import { addSensorNoise } from './sensor-noise.js';
import { drawShotNoise } from './shot-noise.js';

export function applyNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: NoiseOperation,
): void {
  switch (operation.distribution) {
    case 'gaussian':
      addGaussianNoise(kernels, source, target, operation);
      return;
    case 'uniform':
    case 'laplace':
    case 'beta':
      applyDrawnNoise(kernels, source, target, operation);
      return;
    case 'sensor':
      addSensorNoise(kernels, source, target, operation);
      return;
    case 'shot':
      drawShotNoise(kernels, source, target, operation);
      return;
    case 'impulses':
      strikeImpulses(kernels, source, target, operation);
      return;
  }
}
