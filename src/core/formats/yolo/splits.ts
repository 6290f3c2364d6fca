import type { DatasetEntries } from '../format.js';
import { commonFolders } from '../shared/entries.js';

/** How `data.yaml` names the images of a split: by their folder, or by a list if the folder has other images too. */
interface FreshSplitPath {
  readonly split: string;
  /** Path of the folder or the list, relative to the root of the entries. */
  readonly path: string;
  readonly isList: boolean;
}

export type FreshSplitPaths = readonly FreshSplitPath[];

/** Images without a split are left out if others have one, and are in train if none has one. */
export async function freshSplitPaths(entries: DatasetEntries): Promise<FreshSplitPaths> {
  const folders = await commonFolders(entries);
  const splits = [...folders.keys()].filter((split) => split !== undefined);
  if (splits.length === 0)
    return [...folders.values()].map((folder) => {
      return { split: 'train', path: folderPath(folder), isList: false };
    });
  const shared = await sharedSplits(entries, folders);
  return splits.map((split) => {
    const isList = shared.has(split);
    return { split, isList, path: isList ? `${split}.txt` : folderPath(folders.get(split)!) };
  });
}

/** The splits whose folder holds images of another split, too. */
async function sharedSplits(
  entries: DatasetEntries,
  folders: ReadonlyMap<string | undefined, string>,
): Promise<ReadonlySet<string | undefined>> {
  const shared = new Set<string | undefined>();
  for await (const { image, split: own } of entries)
    for (const [split, folder] of folders) if (split !== own && image.startsWith(folder)) shared.add(split);
  return shared;
}

function folderPath(folder: string): string {
  return folder === '' ? '.' : folder.slice(0, -1);
}
