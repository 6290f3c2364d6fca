import type { FormatName, LabelRole } from '../core/formats/format.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';

/**
 * Where labels lie, told from the image's key alone: so that an upload of either finds the other without a listing,
 * and a variant's labels lie to the variant as the Source's to the Source.
 */
interface Placement {
  readonly format: FormatName;
  readonly role: LabelRole;
  /** A folder of the image's path and what stands in its place for the labels; absent: beside the image. */
  readonly folder?: { readonly image: RegExp; readonly labels: string };
  /** What follows the stem. */
  readonly ending: string;
}

const IMAGES = /^images?$/i;
const VOC_IMAGES = /^JPEGImages$/;

/** In the order in which they are looked for; the first that exists for a role is taken. */
const PLACEMENTS: readonly Placement[] = [
  { format: 'yolo', role: 'labels', folder: { image: IMAGES, labels: 'labels' }, ending: '.txt' },
  { format: 'yolo', role: 'labels', ending: '.txt' },
  { format: 'voc', role: 'labels', folder: { image: VOC_IMAGES, labels: 'Annotations' }, ending: '.xml' },
  { format: 'voc', role: 'labels', folder: { image: IMAGES, labels: 'annotations' }, ending: '.xml' },
  { format: 'voc', role: 'labels', folder: { image: IMAGES, labels: 'Annotations' }, ending: '.xml' },
  { format: 'voc', role: 'labels', folder: { image: IMAGES, labels: 'labels' }, ending: '.xml' },
  { format: 'voc', role: 'labels', ending: '.xml' },
  {
    format: 'voc',
    role: 'semantic',
    folder: { image: VOC_IMAGES, labels: 'SegmentationClass' },
    ending: '.png',
  },
  {
    format: 'voc',
    role: 'instance',
    folder: { image: VOC_IMAGES, labels: 'SegmentationObject' },
    ending: '.png',
  },
  { format: 'labelme', role: 'labels', folder: { image: IMAGES, labels: 'labels' }, ending: '.json' },
  { format: 'labelme', role: 'labels', folder: { image: IMAGES, labels: 'annotations' }, ending: '.json' },
  { format: 'labelme', role: 'labels', ending: '.json' },
  { format: 'mask', role: 'semantic', folder: { image: IMAGES, labels: 'masks' }, ending: '.png' },
  { format: 'mask', role: 'semantic', ending: '_mask.png' },
  { format: 'mask', role: 'instance', folder: { image: IMAGES, labels: 'instances' }, ending: '.png' },
  {
    format: 'mask',
    role: 'semantic',
    folder: { image: /^(train|val|test)$/, labels: '$&annot' },
    ending: '.png',
  },
  { format: 'mask', role: 'semantic', folder: { image: IMAGES, labels: 'annotations' }, ending: '.png' },
  { format: 'mask', role: 'semantic', folder: { image: IMAGES, labels: 'labels' }, ending: '.png' },
];

export interface LabelCandidate {
  readonly format: FormatName;
  readonly role: LabelRole;
  readonly key: string;
}

/** Everywhere that labels of this image may lie, best first. */
export function labelCandidates(imageKey: string): readonly LabelCandidate[] {
  return PLACEMENTS.flatMap((placement) => placeOf(placement, imageKey) ?? []);
}

function placeOf({ format, role, folder, ending }: Placement, imageKey: string): LabelCandidate | undefined {
  const labelled = folder ? replaceFolder(imageKey, folder.image, folder.labels) : imageKey;
  return labelled === undefined ? undefined : { format, role, key: splitEnding(labelled).stem + ending };
}

/** Where labels of a new format are written: as that format's layout has it for an image at this key. */
export function labelKeyFor(imageKey: string, format: FormatName, role: LabelRole): string | undefined {
  return labelCandidates(imageKey).find((place) => place.format === format && place.role === role)?.key;
}

/** The variant's label file lies to the variant as the Source's label file to the Source. */
export function moveLabelKey(labelKey: string, imageKey: string, outputKey: string): string | undefined {
  const index = labelCandidates(imageKey).findIndex(({ key }) => key === labelKey);
  return index < 0 ? undefined : labelCandidates(outputKey)[index]?.key;
}

/**
 * Names of the placements by which a key could be labels, told from the key alone. A photo's labels need only be looked
 * for where its data set has any.
 */
export function placementsOf(labelKey: string): string[] {
  return [
    ...new Set(PLACEMENTS.filter((placement) => undo(placement, labelKey, []).fits).map(nameOfPlacement)),
  ];
}

/**
 * The stems, with their dot, of the photos whose labels a key could be.
 * @param imageFolders what the data set calls the folders that `images` stands for
 */
