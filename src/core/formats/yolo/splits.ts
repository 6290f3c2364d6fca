import { folderOf } from '../../keys.js';
import type { DatasetEntry } from '../format.js';

/** How `data.yaml` names the images of a split: by their folder, or by a list if the folder has other images too. */
interface FreshSplitPath {
  readonly split: string;
  /** Path of the folder or the list, relative to the root of the entries. */
  readonly path: string;
  /** The images of the list. */
  readonly images?: readonly string[];
}

/** Images without a split are left out if others have one, and are in train if none has one. */
export function freshSplitPaths(entries: readonly DatasetEntry[]): readonly FreshSplitPath[] {
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
