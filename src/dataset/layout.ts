import type { LabelRole, Placement } from '../core/formats/format.js';
import type { FormatPlacement, Formats } from '../core/formats/formats.js';
import { MASK_ENDINGS } from '../core/formats/shared/mask-files.js';
import { folderOf, splitEnding } from '../core/keys.js';
import { isMaskName } from './known-names.js';
import { labelKeyAt, partsOf } from './placement.js';
import type { LearntPlacement } from './placement.js';

/** A key under which an image may have labels. */
export interface LabelCandidate {
  readonly format: string;
  readonly role: LabelRole;
  readonly key: string;
}

/** All keys under which this image may have labels, best first: in the order of the formats and of their placements. */
export function labelCandidates(
  image: string,
  placements: readonly LearntPlacement[],
  formats: Formats,
): readonly LabelCandidate[] {
  const ranked = placements.flatMap((placement) => {
    const key = labelKeyAt(placement, image);
    if (key === undefined || key === image) return [];
    return formatsOf(placement, formats).map(({ format, rank }) => ({
      rank,
      candidate: { format, role: placement.role, key },
    }));
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ candidate }) => candidate);
}

/** The keys under which this image may have labels. */
export function labelKeysAt(image: string, placements: readonly LearntPlacement[]): string[] {
  return [...new Set(placements.flatMap((placement) => labelKeyAt(placement, image) ?? []))];
}

/**
 * The formats whose files may lie at a placement. Masks at a placement that no format knows belong to the formats that
 * consist of masks alone.
 * @returns `rank`: the lower, the better
 */
function formatsOf(
  placement: LearntPlacement,
  { all, placements }: Formats,
): readonly { readonly format: string; readonly rank: number }[] {
  const { role, ending } = placement;
  const written = writtenEnding(role, splitEnding(`x${ending}`).ending.toLowerCase());
  const fitting = all.filter(({ files }) => files[role] !== undefined && files[role] === written);
  const usual = (name: string) => placements.findIndex((one) => one.format === name && isAt(placement, one));
  const knowing = fitting.filter(({ name }) => usual(name) >= 0);
  const others = fitting.filter(({ files }) => role === 'labels' || files.labels === undefined);
  const chosen = role !== 'labels' && knowing.length > 0 ? knowing : others;
  return chosen.map(({ name }) => {
    const known = usual(name);
    const order = all.findIndex((format) => format.name === name);
    return { format: name, rank: (order + 1) * 1000 + (known < 0 ? 999 : known) };
  });
}

/** Masks of other kinds lie where PNGs would lie. */
function writtenEnding(role: LabelRole, ending: string): string {
  const own = role === 'labels' ? undefined : MASK_ENDINGS.find((one) => ending.endsWith(one));
  return own === undefined ? ending : ending.slice(0, ending.length - own.length) + MASK_ENDINGS[0]!;
}

/** True if a format names this placement as one of its own. Capitals do not count. */
export function isUsual(placement: LearntPlacement, { placements }: Pick<Formats, 'placements'>): boolean {
  return placements.some((usual) => isAt(placement, usual));
}

function isAt({ role, from, to, stem, ending, whole }: LearntPlacement, usual: FormatPlacement): boolean {
  if (role !== usual.role || stem !== '' || whole) return false;
  if (writtenEnding(role, ending.toLowerCase()) !== usual.ending) return false;
  const { folder } = usual;
  if (!folder) return from === '' && to === '';
  return (
    folder.image.test(from) && from.replace(folder.image, folder.labels).toLowerCase() === to.toLowerCase()
  );
}

/** The placement with the role that a format gives to files there, if one does. */
export function withUsualRole(placement: LearntPlacement, { placements }: Formats): LearntPlacement {
  const usual = placements.find((one) => isAt({ ...placement, role: one.role }, one));
  return usual ? { ...placement, role: usual.role } : placement;
}

