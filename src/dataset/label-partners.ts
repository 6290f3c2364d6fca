import { folderOf, nameOf, splitEnding } from '../core/keys.js';
import { isImageFolderName, isMaskName, maskRoleOf } from './known-names.js';
import { distanceOf, partsOf, placementBetween } from './placement.js';
import type { LearntPlacement } from './placement.js';

/** An image that a label file may belong to. */
export interface Partner {
  readonly image: string;
  readonly label: string;
  readonly placement: LearntPlacement;
}

/** An image whose name stands in more folders is one of many class folders. Other files are ambiguous with so many. */
const MOST_PARTNERS = 8;
/** Of images that share one name, so many are compared. */
const MOST_OF_A_NAME = 64;

/** Finds the images that a label file may belong to, by names alone. */
export class PartnerFinder {
  private readonly byStem = new Map<string, string[]>();
  private readonly byName = new Map<string, string[]>();

  constructor(images: readonly string[]) {
    const endings = commonWords(images);
    for (const image of images) {
      const name = nameOf(image);
      const { stem } = splitEnding(name);
      append(this.byName, name, image);
      append(this.byStem, stem, image);
      const word = endings.get(folderOf(image)) ?? '';
      if (word !== '' && word !== stem) append(this.byStem, stem.slice(0, -word.length), image);
    }
  }

  /**
   * The images with which it shares most of its name; of these the nearest. They have several placements if the names
   * do not decide.
   */
  partnersOf(label: string, isImage: boolean): readonly Partner[] {
    const sharing = this.sharing(label);
    if (isImage && sharing.length === MOST_OF_A_NAME && !partsOf(label).some(isMaskName)) return [];
    const partners = sharing.flatMap((image) => {
      if (image === label) return [];
      const placement = placementBetween(image, label, 'labels');
      return placement ? [{ image, label, placement: isImage ? asMask(placement) : placement }] : [];
    });
    const noMasks = preferring(partners, ({ placement }) => !isMarkedAsMask(placement));
    const alike = lowest(noMasks, ({ placement }) => placement.ending.length);
    const near = lowest(alike, ({ placement }) => distanceOf(placement));
    const likely = preferring(near, ({ placement }) => hasImageFolder(placement));
    if (likely.length <= MOST_PARTNERS) return likely;
    const isNamed = !isImage || likely.some(({ placement }) => marksMasks(placement));
    return isNamed ? likely.slice(0, MOST_PARTNERS) : [];
  }

  private sharing(label: string): readonly string[] {
    const { stem } = splitEnding(nameOf(label));
    const whole = this.byName.get(stem) ?? [];
    const found = beginningsOf(stem).flatMap((start) => this.byStem.get(start) ?? []);
    const all = [...new Set([...whole, ...found])];
    if (all.length <= MOST_OF_A_NAME) return all;
    const usual = preferring(all, (image) => partsOf(folderOf(image)).some(isImageFolderName));
    return usual.slice(0, MOST_OF_A_NAME);
  }
}

/** The name itself, and its beginnings before `_`, `-`, `.` and blanks where the rest is no number. */
function beginningsOf(stem: string): string[] {
  const ends = [...stem.matchAll(/[_\-. ]/g)].map(({ index }) => index);
  return [
    stem,
    ...ends
      .filter((end) => /[A-Za-z]/.test(stem.slice(end)))
      .map((end) => stem.slice(0, end))
      .reverse(),
  ];
}

/** The last word in the names of a folder's images, with its separator, where all have the same. */
function commonWords(images: readonly string[]): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const image of images) {
    const word = /[_-][A-Za-z][A-Za-z0-9]*$/.exec(splitEnding(nameOf(image)).stem)?.[0] ?? '';
    const folder = folderOf(image);
    words.set(folder, (words.get(folder) ?? word) === word ? word : '');
  }
  return words;
}

/** The same for masks, whose kind their name tells. */
export function asMask(placement: LearntPlacement): LearntPlacement {
  return { ...placement, role: maskRoleOf(maskMarkOf(placement)) };
}

/** The part of a mask's key by which it differs from its image. */
function maskMarkOf({ to, ending }: LearntPlacement): string {
  return `${to.replaceAll('/', ' ')} ${splitEnding(`x${ending}`).stem.slice(1)}`;
}

/** True if a usual name marks the label files of this placement as masks. */
export function marksMasks(placement: LearntPlacement): boolean {
  return isMaskName(maskMarkOf(placement));
}

/** True if a usual name marks the images of this placement as masks. */
export function isMarkedAsMask({ from, stem }: LearntPlacement): boolean {
  return isMaskName(`${from.replaceAll('/', ' ')} ${stem}`);
}

export function hasImageFolder({ from }: LearntPlacement): boolean {
  return from === '' || partsOf(from).some(isImageFolderName);
}

/** Those that fulfil the condition, or all if none does. */
function preferring<Item>(items: readonly Item[], condition: (item: Item) => boolean): readonly Item[] {
  const preferred = items.filter(condition);
  return preferred.length > 0 ? preferred : items;
}

function lowest<Item>(items: readonly Item[], measure: (item: Item) => number): readonly Item[] {
  const least = items.reduce((low, item) => (measure(item) < low ? measure(item) : low), Infinity);
  return items.filter((item) => measure(item) === least);
}

function append<Key>(map: Map<Key, string[]>, key: Key, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
