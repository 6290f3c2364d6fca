import type { Operation, RemapField } from '../../plan/operations.js';
import { edgeOf, type WarpParameters } from '../parameters.js';

export function remap(field: RemapField, parameters: WarpParameters): readonly Operation[] {
  return [{ kind: 'remap', ...field, interpolation: parameters.interpolation, ...edgeOf(parameters) }];
}

export const KEYPOINTS_ARE_EXACT = {
  keypoint_remapping_method: 'keypoints always move by the field itself, to a fraction of a pixel',
};
