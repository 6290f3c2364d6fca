import { folderOf } from '../core/keys.js';
import type { SplitPath } from '../core/formats/format.js';
import type { FoundDatasetFile } from './dataset-files.js';
import { splitOfName } from './layout.js';
import type { FoundSplitPath } from './source.js';

/** What the listing of an input has: the folders that hold images, at any depth, and all other files. */
interface Listing {
  readonly folders: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

/** How a path was found: as it is written, by the end of its path, or not at all. */
interface Reading {
  readonly splitPath: FoundSplitPath;
  readonly found: 'exactly' | 'by its end' | 'nowhere';
}

interface Placed {
  readonly files: readonly FoundDatasetFile[];
  /** Declared paths that the input does not have, that two files give to different splits, or that two splits share. */
  readonly warnings: readonly string[];
}

/**
 * Finds the folders and lists that data-set files declare for their splits. Paths of another machine are found by their
 * end: `C:\ds\train\images` is `train/images` if the data set has such a folder.
 * @param keys all keys of the input; `images` are those of its images
 */
export function findSplitPaths(
  found: readonly FoundDatasetFile[],
  keys: Iterable<string>,
  images: readonly string[],
): Placed {
  const listing = { folders: foldersOf(images), files: new Set(keys) };
  const warnings: string[] = [];
  const files = found.map((one): FoundDatasetFile => {
    const { file } = one;
    if (!file.splitPaths) return one;
    const readings = withoutGuesses(
      file.splitPaths.map((splitPath) => readSplitPath(splitPath, folderOf(file.key), listing)),
    );
    for (const { splitPath } of readings.filter((reading) => reading.found === 'nowhere'))
      warnings.push(`${file.key}: ${splitPath.split}: ${splitPath.path} is not in the input`);
    return { ...one, file: { ...file, splitPaths: readings.map(({ splitPath }) => splitPath) } };
  });
  return { files, warnings: [...warnings, ...contradictions(files), ...overlaps(files, listing)] };
}

/** The parts of a path of any machine: `C:\ds\.\train` has ds and train. */
export function pathParts(path: string): readonly string[] {
  return partsOf(path.replace(/\\/g, '/').replace(/^[A-Za-z]:/, '')).filter((part) => part !== '.');
}

/** True if a path leads away from the folder that it is relative to, or works on some machines only. */
export function leadsElsewhere(path: string): boolean {
  return isAbsolute(path) || path.startsWith('..') || path.includes('\\');
}

function foldersOf(images: readonly string[]): Set<string> {
  const folders = new Set(['']);
  for (const image of images)
    for (let at = image.indexOf('/'); at >= 0; at = image.indexOf('/', at + 1))
      folders.add(image.slice(0, at));
  return folders;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

/** A relative path that is not found is taken literally: its images may be uploaded later. */
function readSplitPath(splitPath: SplitPath, folder: string, { folders, files }: Listing): Reading {
  const isThere = (key: string) => folders.has(key) || files.has(key);
  const keys = relativeReadings(splitPath, folder);
  const exact = keys.find(isThere);
  if (exact !== undefined) return { splitPath: { ...splitPath, key: exact }, found: 'exactly' };
  const tail = tailReadings(splitPath, folder).find(isThere);
  if (tail !== undefined) return { splitPath: { ...splitPath, key: tail }, found: 'by its end' };
  const [literal] = keys;
  return { splitPath: literal === undefined ? splitPath : { ...splitPath, key: literal }, found: 'nowhere' };
}

/** What a relative path can mean, best first. Roboflow writes `../train/images` for a folder beside the file. */
function relativeReadings({ path, base = '' }: SplitPath, folder: string): string[] {
  if (isAbsolute(path)) return [];
  const [start, own] = [partsOf(folder), pathParts(path)];
  const based = base !== '' && !isAbsolute(base) ? [[...start, ...pathParts(base), ...own]] : [];
  return [...based, [...start, ...own], [...start, ...withoutParents(own)]].map(keyOf);
}

/** The ends of a path, longest first, below the file's folder and below the root. */
function tailReadings({ path, base = '' }: SplitPath, folder: string): string[] {
  const whole = withoutParents([...pathParts(isAbsolute(path) ? '' : base), ...pathParts(path)]);
  const starts = [...new Set([folder, ''])];
  return whole.flatMap((_, i) => starts.map((start) => keyOf([...partsOf(start), ...whole.slice(i)])));
}

function isAbsolute(path: string): boolean {
  return /^([/\\]|[a-z][a-z0-9+.-]*:)/i.test(path);
}

function keyOf(parts: readonly string[]): string {
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else kept.push(part);
  }
  return kept.join('/');
}

function withoutParents(parts: readonly string[]): readonly string[] {
  return parts.slice(parts.lastIndexOf('..') + 1);
}

/** The end of a path proves nothing if it leads to the folder of another split. */
function withoutGuesses(readings: readonly Reading[]): readonly Reading[] {
  return readings.map((reading) => {
    const { key, ...declared } = reading.splitPath;
    const isTaken = readings.some(
      ({ splitPath }) => splitPath.key === key && splitPath.split !== declared.split,
    );
    return reading.found === 'by its end' && isTaken ? { splitPath: declared, found: 'nowhere' } : reading;
  });
}

/** Several files may describe the same images, as those of a cross-validation do: then the first counts. */
function contradictions(files: readonly FoundDatasetFile[]): string[] {
  const seen = new Map<string, { readonly split: string | undefined; readonly file: string }>();
  const warnings: string[] = [];
  for (const { file } of files)
    for (const { split: name, key } of file.splitPaths ?? []) {
      if (key === undefined) continue;
      const split = splitOfName(name);
      const first = seen.get(key);
      if (!first) seen.set(key, { split, file: file.key });
      else if (first.file !== file.key && first.split !== split)
        warnings.push(
          `${file.key}: ${key || 'the root'} is ${name} here, and ${first.split} in ${first.file}, which counts`,
        );
    }
  return warnings;
}

/** Images that a file puts into train and into another split: what is trained on would be tested on, too. */
function overlaps(files: readonly FoundDatasetFile[], { folders }: Listing): string[] {
  return files.flatMap(({ file }) => {
    const paths = (file.splitPaths ?? []).flatMap(({ split, key }) =>
      key === undefined ? [] : [{ split, key, isTrain: splitOfName(split) === 'train' }],
    );
    const heldOut = paths.filter(({ isTrain }) => !isTrain);
    const trained = paths.filter(({ isTrain }) => isTrain);
    return trained.flatMap((train) =>
      heldOut.flatMap((other) =>
        describeOverlap(train, other, folders).map((text) => `${file.key}: ${text}`),
      ),
    );
  });
}

interface SplitKey {
  readonly split: string;
  readonly key: string;
}

function describeOverlap(train: SplitKey, other: SplitKey, folders: ReadonlySet<string>): string[] {
  const result = 'what is trained on is tested on, too';
  if (train.key === other.key) {
    const folder = train.key || 'the root';
    return [`${train.split} and ${other.split} are both ${folder}: its images count as train, and ${result}`];
  }
  const [inner, outer] = train.key.length > other.key.length ? [train, other] : [other, train];
  const isInside = outer.key === '' || inner.key.startsWith(`${outer.key}/`);
  if (!isInside || !folders.has(inner.key)) return [];
  const folder = outer.key || 'the root';
  return [
    `${inner.split} (${inner.key}) lies in ${outer.split} (${folder}): trainers read a folder with all below it, so that ${result}`,
  ];
}
