import { folderOf, nameOf } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import { splitOfKey, splitOfName } from '../dataset/layout.js';
import type { Dataset } from '../dataset/source.js';

/** What the folders of images are that have no labels. */
type FolderMeaning = 'classes' | 'dates' | 'portions';

/** A year, a month or a day at the end of a path, with or without characters between them. */
const DATE = /(^|\/)(19|20)\d\d([-_./]?(0[1-9]|1[0-2])([-_./]?(0[1-9]|[12]\d|3[01]))?)?$/;

const NUMBER = /^\d+$/;

/** Compares names as people count: `9.jpg` is before `10.jpg`. */
const { compare } = new Intl.Collator('en', { numeric: true });

const WHY_NO_CLASSES: Readonly<Record<Exclude<FolderMeaning, 'classes'>, string>> = {
  dates: 'the folders of the images are dates',
  portions: 'the folders of the images are numbers, and the names of images go on from one to the next',
};

export interface UnderstoodFolders {
  /** Whether the folders of the images are their classes. */
  readonly folders: boolean;
  /** What was understood with a doubt. */
  readonly doubt?: string;
}

/** Whether the folders of the images are their classes: only where no image has labels. A Recipe that balances by them says so. */
export function understandFolders(
  { sources }: Pick<Dataset, 'sources'>,
  { balance }: Pick<Recipe, 'balance'>,
): UnderstoodFolders {
  const names = new Set(sources.flatMap(({ key }) => classOfFolder(key) ?? []));
  if (names.size < 2 || sources.some(({ labels }) => labels)) return { folders: false };
  const meaning = balance?.by === 'folders' ? 'classes' : meaningOfFolders(sources.map(({ key }) => key));
  if (meaning === 'classes') return { folders: true };
  const doubt = `${WHY_NO_CLASSES[meaning]}, so they were not taken for classes; balance: { ratio: 1, by: folders } in the recipe says that they are`;
  return { folders: false, doubt };
}

/**
 * The class of an image where folders are classes. The input itself is none, nor is the folder of a split, unless that lies in the
 * folder of a split, as the class of `train/train/1.jpg` does.
 */
export function classOfFolder(key: string): string | undefined {
  const folder = folderOf(key).slice(0, -1);
  const name = nameOf(folder);
  const isSplit = splitOfName(name) !== undefined && splitOfKey(folder) === undefined;
  return name === '' || isSplit ? undefined : name;
}

interface Folder {
  readonly path: string;
  first: string;
  last: string;
}

/**
 * Tells folders that only divide images from those that are their classes. Dates are no classes. Numbers may be (as the digits of
 * MNIST are): they are taken for portions of one list only where the names of images go on from one folder to the next, as
 * `000/000999.jpg` and `001/001000.jpg` do.
 * @param keys of all images
 */
function meaningOfFolders(keys: readonly string[]): FolderMeaning {
  const folders = foldersOf(keys);
  if (folders.every(({ path }) => DATE.test(path))) return 'dates';
  const areNumbers = folders.every(({ path }) => NUMBER.test(nameOf(path)));
  return areNumbers && doNamesGoOn(folders) ? 'portions' : 'classes';
}

function foldersOf(keys: readonly string[]): Folder[] {
  const folders = new Map<string, Folder>();
  for (const key of keys) {
    const [path, name] = [folderOf(key).slice(0, -1), nameOf(key)];
    const folder = folders.get(path);
    if (!folder) folders.set(path, { path, first: name, last: name });
    else if (compare(name, folder.first) < 0) folder.first = name;
    else if (compare(name, folder.last) > 0) folder.last = name;
  }
  return [...folders.values()].sort((a, b) => compare(a.path, b.path));
}

/** Whether each folder begins behind the last image of the one before, beside which it lies. */
function doNamesGoOn(folders: readonly Folder[]): boolean {
  const besides = folders.slice(1).map((folder, i) => [folders[i]!, folder] as const);
  const pairs = besides.filter(([before, folder]) => folderOf(before.path) === folderOf(folder.path));
  return (
    pairs.length > 0 &&
    pairs.every(([{ last }, { path, first }]) => compare(last, first) < 0 && !isNamedAfter(first, path))
  );
}

/** `7_0012.jpg` in `7` repeats the name of its class. */
function isNamedAfter(name: string, path: string): boolean {
  const folder = nameOf(path);
  return name.startsWith(folder) && !/^\d/.test(name.slice(folder.length));
}
