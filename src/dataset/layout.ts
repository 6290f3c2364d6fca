import type { LabelRole, Placement } from '../core/formats/format.js';
import type { FormatPlacement, Formats } from '../core/formats/formats.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';

type Placements = Pick<Formats, 'placements'>;

/** A key under which an image may have labels. */
export interface LabelCandidate {
  readonly format: string;
  readonly role: LabelRole;
  readonly key: string;
}

/** All keys under which this image may have labels, best first. */
export function labelCandidates(imageKey: string, { placements }: Placements): readonly LabelCandidate[] {
  return placements.flatMap((placement) => candidateAt(placement, imageKey) ?? []);
}

function candidateAt(
  { format, role, folder, ending }: FormatPlacement,
  imageKey: string,
): LabelCandidate | undefined {
  const labelled = folder ? replaceFolder(imageKey, folder) : imageKey;
  return labelled === undefined ? undefined : { format, role, key: splitEnding(labelled).stem + ending };
}

/** The key of labels in a new format: by that format's first placement that fits the image's key. */
export function labelKeyFor(
  imageKey: string,
  format: string,
  role: LabelRole,
  formats: Placements,
): string | undefined {
  return labelCandidates(imageKey, formats).find(
    (candidate) => candidate.format === format && candidate.role === role,
  )?.key;
}

/** The key of a variant's label file, which lies relative to the variant as the Source's label file to the Source. */
export function moveLabelKey(
  labelKey: string,
  imageKey: string,
  outputKey: string,
  formats: Placements,
): string | undefined {
  const index = labelCandidates(imageKey, formats).findIndex(({ key }) => key === labelKey);
  return index < 0 ? undefined : labelCandidates(outputKey, formats)[index]?.key;
}

/**
 * Names of the placements by which a key could be labels, derived from the key alone. Labels are searched only in
 * placements that the data set uses.
 */
export function placementsOf(labelKey: string, { placements }: Placements): string[] {
  const fitting = placements.filter((placement) => undo(placement, labelKey, []).fits);
  return [...new Set(fitting.map(nameOfPlacement))];
}

/**
 * The stems, with their dot, of the images that a label file of this key could belong to.
 * @param imageFolders as `imageFolderNames` gives them for the images of the data set
 */
export function labelledStems(
  labelKey: string,
  imageFolders: readonly string[],
  { placements }: Placements,
): string[] {
  return [...new Set(placements.flatMap((placement) => undo(placement, labelKey, imageFolders).stems))];
}

/** Folders of an image's path that a placement replaces, except those with a usual name. */
export function imageFolderNames(imageKey: string, { placements }: Placements): string[] {
  const folders = placements.flatMap(({ folder }) => folder ?? []);
  return imageKey
    .split('/')
    .slice(0, -1)
    .filter((part) => folders.some(({ image, usual }) => image.test(part) && !usual.includes(part)));
}

/** Keys under which this image may have labels, by the placements that its data set uses. */
export function labelKeysIn(
  imageKey: string,
  present: ReadonlySet<string>,
  { placements }: Placements,
): string[] {
  const wanted = placements.filter((placement) => present.has(nameOfPlacement(placement)));
  return [...new Set(wanted.flatMap((placement) => candidateAt(placement, imageKey)?.key ?? []))];
}

/** True if the key alone makes it possible that an image is another image's mask. */
export function mayBeMask(key: string, { placements }: Placements): boolean {
  return placements.some((placement) => isMask(placement) && undo(placement, asPng(key), []).fits);
}

function isMask({ role }: Placement): boolean {
  return role !== 'labels';
}

function asPng(key: string): string {
  return `${splitEnding(key).stem}.png`;
}

function nameOfPlacement({ format, role, folder, ending }: FormatPlacement): string {
  return `${format} ${role}: ${folder?.labels ?? '.'}/*${ending}`;
}

/** The inverse of `candidateAt`: from the labels' key to the stems of images. */
function undo(
  { folder, ending }: Placement,
  labelKey: string,
  imageFolders: readonly string[],
): { readonly fits: boolean; readonly stems: readonly string[] } {
  const stem = labelKey.slice(0, -ending.length);
  if (!labelKey.endsWith(ending) || nameOf(stem) === '') return { fits: false, stems: [] };
  if (!folder) return { fits: true, stems: [`${stem}.`] };
  const names = [...folder.usual, ...imageFolders].filter((name) => folder.image.test(name));
  const parts = stem.split('/');
  const stems = new Set<string>();
  let fits = false;
  for (const [i, part] of parts.slice(0, -1).entries()) {
    for (const name of names) {
      if (name.replace(folder.image, folder.labels) !== part) continue;
      fits = true;
      const image = parts.with(i, name).join('/');
      if (replaceFolder(image, folder) === stem) stems.add(`${image}.`);
    }
  }
  return { fits, stems: [...stems] };
}

export interface LabelImages {
  /** Images that are labels, not Sources. */
  readonly keys: ReadonlySet<string>;
  /** Those that belong to no other image: their image is missing, or they are no PNG. */
  readonly orphans: readonly string[];
}

/**
 * Finds the images that are labels of other images: those at the key of another image's mask, and all others in a
 * folder with such a mask. The name of a folder alone proves nothing, because `masks` may be a class.
 */
export function findLabelImages(images: readonly string[], formats: Placements): LabelImages {
  const candidates = images.flatMap((image) =>
    labelCandidates(image, formats).filter(({ key, role }) => role !== 'labels' && key !== image),
  );
  const placed = new Set(candidates.map(({ key }) => key));
  const stems = new Set(candidates.map(({ key }) => splitEnding(key).stem));
  const found = images.filter((image) => stems.has(splitEnding(image).stem));
  const folders = new Set(found.filter((key) => !isSidecarMask(key, formats)).map(folderOf));
  const keys = new Set([...found, ...images.filter((image) => folders.has(folderOf(image)))]);
  return { keys, orphans: [...keys].filter((key) => !placed.has(key)) };
}

/** A mask beside its image. Its folder shows nothing about the other images in it. */
export function isSidecarMask(key: string, { placements }: Placements): boolean {
  return placements.some(
    (placement) => isMask(placement) && !placement.folder && asPng(key).endsWith(placement.ending),
  );
}

/** Replaces the last folder that matches. */
function replaceFolder(key: string, { image, labels }: NonNullable<Placement['folder']>): string | undefined {
  const parts = key.split('/');
  const index = parts.slice(0, -1).findLastIndex((part) => image.test(part));
  if (index < 0) return undefined;
  return parts.with(index, parts[index]!.replace(image, labels)).join('/');
}

const SPLITS: Readonly<Record<string, string>> = {
  train: 'train',
  training: 'train',
  val: 'val',
  valid: 'val',
  validation: 'val',
  test: 'test',
  testing: 'test',
};

/** The split that the name of a folder stands for: `valid` and `val2017` are `val`. */
export function splitOfName(name: string): string | undefined {
  return SPLITS[name.toLowerCase().replace(/_?\d{4}$/, '')];
}

/** The split of the innermost folder that is named after one; undefined if there is none. */
export function splitOfKey(key: string): string | undefined {
  const folders = key.split('/').slice(0, -1);
  for (const folder of folders.reverse()) {
    const split = splitOfName(folder);
    if (split) return split;
  }
  return undefined;
}

/** Files that belong to no data set, such as `.DS_Store`, `.gitkeep`, and AppleDouble's `._cat.jpg`. */
export function isHidden(key: string): boolean {
  return key.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}
