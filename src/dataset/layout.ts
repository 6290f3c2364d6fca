import type { FormatName, LabelRole } from '../core/annotations/formats/format.js';
import { folderOf, splitEnding } from '../stores/keys.js';

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

export interface LabelPlace {
  readonly format: FormatName;
  readonly role: LabelRole;
  readonly key: string;
}

/** Everywhere that labels of this image may lie, best first. */
export function labelPlaces(imageKey: string): readonly LabelPlace[] {
  return PLACEMENTS.flatMap(({ format, role, folder, ending }) => {
    const labelled = folder ? replaceFolder(imageKey, folder.image, folder.labels) : imageKey;
    return labelled === undefined ? [] : [{ format, role, key: splitEnding(labelled).stem + ending }];
  });
}

/** Where labels of a new format are written: as that format's layout has it for an image at this key. */
export function labelPlace(imageKey: string, format: FormatName, role: LabelRole): string | undefined {
  return labelPlaces(imageKey).find((place) => place.format === format && place.role === role)?.key;
}

/** The variant's label file lies to the variant as the Source's label file to the Source. */
export function moveLabelKey(labelKey: string, imageKey: string, outputKey: string): string | undefined {
  const index = labelPlaces(imageKey).findIndex(({ key }) => key === labelKey);
  return index < 0 ? undefined : labelPlaces(outputKey)[index]?.key;
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
    labelPlaces(picture).filter(({ key, role }) => role !== 'labels' && key !== picture),
  );
  const placed = new Set(places.map(({ key }) => key));
  const stems = new Set(places.map(({ key }) => splitEnding(key).stem));
  const found = pictures.filter((picture) => stems.has(splitEnding(picture).stem));
  const folders = new Set(found.filter((key) => !SIDECAR_MASK.test(key)).map(folderOf));
  const keys = new Set([...found, ...pictures.filter((picture) => folders.has(folderOf(picture)))]);
  return { keys, orphans: [...keys].filter((key) => !placed.has(key)) };
}

const SIDECAR_MASK = /_mask\.\w+$/i;

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