/** The placements of the formats at which a file of this key would lie, in folders of images with usual names. */
export function usualPlacementsOf(label: string, { placements }: Formats): LearntPlacement[] {
  const folders = partsOf(folderOf(label));
  return placements.flatMap(({ role, folder, ending }) => {
    if (!label.endsWith(ending)) return [];
    if (!folder) return [{ role, from: '', to: '', stem: '', ending }];
    return folder.usual.flatMap((from) => {
      const to = from.replace(folder.image, folder.labels);
      return folders.includes(to) ? [{ role, from, to, stem: '', ending }] : [];
    });
  });
}

/** The key of labels in a new format: by that format's first placement that fits the image's key. */
export function labelKeyFor(
  image: string,
  format: string,
  role: LabelRole,
  { placements }: Pick<Formats, 'placements'>,
): string | undefined {
  for (const placement of placements) {
    const key = placement.format === format && placement.role === role ? keyAt(placement, image) : undefined;
    if (key !== undefined) return key;
  }
  return undefined;
}

/** Replaces the last folder that matches. */
function keyAt({ folder, ending }: Placement, image: string): string | undefined {
  const parts = splitEnding(image).stem.split('/');
  if (folder) {
    const index = parts.slice(0, -1).findLastIndex((part) => folder.image.test(part));
    if (index < 0) return undefined;
    parts[index] = parts[index]!.replace(folder.image, folder.labels);
  }
  return parts.join('/') + ending;
}

/** True for the ending of an image that can be a mask. */
export function isMaskEnding(ending: string, { all }: Pick<Formats, 'all'>): boolean {
  const holdsMasks = all.some(({ files }) => files.semantic ?? files.instance);
  return holdsMasks && MASK_ENDINGS.includes(ending.toLowerCase());
}

/** True for the ending of label files that are no images. */
export function isTextEnding(ending: string, { all }: Pick<Formats, 'all'>): boolean {
  return all.some(({ files }) => files.labels === ending.toLowerCase());
}

export interface LabelImages {
  /** Images that are labels, not Sources. */
  readonly keys: ReadonlySet<string>;
  /** Those that belong to no other image: their image is missing, or they are no PNG. */
  readonly orphans: readonly string[];
  /** Folders, with their slash, in which all images are labels. */
  readonly folders: readonly string[];
}

/** Finds the images that are labels of other images: those at the key of a mask, and all others in their folders. */
export function findLabelImages(
  images: readonly string[],
  placements: readonly LearntPlacement[],
): LabelImages {
  const masks = placements.filter(({ role }) => role !== 'labels');
  const all = new Set(images);
  const placed = new Set<string>();
  const folders = new Set<string>();
  for (const image of images) {
    for (const placement of masks) {
      const key = labelKeyAt(placement, image);
      if (key === undefined || key === image || !all.has(key)) continue;
      placed.add(key);
      if (!isBeside(placement)) folders.add(folderOf(key));
    }
  }
  const keys = new Set(images.filter((image) => placed.has(image) || folders.has(folderOf(image))));
  return { keys, orphans: [...keys].filter((key) => !placed.has(key)), folders: [...folders].sort() };
}

function isBeside({ from, to }: LearntPlacement): boolean {
  return from === '' && to === '';
}

/** True for the key of a mask that lies beside its image. Its folder shows nothing about the other images in it. */
export function isMaskBeside(key: string, placements: readonly LearntPlacement[]): boolean {
  return placements.some(
    (placement) => placement.role !== 'labels' && isBeside(placement) && key.endsWith(placement.ending),
  );
}

/** True for the ending of images whose content may show that they are masks. */
export function isLookedAt(ending: string): boolean {
  return ending.toLowerCase() === MASK_ENDINGS[0];
}

/** True if an image of this key may be a mask, as far as the key alone shows it. */
export function mayBeMask(key: string): boolean {
  return isLookedAt(splitEnding(key).ending) || isMarked(key);
}

/** True if a usual name marks this image, or a folder of it, as a mask. */
export function isMarked(key: string): boolean {
  return partsOf(folderOf(key)).some(isMaskName) || isNamedMask(key);
}

/** True if a usual name marks this image as a mask beside its image. */
export function isNamedMask(key: string): boolean {
  return isMaskName(/[_-][^/]*$/.exec(splitEnding(key).stem)?.[0] ?? '');
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
