import { sha256Hex } from '../core/hash.js';
import { byteLength, folderOf, isLonger, MAX_NAME_BYTES, nameOf, splitEnding } from '../core/keys.js';

/** Room for the longest ending of a label or Record file that is named after an output. */
const RESERVED_BYTES = 16;
/** A longer folder is cut. With a name, and below a prefix of 128 bytes, the key then fits into a bucket. */
const MAX_FOLDER_BYTES = 600;
/** What stands in place of the parts that were cut. */
const HASH_BYTES = 17;
/** Characters that are no part of a folder's name on some system, or hide it at its beginning, and the one that escapes them. */
const UNSAFE = /[\p{Cc}\p{Cs}/\\:*?"<>|%]|^[. ]|[. ]$/gu;
/** What Windows takes for a device, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;
/** Cityscapes' mark of images. Its readers find the labels by what stands before it, so it stays last. */
const MARK = '_leftImg8bit';
/** Folders that say nothing but that images lie in them, by the letters that stand for them in the names of tiles. */
const IMAGE_FOLDERS: Readonly<Record<string, string>> = { i: 'images', j: 'JPEGImages' };
const VARIANT = new RegExp(
  `^(?<stem>.*)_(?<ending>[^_./]*)\\.v(?<number>\\d+)` +
    `(?:\\.(?<kind>[to])(?<tile>\\d+)(?:(?<folder>[ij])(?<place>\\d+))?)?(?<mark>${MARK})?$`,
  'su',
);

/** What of a variant an output shows. */
interface VariantPart {
  /** From 1. Absent: the variant is not cut. */
  readonly tile?: number | undefined;
  /** Of the object that the tile shows, where outputs lie in the folders of their classes. */
  readonly class?: string | undefined;
}

/**
 * Key of a variant: `a/cat.jpg` → `a/cat_jpg.v1.jpg`. The Source's own ending is part of the name, so that variants of
 * `cat.jpg` and `cat.png` have different names. A name that is too long for some Store is cut, and gets a hash of the
 * whole name. Of Cityscapes, `x_leftImg8bit.png` → `x_png.v1_leftImg8bit.png`. Tile 3 of variant 1 is
 * `a/cat_jpg.v1.t3.jpg`, and in the folder of its class `a/tabby/cat_jpg.v1.o3.jpg`. There a folder of images gives way, as
 * trainers look for classes below the split: `train/images/cat.jpg` → `train/tabby/cat_jpg.v1.o3i1.jpg`. The name says which
 * and where it was, so that no two Sources have the same outputs.
 * @param ending with dot
 */
export function variantKey(
  sourceKey: string,
  variant: number,
  ending: string,
  { tile, class: name }: VariantPart = {},
): string {
  if (tile !== undefined && name !== undefined)
    return objectTileKey(sourceKey, variant, tile, classFolder(name), ending);
  const part = tile === undefined ? '' : `.t${tile}`;
  return fitFolder(folderOf(sourceKey)) + variantName(sourceKey, variant, part, ending);
}

/** @param classFolder the name of the folder of its class */
function objectTileKey(
  sourceKey: string,
  variant: number,
  tile: number,
  classFolder: string,
  ending: string,
): string {
  const { folder, taken } = withoutImageFolder(folderOf(sourceKey));
  const above = fitFolder(folder, MAX_FOLDER_BYTES - byteLength(classFolder) - 1);
  return `${above}${classFolder}/${variantName(sourceKey, variant, `.o${tile}${taken}`, ending)}`;
}

function variantName(sourceKey: string, variant: number, part: string, ending: string): string {
  const { stem, ending: own } = splitEnding(nameOf(sourceKey));
  const mark = markOf(sourceKey);
  const tail = `_${own.slice(1)}.v${variant}${part}${mark}`;
  return fitName(stem.slice(0, stem.length - mark.length), tail, ending);
}

/** A folder without the last of its parts that is one of images, and what stands for that in the name of a tile. */
function withoutImageFolder(folder: string): { readonly folder: string; readonly taken: string } {
  const parts = folder.split('/');
  const place = parts.findLastIndex((part) => Object.values(IMAGE_FOLDERS).includes(part));
  const found = Object.entries(IMAGE_FOLDERS).find(([, part]) => part === parts[place]);
  if (!found) return { folder, taken: '' };
  return { folder: parts.toSpliced(place, 1).join('/'), taken: `${found[0]}${place}` };
}

function withImageFolder(folder: string, letter: string | undefined, place: string | undefined): string {
  if (letter === undefined) return folder;
  return folder.split('/').toSpliced(Number(place), 0, IMAGE_FOLDERS[letter]!).join('/');
}

/**
 * A class as the name of a folder, which tells it from every other class. What some system does not accept in a name, or would
 * hide, is written as `%` and the hexadecimal digits of its UTF-8, as in addresses.
 */
function classFolder(name: string): string {
  const characters = name.normalize('NFC').replaceAll(UNSAFE, escaped);
  const safe = characters.replace(DEVICE, (device) => escaped(device.charAt(0)) + device.slice(1));
  return safe === '' ? '%' : fitName(safe, '', '');
}

function escaped(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** The folder below which the tiles of a Source lie in the folders of their classes. */
export function classesRoot(sourceKey: string): string {
  return fitFolder(withoutImageFolder(folderOf(sourceKey)).folder);
}

/** Whether it is the key of a tile of this Source in the folder of a class. */
export function isObjectTile(key: string, sourceKey: string): boolean {
  const parsed = parseVariantKey(key);
  if (parsed?.tile === undefined) return false;
  const classFolder = nameOf(folderOf(key).slice(0, -1));
  const { ending } = splitEnding(key);
  return key === objectTileKey(sourceKey, parsed.variant, parsed.tile, classFolder, ending);
}

/** What the keys of all variants of a Source begin with: their keys up to the number. */
export function variantPrefix(sourceKey: string): string {
  const end = `1${markOf(sourceKey)}`;
  return variantKey(sourceKey, 1, '').slice(0, -end.length);
}

function markOf(sourceKey: string): string {
  return splitEnding(nameOf(sourceKey)).stem.endsWith(MARK) ? MARK : '';
}

/** The Source and the numbers in a variant's key; undefined for any other key. A shortened stem stays shortened. */
export function parseVariantKey(
  key: string,
): { readonly source: string; readonly variant: number; readonly tile?: number } | undefined {
  const { stem, ending } = splitEnding(key);
  if (ending === '') return undefined;
  const match = VARIANT.exec(nameOf(stem))?.groups;
  if (!match) return undefined;
  const own = match.ending === '' ? '' : `.${match.ending!}`;
  const folder = folderOf(key);
  const above =
    match.kind === 'o' ? withImageFolder(folderOf(folder.slice(0, -1)), match.folder, match.place) : folder;
  return {
    source: `${above}${match.stem!}${match.mark ?? ''}${own}`,
    variant: Number(match.number),
    ...(match.tile !== undefined && { tile: Number(match.tile) }),
  };
}

/** A name that every Store can hold. A longer one is cut, and gets a hash of the whole name. */
export function fitName(stem: string, tail: string, ending: string): string {
  if (!isLonger(stem + tail + ending, MAX_NAME_BYTES - RESERVED_BYTES)) return stem + tail + ending;
  const room = MAX_NAME_BYTES - byteLength(tail) - Math.max(byteLength(ending), RESERVED_BYTES);
  if (byteLength(stem) <= room) return stem + tail + ending;
  const hash = hashOf(stem);
  return cutToBytes(stem, room - hash.length) + hash + tail + ending;
}

/**
 * A folder with which every Store can hold the key of a file. In a longer one, a hash of the whole folder stands in place of
 * its last parts.
 * @param folder with a trailing slash, or empty
 * @param most bytes that it may have
 */
export function fitFolder(folder: string, most = MAX_FOLDER_BYTES): string {
  if (byteLength(folder) <= most) return folder;
  let kept = '';
  for (const part of folder.split('/')) {
    if (byteLength(kept) + byteLength(part) + 1 > most - HASH_BYTES - 1) break;
    kept += `${part}/`;
  }
  return `${kept}${hashOf(folder)}/`;
}

function hashOf(text: string): string {
  return `~${sha256Hex(text).slice(0, HASH_BYTES - 1)}`;
}

function cutToBytes(text: string, bytes: number): string {
  let cut = '';
  let length = 0;
  for (const character of text) {
    length += byteLength(character);
    if (length > bytes) break;
    cut += character;
  }
  return cut;
}
