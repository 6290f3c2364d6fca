import type { UnmixedOperation } from '../../plan/operations.js';
import { NOTHING } from '../parameters.js';
import { LUMA } from './luma.js';

/** The steps of colour jitter, as torchvision defines them. A neutral value gives no Operation. */

/** @param factor of all levels */
export function brightness(factor: number): readonly UnmixedOperation[] {
  return factor === 1 ? NOTHING : [{ kind: 'table', form: 'linear', scale: [factor], offset: [0] }];
}

/** @param factor of the distance from the mean luma */
export function contrast(factor: number): readonly UnmixedOperation[] {
  if (factor === 1) return NOTHING;
  return [{ kind: 'adaptive', statistic: 'grey_mean', scale: factor, weight: 1 - factor }];
}

/** factor · colour + (1 − factor) · luma. */
export function saturation(factor: number): readonly UnmixedOperation[] {
  if (factor === 1) return NOTHING;
  const rows = [0, 1, 2].flatMap((row) => [
    ...LUMA.map((weight, column) => (1 - factor) * weight + (row === column ? factor : 0)),
    0,
  ]);
  return [{ kind: 'matrix', rows, rounding: 'round' }];
}

/** @param turns of the circle of hues */
export function hue(turns: number): readonly UnmixedOperation[] {
  return turns === 0 ? NOTHING : [{ kind: 'hsv', hue: 180 * turns, saturation: 0, value: 0 }];
}
