import { AugmentError } from '../core/errors.js';
import { isNamedDatasetFile, mayBeDatasetFile } from '../core/formats/formats.js';
import type { Formats } from '../core/formats/formats.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';
import { isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { StoreLocation } from '../stores/location.js';
import type { Store } from '../stores/store.js';
import { isMaskName } from './known-names.js';
import { isHidden, splitOfName } from './layout.js';
import { parseVariantKey } from './names.js';

/** Data sets are not deeper than that, and folders far above an image are none of it. */
const MOST_LEVELS = 5;
/** From the folder of an image to the one that also holds its labels: `images/train/` and `labels/train/`. */
const MOST_LEVELS_TO_LABELS = 2;
/** A folder far above may hold a whole disk. */
const MOST_KEYS = 1000;
const MOST_SIBLINGS = 40;
const MOST_FILES_READ = 10;
const USUAL_SPLITS = ['train', 'val', 'valid', 'test'];

export interface RootQuestion {
  readonly image: StoreLocation;
  readonly modules: Modules;
  /** The name of the file that makes a folder an input. */
  readonly recipeName: string;
  /** The folder whose recipe says nothing: it may be meant for any folder below. */
  readonly workingFolder: StoreLocation;
}

/** A folder above the image, and the image's key in it. */
interface Level {
  readonly at: StoreLocation;
  readonly store: Store;
  /** Keys in it, as far as they were listed. */
  readonly keys: readonly string[];
  readonly image: string;
}

/**
 * Finds the root of the data set to which an image belongs: the highest of the folders above it that has a Recipe, a
 * data-set file, several splits, or a folder that holds the image's labels beside the folder that holds the image.
 * @returns the folder of the image if no folder above it has any of these
 */
export async function findRoot(question: RootQuestion): Promise<StoreLocation> {
  const { image, modules } = question;
  let root = image.parent()!.location;
  let isLabelled = false;
  for (const [depth, at] of foldersAbove(image).entries()) {
    const level = await openLevel(at, image, modules).catch(unlessDefect);
    if (!level) continue;
    const holdsLabels: boolean = !isLabelled && (await hasLabels(level, depth, modules));
    isLabelled ||= holdsLabels;
    if (holdsLabels || hasSplits(level) || (await hasMark(level, question))) root = at;
  }
  return root;
}

function unlessDefect(error: unknown): undefined {
  if (!(error instanceof AugmentError)) throw error;
}

function foldersAbove(image: StoreLocation): StoreLocation[] {
  const folders: StoreLocation[] = [];
  for (let up = image.parent(); up && folders.length <= MOST_LEVELS; up = up.location.parent()) {
    folders.push(up.location);
  }
  return folders;
}

async function openLevel(at: StoreLocation, image: StoreLocation, modules: Modules): Promise<Level> {
  const store = await at.open('input');
  const keys = await firstKeys(store, '');
  const further = keys.length < MOST_KEYS ? [] : await usualKeys(store, modules.formats);
  return { at, store, keys: [...keys, ...further], image: at.keyOf(image)!.normalize('NFC') };
}

/** One key of each usual name, for a folder of which not everything was listed. */
async function usualKeys(store: Store, { all, placements }: Formats): Promise<string[]> {
  const names = new Set([
    ...USUAL_SPLITS,
    ...all.flatMap(({ dataset }) => dataset?.find.names ?? []),
    ...placements.flatMap(({ folder }) => folder?.labels ?? []),
  ]);
  const found = await Promise.all([...names].map((name) => firstKeys(store, name, 1)));
  return found.flat();
}

async function firstKeys(store: Store, prefix: string, most = MOST_KEYS): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) {
    if (!isHidden(key)) keys.push(key);
    if (keys.length >= most) break;
  }
  return keys;
}

async function hasMark(
  { at, store, keys, image }: Level,
  { modules, recipeName, workingFolder }: RootQuestion,
): Promise<boolean> {
  if (keys.some((key) => !key.includes('/') && isNamed(key, modules.formats))) return true;
  if (workingFolder.keyOf(at) !== '' && (await store.stat(recipeName))) return true;
  const described = keys
    .filter((key) => isNear(key, image) && isDescribing(key, modules.formats))
    .slice(0, MOST_FILES_READ);
  for (const key of described) if (await mentions(store, key, nameOf(image), modules.formats)) return true;
  return false;
}

/** In the folder itself, or in one beside the folder that holds the image. */
function isNear(key: string, image: string): boolean {
  const [first, ...inner] = key.split('/');
  return inner.length === 0 || (inner.length === 1 && first !== image.split('/')[0]);
}

function isNamed(key: string, { all }: Formats): boolean {
  return all.some((format) => isNamedDatasetFile(format, key));
}

function isDescribing(key: string, { all }: Formats): boolean {
  return all.some((format) => mayBeDatasetFile(format, key));
}

async function mentions(store: Store, key: string, name: string, { all }: Formats): Promise<boolean> {
  const stored = await store.read(key);
  if (!stored || !all.some((format) => format.dataset && format.recognises(key, stored.bytes))) return false;
  return new TextDecoder().decode(stored.bytes).includes(name);
}

/** `train` has `val` beside it. */
function hasSplits({ keys, image }: Level): boolean {
  const [first, ...inner] = image.split('/');
  if (inner.length === 0 || splitOfName(first!) === undefined) return false;
  return new Set(foldersIn(keys).flatMap((name) => splitOfName(name) ?? [])).size > 1;
}

function foldersIn(keys: readonly string[]): string[] {
  return [...new Set(keys.flatMap((key) => (key.includes('/') ? [key.slice(0, key.indexOf('/'))] : [])))];
}

/** The image's labels lie beside it, or in a folder beside the one that holds it: `labels/train/a.txt` or `labels/a.txt`. */
async function hasLabels({ store, keys, image }: Level, depth: number, modules: Modules): Promise<boolean> {
  if (depth > MOST_LEVELS_TO_LABELS) return false;
  const { stem } = splitEnding(image);
  if (depth === 0) return hasLabel(store, stem, image, modules);
  const [first, ...inner] = stem.split('/');
  const siblings = foldersIn(keys).filter((name) => name !== first);
  const folders = new Set([inner.join('/'), inner.at(-1)!]);
  for (const sibling of siblings.slice(0, MOST_SIBLINGS)) {
    for (const folder of folders) {
      if (await hasLabel(store, `${sibling}/${folder}`, image, modules)) return true;
    }
  }
  return false;
}

async function hasLabel(store: Store, stem: string, image: string, modules: Modules): Promise<boolean> {
  const keys = await firstKeys(store, stem, MOST_FILES_READ);
  const others = keys.filter((key) => key !== image && folderOf(key) === folderOf(stem));
  const endings = others.filter((key) => !parseVariantKey(key)).map((key) => key.slice(stem.length));
  // Labels with an image of their own beside them belong to that one.
  if (endings.includes(splitEnding(image).ending)) return isMaskName(stem.slice(0, stem.indexOf('/')));
  return endings.some((ending) => isLabelEnding(ending, modules));
}

/** @param ending what follows the image's stem: `.txt`, `.jpg.txt`, `_mask.png` */
function isLabelEnding(ending: string, modules: Modules): boolean {
  if (!isImageKey(`image${ending}`, modules)) return ending.startsWith('.');
  return /^[._-].*png$/i.test(ending);
}
