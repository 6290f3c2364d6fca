import { folderOf } from '../../keys.js';
import type { DatasetEntry } from '../format.js';

/** How `data.yaml` names the images of a split: by their folder, or by a list if other images lie in it too. */
interface SplitPath {
  readonly split: string;
  /** Of the folder or the list, relative to the root of the entries. */
  readonly path: string;
  /** The images of a list. */
  readonly images?: readonly string[];
}

/** Pictures without a split are left out where others have one, and are train where none has. */
export function splitPaths(entries: readonly DatasetEntry[]): readonly SplitPath[] {
  const splits = [...new Set(entries.flatMap(({ split }) => split ?? []))];
  if (splits.length === 0 && entries.length > 0)
    return [{ split: 'train', path: folderPath(commonFolder(entries)) }];
  return splits.map((split) => {
    const members = entries.filter((entry) => entry.split === split);
    const folder = commonFolder(members);
    const isShared = entries.some((entry) => entry.split !== split && entry.image.startsWith(folder));
    return isShared
      ? { split, path: `${split}.txt`, images: members.map(({ image }) => image) }
      : { split, path: folderPath(folder) };
  });
}

function commonFolder(entries: readonly DatasetEntry[]): string {
  let folder = folderOf(entries[0]!.image);
  while (!entries.every(({ image }) => image.startsWith(folder))) folder = folderOf(folder.slice(0, -1));
  return folder;
}

function folderPath(folder: string): string {
  return folder === '' ? '.' : folder.slice(0, -1);
}
