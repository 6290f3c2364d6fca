import type { LabelMap } from '../../annotations/model.js';
import type { LabelFile, LabelFormat } from '../format.js';

export type MaskFile = LabelFile & { readonly role: LabelMap['kind'] };

export const MASK_ROLES = ['semantic', 'instance'] as const;

/** The label files that are masks; a part of a data-set file has none. */
export function maskFiles(input: Parameters<LabelFormat['read']>[0]): readonly MaskFile[] {
  if ('labels' in input) return [];
  return input.filter((file): file is MaskFile => file.role !== 'labels');
}
