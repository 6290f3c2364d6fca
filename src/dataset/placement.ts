import type { LabelRole } from '../core/formats/format.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';

/**
 * Where the label files of a data set lie, as its own names show it: plain data, so that one key is understood without
 * a listing. The key of a label file follows from that of its image: `from` is replaced by `to`, the name loses `stem`
 * and gets `ending`. `{from: 'leftImg8bit', to: 'gtFine', stem: '_leftImg8bit', ending: '_gtFine_labelIds.png'}`
 */
export interface LearntPlacement {
  readonly role: LabelRole;
  /** Neighbouring folders of the image's path; the last such position is replaced. Empty: `to` lies in the image's folder. */
  readonly from: string;
  readonly to: string;
  /** What the name of the image has and the name of the labels lacks. */
  readonly stem: string;
  /** What follows in the name of the labels. */
  readonly ending: string;
  /** True if the ending follows the whole name of the image: `a.jpg.txt`. */
  readonly whole?: true;
}

/** The key of an image's label file at this placement; undefined if the image's key does not fit it. */
export function labelKeyAt(placement: LearntPlacement, image: string): string | undefined {
  const folders = replaceFolders(partsOf(folderOf(image)), partsOf(placement.from), partsOf(placement.to));
  const base = baseOf(placement, nameOf(image));
  return folders && base !== undefined ? [...folders, base + placement.ending].join('/') : undefined;
}

function baseOf({ whole, stem: suffix }: LearntPlacement, imageName: string): string | undefined {
  if (whole) return imageName;
  const { stem } = splitEnding(imageName);
  return stem.endsWith(suffix) && stem !== suffix ? stem.slice(0, stem.length - suffix.length) : undefined;
}

/** Replaces the last position at which all of `from` stand. */
function replaceFolders(
  folders: readonly string[],
  from: readonly string[],
  to: readonly string[],
): readonly string[] | undefined {
  if (from.length === 0) return [...folders, ...to];
  const at = positionsOf(from, folders).at(-1);
  return at === undefined ? undefined : folders.toSpliced(at, from.length, ...to);
}

function positionsOf(sought: readonly string[], folders: readonly string[]): number[] {
  return folders.flatMap((_, at) => (sought.every((part, i) => folders[at + i] === part) ? [at] : []));
}

/** What the keys of the images begin with that labels of this key would belong to at this placement. */
export function imagePrefixes(placement: LearntPlacement, label: string): string[] {
  const { ending, whole, stem } = placement;
  const base = nameOf(label).slice(0, -ending.length);
  if (base === '' || !label.endsWith(ending)) return [];
  const name = whole ? base : `${base}${stem}.`;
  const prefixes = foldersBefore(placement, partsOf(folderOf(label))).map((folders) =>
    [...folders, name].join('/'),
  );
  // A name with an ending of one letter stands for all names of the prefix.
  return prefixes.filter((prefix) => labelKeyAt(placement, whole ? prefix : `${prefix}x`) === label);
}

function foldersBefore({ from, to }: LearntPlacement, labels: readonly string[]): readonly string[][] {
  const [sought, wanted] = [partsOf(to), partsOf(from)];
  const positions = sought.length === 0 ? [...labels.keys(), labels.length] : positionsOf(sought, labels);
  if (wanted.length > 0) return positions.map((at) => labels.toSpliced(at, sought.length, ...wanted));
  return sought.length === 0 || positions.includes(labels.length - sought.length)
    ? [labels.slice(0, labels.length - sought.length)]
    : [];
}

/** The placement at which this file would be the label file of this image; undefined if their names have nothing in common. */
export function placementBetween(image: string, label: string, role: LabelRole): LearntPlacement | undefined {
  const names = compareNames(nameOf(image), nameOf(label));
  if (!names) return undefined;
  const [a, b] = [partsOf(folderOf(image)), partsOf(folderOf(label))];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - start && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  // A folder that is inserted needs a position that the key alone shows.
  if (tail > 0 && a.length - tail === start) tail = 0;
  // The fewest folders that lead to the labels: of equal names in one path, only the last position is replaced.
  for (; tail >= 0; tail--) {
    for (let first = start; first >= 0; first--) {
      const [from, to] = [a, b].map((folders) => folders.slice(first, folders.length - tail).join('/'));
      const placement = { role, from: from!, to: to!, ...names };
      if (labelKeyAt(placement, image) === label) return placement;
    }
  }
  return undefined;
}

type Names = Pick<LearntPlacement, 'stem' | 'ending' | 'whole'>;

/** How the name of a label file differs from that of its image. */
function compareNames(image: string, label: string): Names | undefined {
  const { stem } = splitEnding(image);
  const follows = (start: string) => label.startsWith(start) && /^[._ -]/.test(label.slice(start.length));
  if (follows(image)) return { stem: '', ending: label.slice(image.length), whole: true };
  if (follows(stem)) return { stem: '', ending: label.slice(stem.length) };
  const base = commonWords(stem, splitEnding(label).stem);
  return base === '' ? undefined : { stem: stem.slice(base.length), ending: label.slice(base.length) };
}

/** The longest common beginning after which both go on with a separator. */
function commonWords(a: string, b: string): string {
  let end = 0;
  for (let i = 0; i < Math.min(a.length, b.length) && (i === 0 || a[i - 1] === b[i - 1]); i++)
    if (isSeparator(a[i]) && isSeparator(b[i])) end = i;
  return a.slice(0, end);
}

function isSeparator(character: string | undefined): boolean {
  return character !== undefined && '._ -'.includes(character);
}

/** The key of an output's label file, which lies relative to the output as the Source's label file to the Source. */
export function moveLabelKey(label: string, image: string, output: string): string {
  if (image === output) return label;
  const names = compareNames(nameOf(image), nameOf(label));
  const { stem } = splitEnding(nameOf(output));
  const lost = names && stem.endsWith(names.stem) ? names.stem.length : 0;
  const named = names?.whole ? nameOf(output) : stem.slice(0, stem.length - lost);
  const ending = names?.ending ?? splitEnding(label).ending;
  return [...labelFolders(label, image, output), named + ending].join('/');
}

/**
 * An output lies in another folder than its Source where that was too long and is cut, or where classes have folders. If the
 * part that leads to the labels was cut off, too, they lie beside the output, where readers look last.
 */
function labelFolders(label: string, image: string, output: string): readonly string[] {
  const folders = partsOf(folderOf(output));
  if (folderOf(image) === folderOf(output)) return partsOf(folderOf(label));
  const placement = placementBetween(image, label, 'labels');
  const moved = placement && replaceFolders(folders, partsOf(placement.from), partsOf(placement.to));
  return moved ?? folders;
}

/** How many folders lie between an image and its labels. */
export function distanceOf({ from, to }: LearntPlacement): number {
  return partsOf(from).length + partsOf(to).length;
}

/** The folders of a path, with or without a slash at its end. */
export function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
