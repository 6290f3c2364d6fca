import type { Formats } from '../core/formats/formats.js';
import { folderOf, nameOf, relativePath, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import type { FoundDatasetFile } from './dataset-files.js';
import { groupBy } from './group-by.js';
import { splitOfName } from './layout.js';
import { leadsElsewhere, pathParts } from './split-paths.js';
import type { ImageList } from './source.js';

/** True for the key of a text file that names the images of a split. */
export function isListName(key: string, { all }: Formats): boolean {
  return all.some(({ imageLists }) => imageLists?.test(key));
}

interface Lists {
  readonly lists: readonly ImageList[];
  /** Lines that name no image, counted for each list. */
  readonly warnings: readonly string[];
}

/**
 * The lists of images of a data set, with the images that their lines name: text files with the name of a list, and
 * those that a data-set file declares, whatever their name.
 */
export async function readLists(
  store: Store,
  keys: readonly string[],
  images: readonly string[],
  files: readonly FoundDatasetFile[],
  formats: Formats,
): Promise<Lists> {
  const isThere = new Set(keys);
  const known = new Set(images);
  const declared = new Map(
    files
      .flatMap(({ file }) => file.splitPaths ?? [])
      .flatMap(({ key, split }) =>
        key !== undefined && isThere.has(key) && !known.has(key) ? [[key, splitOfName(split)] as const] : [],
      )
      .toReversed(),
  );
  const candidates = keys.filter((key) => declared.has(key) || isListName(key, formats));
  if (candidates.length === 0) return { lists: [], warnings: [] };
  const byStem = groupBy(images, (image) => nameOf(splitEnding(image).stem));
  const lists: ImageList[] = [];
  const warnings: string[] = [];
  for (const key of candidates) {
    const stored = await store.read(key);
    const texts = new TextDecoder().decode(stored?.bytes).split(/\r?\n/);
    const named = texts
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => ({ text, images: findListed(text, key, byStem) }));
    const lines = named.flatMap(({ text, images: found }) => found.map((image) => ({ text, image })));
    const lost = named.filter((line) => line.images.length === 0);
    if (lost.length > 0 && (lines.length > 0 || declared.has(key)))
      warnings.push(`${key}: ${lost.length} of its lines name no image of the input: ${lost[0]!.text}`);
    const split = declared.get(key) ?? splitOfName(splitEnding(nameOf(key)).stem);
    if (lines.length > 0) lists.push({ key, lines, ...(split !== undefined && { split }) });
  }
  return { lists, warnings: [...warnings, ...describeShared(lists)] };
}

/** Images that stand in the lists of two splits: what is trained on would be tested on, too. */
function describeShared(lists: readonly ImageList[]): string[] {
  const heldOut = lists.filter(({ split }) => split !== undefined && split !== 'train');
  const trained = new Map(
    lists
      .filter(({ split }) => split === 'train')
      .flatMap(({ key, lines }) => lines.map(({ image }) => [image, key] as const)),
  );
  return heldOut.flatMap(({ key, split, lines }) => {
    const shared = [...new Set(lines.map(({ image }) => image))].filter((image) => trained.has(image));
    const [first] = shared;
    if (first === undefined) return [];
    const [are, count] = shared.length === 1 ? ['is', 'counts'] : ['are', 'count'];
    return `${key}: ${shared.length} of its images ${are} in ${trained.get(first)} too, and ${count} as ${split}, so that no variant is tested on: ${first}`;
  });
}

/**
 * A line is a stem, perhaps with a flag behind it, or a path that need not exist. Of several images with this name, the
 * one with the longest common end of its path is meant, and then the nearest to the list.
 */
function findListed(
  line: string,
  list: string,
  byStem: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const path = line.replace(/\\/g, '/');
  const readings = [path, splitEnding(path).stem, path.replace(/\s+-?\d+$/, '')];
  const named = readings.find((reading) => byStem.has(nameOf(reading)));
  if (named === undefined) return [];
  const found = byStem.get(nameOf(named))!;
  const folders = pathParts(folderOf(named));
  const closest = most(found, (image) => commonEnd(folders, pathParts(folderOf(image))));
  const nearest = most(closest, (image) => commonStart(folderOf(list), image));
  const exact = nearest.filter((image) => path.endsWith(nameOf(image)));
  return exact.length > 0 ? exact : nearest.length === 1 ? nearest : [];
}

function most(keys: readonly string[], score: (key: string) => number): readonly string[] {
  const best = keys.reduce((highest, key) => Math.max(highest, score(key)), 0);
  return keys.filter((key) => score(key) === best);
}

function commonEnd(a: readonly string[], b: readonly string[]): number {
  const reversed = b.toReversed();
  const differs = a.toReversed().findIndex((part, i) => part !== reversed[i]);
  return differs < 0 ? a.length : differs;
}

function commonStart(a: string, b: string): number {
  const others = pathParts(b);
  const differs = pathParts(a).findIndex((part, i) => part !== others[i]);
  return differs < 0 ? pathParts(a).length : differs;
}

/**
 * A line of an input's list for one output of its image. A path that is not relative would lead to the input, so it
 * becomes `./` and the path from the list's folder, as trainers read it.
 */
export function relist(text: string, list: string, image: string, output: string): string {
  if (leadsElsewhere(text)) return `./${relativePath(folderOf(list), output)}`;
  const name = nameOf(image);
  const at = text.lastIndexOf(name);
  if (at >= 0) return text.slice(0, at) + nameOf(output) + text.slice(at + name.length);
  return text.replace(splitEnding(name).stem, () => splitEnding(nameOf(output)).stem);
}
