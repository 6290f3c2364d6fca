import type { LabelMap } from '../../annotations/model.js';
import type { LabelFile, LabelFormat } from '../format.js';

export type MaskFile = LabelFile & { readonly role: LabelMap['kind'] };

/** Endings of files that can hold masks: nothing in them changes values. Formats read and write the first. */
export const MASK_ENDINGS: readonly string[] = ['.png', '.bmp', '.tif', '.tiff', '.gif', '.webp'];

/** Endings of files that are named as masks in some data sets, although their coding changes values. */
export const LOSSY_ENDINGS: readonly string[] = ['.jpg', '.jpeg'];

export const MASK_ROLES = ['semantic', 'instance'] as const;

/** The label files that are masks; a part of a data-set file has none. */
export function maskFiles(input: Parameters<LabelFormat['read']>[0]): readonly MaskFile[] {
  if ('labels' in input) return [];
  return input.filter((file): file is MaskFile => file.role !== 'labels');
}
