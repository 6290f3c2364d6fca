import { sha256Hex } from '../core/hash.js';
import { byteLength, folderOf, MAX_KEY_BYTES, MAX_NAME_BYTES, nameOf, splitEnding } from '../core/keys.js';

/** Room for the ending of the longest label or Record file that is named after an output. */
const RESERVED_BYTES = 16;
const VARIANT = /^(?<stem>.*)_(?<ending>[^_./]*)\.v(?<number>\d+)$/su;

/**
 * Key of a variant: `a/cat.jpg` → `a/cat_jpg.v1.jpg`. The source's own ending is part of the name, so that `cat.jpg`
 * and `cat.png` never meet. A name that no Store could hold is cut and carries a hash of the whole instead.
 * @param ending with dot
 */
export function variantKey(sourceKey: string, variant: number, ending: string): string {
  const folder = folderOf(sourceKey);
  const { stem, ending: own } = splitEnding(nameOf(sourceKey));
  const tail = `_${own.slice(1)}.v${variant}`;
  return folder + fitName(stem, tail, folder, ending);
}

/** The Source and the number in a variant's key; undefined for any other key. A shortened stem comes back shortened. */
export function parseVariantKey(
  key: string,
): { readonly source: string; readonly variant: number } | undefined {
  const { stem, ending } = splitEnding(key);
  if (ending === '') return undefined;
  const match = VARIANT.exec(nameOf(stem))?.groups;
  if (!match) return undefined;
  const own = match.ending === '' ? '' : `.${match.ending!}`;
  return { source: `${folderOf(key)}${match.stem!}${own}`, variant: Number(match.number) };
}

/** A name of at most so many bytes that every Store can hold it: cut, with a hash of the whole, where it is longer. */
export function fitName(stem: string, tail: string, folder: string, ending: string): string {
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
