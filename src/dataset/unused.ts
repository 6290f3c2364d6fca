import type { Inventory } from './inventory.js';

/** Why files of the input are not used, in the words for users that follow the names of the files. */
export const UNUSED_REASONS = {
  'no image': 'no image of that name',
  'several images': 'several images of that name',
  'unknown format': 'labels of no known format',
  'labels of images': "Open Images' labels of whole images, which are not read",
  ICDAR: "ICDAR's labels of text, which are not read",
  'other capitals': "names that differ from their images' in capitals: rename them",
  'not sought here': 'not where labels are looked for',
  'second file': 'other files hold the labels of these images',
  'labels not read': 'left out by labels.read of the recipe',
  'image failed': 'labels of images that failed',
  'split left out': 'left out by splits.others of the recipe',
  filtered: 'left out by filter.objects of the recipe',
  linked: 'used under the name of a symbolic link',
  'link to a folder above it': 'symbolic links to a folder above them',
  'no key': 'names that cannot be keys',
  'not needed': 'no labels need this',
  other: 'neither an image nor labels',
} as const;

export type UnusedReason = keyof typeof UNUSED_REASONS;

/** The reasons of files that may be labels that somebody wanted to be used. */
export const LIKE_LABELS: ReadonlySet<UnusedReason> = new Set<UnusedReason>([
  'no image',
  'several images',
  'unknown format',
  'labels of images',
  'ICDAR',
  'other capitals',
  'not sought here',
  'second file',
  'labels not read',
]);

/** True if files that look like labels were not used, and no image has labels. */
export function areLabelsLost({ formats, unused }: Pick<Inventory, 'formats' | 'unused'>): boolean {
  return Object.keys(formats).length === 0 && unused.some(({ looksLikeLabels }) => looksLikeLabels);
}
