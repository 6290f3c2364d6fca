import type { Json } from '../core/json.js';
import { folderOf, nameOf, splitEnding } from '../stores/keys.js';
import type { Store } from '../stores/store.js';
import type { FoundDatasetFile } from './dataset-files.js';
import { splitOfKey, splitOfName } from './layout.js';
import type { ImageList } from './source.js';

/** Pascal VOC's lists of stems, and Ultralytics' and darknet's lists of paths. */
const LIST_NAME = /^(train|val|valid|test|trainval)\.txt$/i;

interface Splits {
  readonly splitOf: (image: string) => string | undefined;
  readonly lists: readonly ImageList[];
}

/** Which split each image is in: by list files, by the data-set file that describes it, by `data.yaml`, by its folders. */
export async function readSplits(
  store: Store,
  sizes: ReadonlyMap<string, number>,
  images: readonly string[],
  files: readonly FoundDatasetFile[],
): Promise<Splits> {
  const lists = await readLists(store, sizes, images);
  const listed = new Map(
    lists.flatMap(({ key, lines }) => {
      const split = splitOfName(splitEnding(nameOf(key)).stem);
      return split ? lines.map(({ image }) => [image, split] as const) : [];
    }),
  );
  const described = new Map<string, string>();
  for (const { file, parts } of files) {
    if (file.split && parts) for (const image of parts.keys()) described.set(image, file.split);
  }
  const folders = files.flatMap(({ file }) => declaredFolders(file.key, file.schema.extra));
  return {
    lists,
    splitOf: (image) =>
      listed.get(image) ?? described.get(image) ?? splitByFolder(image, folders) ?? splitOfKey(image),
  };
}

async function readLists(store: Store, sizes: ReadonlyMap<string, number>, images: readonly string[]) {
  const candidates = [...sizes.keys()].filter((key) => LIST_NAME.test(nameOf(key)));
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
  if (line === '') return [];
  const isPath = /\.\w+$/.test(line);
  const stem = isPath ? splitEnding(nameOf(line)).stem : line.split(/\s+/)[0]!;
  const found = byStem.get(nameOf(stem)) ?? [];
  if (found.length <= 1) return [...found];
  return found.filter((image) => line.endsWith(image) || image.endsWith(line.replace(/^\.\//, '')));
}

interface DeclaredFolder {
  readonly split: string;
  readonly folder: string;
}

/** The folders that `data.yaml` names for its splits, as keys. Roboflow's `../train/images` means `train/images`. */
function declaredFolders(key: string, extra: Json | undefined): DeclaredFolder[] {
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) return [];
  const declared = extra as Readonly<Record<string, Json | undefined>>;
  const base = typeof declared.path === 'string' && !declared.path.startsWith('/') ? declared.path : '';
  return Object.entries(declared).flatMap(([name, value]) => {
    const split = splitOfName(name);
    if (!split) return [];
    const paths = (Array.isArray(value) ? value : [value]).filter((path) => typeof path === 'string');
    return paths.map((path) => ({ split, folder: joinPath(folderOf(key), base, path) }));
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

/** The deepest declared folder decides; where two splits share it, it decides nothing. */
function splitByFolder(image: string, folders: readonly DeclaredFolder[]): string | undefined {
  const holding = folders.filter(({ folder }) => folder === '' || image.startsWith(`${folder}/`));
  const deepest = Math.max(...holding.map(({ folder }) => folder.length));
  const splits = new Set(holding.filter(({ folder }) => folder.length === deepest).map(({ split }) => split));
  return splits.size === 1 ? [...splits][0] : undefined;
}
