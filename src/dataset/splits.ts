import type { Formats } from '../core/formats/formats.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import type { FoundDatasetFile } from './dataset-files.js';
import { splitOfKey, splitOfName } from './layout.js';
import type { DatasetFile, ImageList } from './source.js';

/**
 * Finds the split of an image, by the first that names one: list files, the data-set file that describes it, the
 * folders that a data-set file declares, its own folders.
 */
export function splitFinder(
  files: readonly FoundDatasetFile[],
  lists: readonly ImageList[],
): (image: string) => string | undefined {
  const listed = new Map(
    lists.toReversed().flatMap(({ key, lines }) => {
      const split = splitOfName(splitEnding(nameOf(key)).stem);
      return split ? lines.map(({ image }) => [image, split] as const) : [];
    }),
  );
  const described = (image: string) => {
    const splits = files.flatMap(({ file, partOf }) => {
      const part = partOf?.(image);
      const split = part && (splitOfName(part.split ?? '') ?? file.split);
      return split ?? [];
    });
    return splits.at(-1);
  };
  const folders = files.flatMap(({ file }) => declaredFolders(file));
  return (image) =>
    listed.get(image) ?? described(image) ?? splitByFolder(image, folders) ?? splitOfKey(image);
}

/** True for the key of a text file that names the images of a split. */
export function isListName(key: string, { all }: Formats): boolean {
  return all.some(({ imageLists }) => imageLists?.test(key));
}

/** The lists of images of a data set, with the images that their lines name. */
export async function readLists(
  store: Store,
  sizes: ReadonlyMap<string, number>,
  images: readonly string[],
  formats: Formats,
): Promise<ImageList[]> {
  const candidates = [...sizes.keys()].filter((key) => isListName(key, formats));
  if (candidates.length === 0) return [];
  const byStem = new Map<string, string[]>();
  for (const image of images) {
    const stem = nameOf(splitEnding(image).stem);
    byStem.set(stem, [...(byStem.get(stem) ?? []), image]);
  }
  const lists: ImageList[] = [];
  for (const key of candidates) {
    const stored = await store.read(key);
    const texts = new TextDecoder().decode(stored?.bytes).split(/\r?\n/);
    const lines = texts.flatMap((text) =>
      findListed(text.trim(), byStem).map((image) => ({ text: text.trim(), image })),
    );
    if (lines.length > 0) lists.push({ key, lines });
  }
  return lists;
}

/** A line is a stem, perhaps with a flag behind it, or a path that need not exist. */
function findListed(line: string, byStem: ReadonlyMap<string, readonly string[]>): string[] {
  const readings = [line, splitEnding(line).stem, line.replace(/\s+-?\d+$/, '')];
  const path = readings.find((reading) => byStem.has(nameOf(reading)));
  if (path === undefined) return [];
  const found = byStem.get(nameOf(path))!;
  if (found.length === 1) return [...found];
  return found.filter((image) => line.endsWith(image) || image.endsWith(line.replace(/^\.\//, '')));
}

interface DeclaredFolder {
  readonly split: string;
  readonly folder: string;
}

/** The declared folders as keys. Roboflow's `../train/images` means `train/images`. */
function declaredFolders({ key, folders = [] }: DatasetFile): DeclaredFolder[] {
  return folders.flatMap(({ split: name, path }) => {
    const split = splitOfName(name);
    const isElsewhere = path.startsWith('/') || /^[a-z]+:/i.test(path);
    return split && !isElsewhere ? [{ split, folder: joinPath(folderOf(key), path) }] : [];
  });
}

function joinPath(...paths: readonly string[]): string {
  const parts: string[] = [];
  for (const part of paths.flatMap((path) => path.split('/'))) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The deepest declared folder decides. If two splits share it, neither counts. */
function splitByFolder(image: string, folders: readonly DeclaredFolder[]): string | undefined {
  const holding = folders.filter(({ folder }) => folder === '' || image.startsWith(`${folder}/`));
  const deepest = holding.reduce((most, { folder }) => Math.max(most, folder.length), 0);
  const splits = new Set(holding.filter(({ folder }) => folder.length === deepest).map(({ split }) => split));
  return splits.size === 1 ? [...splits][0] : undefined;
}