export function labelledStems(labelKey: string, imageFolders: readonly string[]): string[] {
  return [...new Set(PLACEMENTS.flatMap((placement) => undo(placement, labelKey, imageFolders).stems))];
}

/** What the folders of an image's path are called that `images` stands for. */
export function imageFolderNames(imageKey: string): string[] {
  return imageKey
    .split('/')
    .slice(0, -1)
    .filter((part) => IMAGES.test(part));
}

/** Where labels of this image may lie, of the placements that its data set has. */
export function labelKeysIn(imageKey: string, placements: ReadonlySet<string>): string[] {
  const wanted = PLACEMENTS.filter((placement) => placements.has(nameOfPlacement(placement)));
  return [...new Set(wanted.flatMap((placement) => placeOf(placement, imageKey)?.key ?? []))];
}

/** A picture that may be another's mask, by its key alone. */
export function mayBeMask(key: string): boolean {
  const asPng = `${splitEnding(key).stem}.png`;
  return PLACEMENTS.some((placement) => placement.role !== 'labels' && undo(placement, asPng, []).fits);
}

function nameOfPlacement({ format, role, folder, ending }: Placement): string {
  return `${format} ${role}: ${folder?.labels ?? '.'}/*${ending}`;
}

/** The other way round: from labels to the photo. */
function undo(
  { folder, ending }: Placement,
  labelKey: string,
  imageFolders: readonly string[],
): { readonly fits: boolean; readonly stems: readonly string[] } {
  const stem = labelKey.slice(0, -ending.length);
  if (!labelKey.endsWith(ending) || nameOf(stem) === '') return { fits: false, stems: [] };
  if (!folder) return { fits: true, stems: [`${stem}.`] };
  const candidates = [...imageFolders, 'images', 'JPEGImages', 'train', 'val', 'test'];
  const parts = stem.split('/');
  const stems = new Set<string>();
  let fits = false;
  for (const [i, part] of parts.slice(0, -1).entries()) {
    for (const name of candidates) {
      if (!folder.image.test(name) || name.replace(folder.image, folder.labels) !== part) continue;
      fits = true;
      const photo = parts.with(i, name).join('/');
      if (replaceFolder(photo, folder.image, folder.labels) === stem) stems.add(`${photo}.`);
    }
  }
  return { fits, stems: [...stems] };
}

export interface LabelPictures {
  /** Pictures that are labels, not Sources. */
  readonly keys: ReadonlySet<string>;
  /** Those of them that are the labels of no other picture: its photo is missing, or it is no PNG. */
  readonly orphans: readonly string[];
}

/**
 * Which of the pictures are labels of others: those that lie where another's masks would, and all that share a folder
 * with such. A folder's name alone says nothing: `masks` may be a class.
 */
export function findLabelPictures(pictures: readonly string[]): LabelPictures {
  const places = pictures.flatMap((picture) =>
    labelCandidates(picture).filter(({ key, role }) => role !== 'labels' && key !== picture),
  );
  const placed = new Set(places.map(({ key }) => key));
  const stems = new Set(places.map(({ key }) => splitEnding(key).stem));
  const found = pictures.filter((picture) => stems.has(splitEnding(picture).stem));
  const folders = new Set(found.filter((key) => !isSidecarMask(key)).map(folderOf));
  const keys = new Set([...found, ...pictures.filter((picture) => folders.has(folderOf(picture)))]);
  return { keys, orphans: [...keys].filter((key) => !placed.has(key)) };
}

/** Beside its photo, so that its folder says nothing of the other pictures there. */
export function isSidecarMask(key: string): boolean {
  return /_mask\.\w+$/i.test(key);
}

/** An ending by which a file is taken for a photo. What it really is, its bytes decide. */
export function isImageName(key: string): boolean {
  return /\.(jpe?g|png|webp|tiff?|gif|avif|bmp)$/i.test(key);
}

/** Puts another folder in the place of the last one that fits. */
function replaceFolder(key: string, image: RegExp, labels: string): string | undefined {
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

/** The part of a data set that a folder's name stands for: `valid` and `val2017` are `val`. */
export function splitOfName(name: string): string | undefined {
  return SPLITS[name.toLowerCase().replace(/_?\d{4}$/, '')];
}

/** The split that a key's folders tell, the innermost first; undefined where none does. */
export function splitOfKey(key: string): string | undefined {
  const folders = key.split('/').slice(0, -1);
  for (const folder of folders.reverse()) {
    const split = splitOfName(folder);
    if (split) return split;
  }
  return undefined;
}

/** Files of no data set, such as `.DS_Store` and `.gitkeep`, and what AppleDouble archives leave (`._cat.jpg`). */
export function isHidden(key: string): boolean {
  return key.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}
