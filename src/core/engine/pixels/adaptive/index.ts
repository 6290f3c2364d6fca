import type { AdaptiveOperation } from '../../../plan/operations.js';
import type { Kernels, Surface } from '../../memory.js';
import { applyClahe } from './clahe.js';
import { applyComponents, applyFirstComponent } from './components.js';
import { equalize } from './equalize.js';
import { applyMeanLine } from './mean-line.js';
import { stretch } from './stretch.js';

/** Measures `source`, and writes what follows from it to `target`. Both may be the same. */
export function applyAdaptive(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: AdaptiveOperation,
): void {
  switch (operation.form) {
    case undefined:
      applyMeanLine(kernels, source, target, operation);
      return;
    case 'equalize':
      equalize(kernels, source, target, operation);
      return;
    case 'stretch':
      stretch(kernels, source, target, operation);
      return;
    case 'components':
      applyComponents(kernels, source, target, operation);
      return;
    case 'first_component':
      applyFirstComponent(kernels, source, target);
      return;
    case 'clahe':
      applyClahe(kernels, source, target, operation);
      return;
  }
}
