import { folderOf } from '../../keys.js';
import type { DatasetEntries, DatasetEntry } from '../format.js';

/** Something to go through again and again, each time by a new generator. */
export function again<T>(generate: () => AsyncIterator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: generate };
}

/** The entries of one split. @param split undefined: those without a split */
export function inSplit(entries: DatasetEntries, split: string | undefined): DatasetEntries {
  return chosen(entries, (entry) => (entry.split === split ? entry : undefined));
}

/** The entries whose image is in this folder itself, named from there. @param folder with a slash at its end */
export function inFolder(entries: DatasetEntries, folder: string): DatasetEntries {
  return chosen(entries, (entry) => (folderOf(entry.image) === folder ? from(folder, entry) : undefined));
}

/** The entries, named from a folder that holds all of them. */
export function fromFolder(entries: DatasetEntries, folder: string): DatasetEntries {
  return chosen(entries, (entry) => from(folder, entry));
}

/** The splits in the order in which they occur; undefined stands for entries without one. */
export async function splitsIn(entries: DatasetEntries): Promise<readonly (string | undefined)[]> {
  return [...(await commonFolders(entries)).keys()];
}

/** The folders that have an image, in the order in which they occur. */
export async function foldersIn(entries: DatasetEntries): Promise<readonly string[]> {
  const folders = new Set<string>();
  for await (const { image } of entries) folders.add(folderOf(image));
  return [...folders];
}

/** For each split, in the order in which they occur, the deepest folder that holds all of its images. */
export async function commonFolders(
  entries: DatasetEntries,
): Promise<ReadonlyMap<string | undefined, string>> {
  const folders = new Map<string | undefined, string>();
  for await (const { image, split } of entries)
    folders.set(split, commonFolder(folders.get(split) ?? folderOf(image), image));
  return folders;
}

/** The deepest folder in or above this one that holds a path. Folders end in a slash; empty is the root. */
function commonFolder(folder: string, path: string): string {
  let common = folder;
  while (!path.startsWith(common)) common = folderOf(common.slice(0, -1));
  return common;
}

function chosen(
  entries: DatasetEntries,
  choose: (entry: DatasetEntry) => DatasetEntry | undefined,
): DatasetEntries {
  return again(async function* () {
    for await (const entry of entries) {
      const one = choose(entry);
      if (one) yield one;
    }
  });
}

function from(folder: string, entry: DatasetEntry): DatasetEntry {
  return { ...entry, image: entry.image.slice(folder.length) };
}
