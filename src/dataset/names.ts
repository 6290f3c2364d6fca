import { sha256Hex } from '../core/hash.js';
import {
  byteLength,
  folderOf,
  isLonger,
  MAX_KEY_BYTES,
  MAX_NAME_BYTES,
  nameOf,
  splitEnding,
} from '../core/keys.js';

/** Room for the longest ending of a label or Record file that is named after an output. */
const RESERVED_BYTES = 16;
/** Cityscapes' mark of images. Its readers find the labels by what stands before it, so it stays last. */
const MARK = '_leftImg8bit';
const VARIANT = new RegExp(`^(?<stem>.*)_(?<ending>[^_./]*)\\.v(?<number>\\d+)(?<mark>${MARK})?$`, 'su');

/**
 * Key of a variant: `a/cat.jpg` → `a/cat_jpg.v1.jpg`. The Source's own ending is part of the name, so that variants of
 * `cat.jpg` and `cat.png` have different names. A name that is too long for some Store is cut, and gets a hash of the
 * whole name. Of Cityscapes, `x_leftImg8bit.png` → `x_png.v1_leftImg8bit.png`.
 * @param ending with dot
 */
export function variantKey(sourceKey: string, variant: number, ending: string): string {
  const folder = folderOf(sourceKey);
  const { stem, ending: own } = splitEnding(nameOf(sourceKey));
  const mark = markOf(sourceKey);
  const tail = `_${own.slice(1)}.v${variant}${mark}`;
  return folder + fitName(stem.slice(0, stem.length - mark.length), tail, folder, ending);
}

/** What the keys of all variants of a Source begin with: their keys up to the number. */
export function variantPrefix(sourceKey: string): string {
  const end = `1${markOf(sourceKey)}`;
  return variantKey(sourceKey, 1, '').slice(0, -end.length);
}

function markOf(sourceKey: string): string {
  return splitEnding(nameOf(sourceKey)).stem.endsWith(MARK) ? MARK : '';
}

/** The Source and the number in a variant's key; undefined for any other key. A shortened stem stays shortened. */
export function parseVariantKey(
  key: string,
): { readonly source: string; readonly variant: number } | undefined {
  const { stem, ending } = splitEnding(key);
  if (ending === '') return undefined;
  const match = VARIANT.exec(nameOf(stem))?.groups;
  if (!match) return undefined;
  const own = match.ending === '' ? '' : `.${match.ending!}`;
  return { source: `${folderOf(key)}${match.stem!}${match.mark ?? ''}${own}`, variant: Number(match.number) };
}

/** A name that every Store can hold. A longer one is cut, and gets a hash of the whole name. */
export function fitName(stem: string, tail: string, folder: string, ending: string): string {
  if (!isLonger(folder + stem + tail + ending, MAX_NAME_BYTES - RESERVED_BYTES)) return stem + tail + ending;
  const fixed = byteLength(tail) + Math.max(byteLength(ending), RESERVED_BYTES);
  const room = Math.min(MAX_NAME_BYTES - fixed, MAX_KEY_BYTES - byteLength(folder) - fixed);
  if (byteLength(stem) <= room) return stem + tail + ending;
  const hash = `~${sha256Hex(stem).slice(0, 16)}`;
  return cutToBytes(stem, room - hash.length) + hash + tail + ending;
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
