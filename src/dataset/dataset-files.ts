import type { DatasetPart, DatasetReading, LabelFormat } from '../core/formats/format.js';
import { isNamedDatasetFile, mayBeDatasetFile } from '../core/formats/formats.js';
import type { Formats } from '../core/formats/formats.js';
import { AugmentError, formatPosition } from '../core/errors.js';
import { folderOf, nameOf, relativePath, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { ImageFinder } from './image-finder.js';
import { labelKeysAt, splitOfName } from './layout.js';
import type { LearntPlacement } from './placement.js';
import { recognisable } from './recognisable.js';
import { rejectedLabels } from './rejected-labels.js';
import type { RejectedLabel } from './rejected-labels.js';
import { sha256 } from '../stores/sha256.js';
import type { DatasetFile, UnreadFile } from './source.js';

export interface FoundDatasetFile {
  readonly file: DatasetFile;
  /** An image's part, if the file holds the labels themselves. */
  readonly partOf?: (image: string) => DatasetPart | undefined;
  /** True if some of its names could be several images. */
  readonly isAmbiguous?: boolean;
}

interface DatasetFiles {
  /** If two files describe the same images, the one that declares more comes first. */
  readonly files: readonly FoundDatasetFile[];
  readonly unread: readonly UnreadFile[];
  /** Warnings about labels in these files that belong to no image. */
  readonly warnings: readonly string[];
  /** Those labels. */
  readonly rejected: readonly RejectedLabel[];
}

/** Reads every file that describes the whole data set, and finds the images that it names. */
export async function readDatasetFiles(
  store: Store,
  sizes: ReadonlyMap<string, number>,
  images: readonly string[],
  placements: readonly LearntPlacement[],
  wanted: readonly LabelFormat[],
): Promise<DatasetFiles> {
  const files: (FoundDatasetFile & { readonly rank: number })[] = [];
  const unread: UnreadFile[] = [];
  const warnings: string[] = [];
  const rejected: RejectedLabel[] = [];
  const finder = new ImageFinder(images);
  const isSidecar = sidecarsOf(images, placements);
  for (const [key, size] of sizes) {
    const stored = await readIfDescribing(store, { key, size }, wanted, isSidecar);
    if (!stored) continue;
    const { format, bytes } = stored;
    try {
      const reading = format.dataset!.read(key, bytes);
      const { found, missing } = placeParts(key, format.name, bytes, reading, finder);
      const ambiguous = missing.filter((name) => finder.possible(name).length > 1);
      files.push({ ...found, isAmbiguous: ambiguous.length > 0, rank: rankOf(key, format) });
      for (const warning of describeLost(key, { missing, ambiguous, all: reading.parts ?? [] }, finder))
        warnings.push(warning);
      const { problems = [] } = reading;
      for (const problem of problems) warnings.push(`${formatPosition(problem)}: ${problem.reason}`);
      for (const label of rejectedLabels(problems)) rejected.push(label);
    } catch (error) {
      if (!(error instanceof AugmentError)) throw error;
      unread.push({ key, format: format.name, reason: error.message });
    }
  }
  const ordered = files.sort((a, b) => a.rank - b.rank).map(({ rank: _, ...file }) => file);
  return { files: withNames(ordered, wanted), unread, warnings, rejected };
}

/** Files whose classes another file names get these names: from the nearest of the files that know some of them. */
function withNames(
  files: readonly FoundDatasetFile[],
  formats: readonly LabelFormat[],
): readonly FoundDatasetFile[] {
  return files.map((found) => {
    const { file, partOf } = found;
    const rules = formats.find(({ name }) => name === file.format)?.dataset;
    if (!partOf || !rules?.nameClasses) return found;
    const distance = (key: string) => relativePath(folderOf(file.key), key).split('/').length;
    const naming = files
      .filter((other) => !other.partOf && other.file.format === file.format)
      .map((other) => other.file)
      .sort((a, b) => distance(a.key) - distance(b.key));
    for (const other of naming) {
      const schema = rules.nameClasses(file, other);
      if (schema) return { ...found, file: { ...file, schema, names: other.key } };
    }
    return found;
  });
}

/** The folders of masks that data-set files declare. Only formats that can declare one have their files read for it. */
export async function findMaskFolders(
  store: Pick<Store, 'read'>,
  sizes: ReadonlyMap<string, number>,
  { all }: Formats,
): Promise<string[]> {
  const declaring = all.flatMap((format) => (format.dataset?.maskFolder ? [format] : []));
  const folders = new Set<string>();
  for (const key of sizes.keys()) {
    const format = declaring.find((one) => mayBeDatasetFile(one, key));
    const stored = format && (await store.read(key));
    const folder =
      stored && format.recognises(key, stored.bytes) && format.dataset!.maskFolder!(key, stored.bytes);
    if (folder) folders.add(folder);
  }
  return [...folders];
}

/**
 * Whether a file lies where the labels of one of the images would lie. Such files are not read to find out whether they
 * describe the whole data set: there may be one for each image.
 */
function sidecarsOf(
  images: readonly string[],
  placements: readonly LearntPlacement[],
): (key: string) => boolean {
  const stems = new Set(images.map((key) => splitEnding(key).stem));
  const labels = new Set(images.flatMap((key) => labelKeysAt(key, placements)));
  return (key) => labels.has(key) || stems.has(splitEnding(key).stem);
}

/** The file's bytes and their format, if it is one that describes the whole data set. */
async function readIfDescribing(
  store: Store,
  file: { readonly key: string; readonly size: number },
  wanted: readonly LabelFormat[],
  isSidecar: (key: string) => boolean,
): Promise<{ readonly format: LabelFormat; readonly bytes: Uint8Array } | undefined> {
  const { key } = file;
  let start: Awaited<ReturnType<typeof recognisable>>;
  for (const format of wanted) {
    const isNamed = isNamedDatasetFile(format, key);
    if (!isNamed && (!mayBeDatasetFile(format, key) || isSidecar(key))) continue;
    start ??= await recognisable(file, store);
    if (!start || !(isNamed || format.recognises(key, start.bytes))) continue;
    const bytes = start.isWhole ? start.bytes : (await store.read(key))?.bytes;
    return bytes && { format, bytes };
  }
  return undefined;
}

interface Placed {
  readonly found: FoundDatasetFile;
  /** Names in the file that lead to no image, or to one that another name leads to. */
  readonly missing: readonly string[];
}

function placeParts(
  key: string,
  format: string,
  bytes: Uint8Array,
  { schema, parts: declared, splitPaths }: DatasetReading,
  finder: ImageFinder,
): Placed {
  const split = splitOfFileName(key);
  const common = { key, format, schema, ...(split && { split }), ...(splitPaths && { splitPaths }) };
  if (!declared) return { found: { file: { ...common, prefix: folderOf(key) } }, missing: [] };
  const { parts, missing } = imagesOf(declared, finder, folderOf(key), split);
  const exact = [...parts].find(([image, part]) => image.endsWith(part.image));
  const prefix = exact ? exact[0].slice(0, exact[0].length - exact[1].image.length) : '';
  const elsewhere = [...parts].flatMap(([image, part]) =>
    image === prefix + part.image ? [] : [[image, part.image] as const],
  );
  const labels = { sha256: sha256(bytes), elsewhere: Object.fromEntries(elsewhere) };
  const found = { file: { ...common, prefix, labels }, partOf: (image: string) => parts.get(image) };
  return { found, missing };
}

/** Names that are alike are looked for last: an image that is named exactly belongs to that name. */
function imagesOf(
  declared: readonly DatasetPart[],
  finder: ImageFinder,
  folder: string,
  split: string | undefined,
): { readonly parts: ReadonlyMap<string, DatasetPart>; readonly missing: readonly string[] } {
  const parts = new Map<string, DatasetPart>();
  const isPlaced = (part: DatasetPart, image: string | undefined) => {
    if (image === undefined || parts.has(image)) return false;
    parts.set(image, part);
    return true;
  };
  type Find = (name: string, folder: string, split: string | undefined) => string | undefined;
  const isFound = (part: DatasetPart, find: Find) =>
    [part.image, ...(part.alias === undefined ? [] : [part.alias])].some((name) =>
      isPlaced(part, find(name, folder, part.split ?? split)),
    );
  const left = declared.filter((part) => !isFound(part, (...name) => finder.find(...name)));
  const missing = left.filter((part) => !isFound(part, (...name) => finder.findAlike(...name)));
  return { parts, missing: missing.map(({ image }) => image) };
}

interface LostNames {
  /** All names that lead to no image. */
  readonly missing: readonly string[];
  /** Those of them that could be several images. */
  readonly ambiguous: readonly string[];
  readonly all: readonly DatasetPart[];
}

function describeLost(key: string, { missing, ambiguous, all }: LostNames, finder: ImageFinder): string[] {
  const seen = namedTwice(all);
  const repeated = missing.filter((name) => seen.has(name) && finder.possible(name).length === 1);
  const absent = missing.filter((name) => !ambiguous.includes(name) && !repeated.includes(name));
  const choices = ambiguous.map((name) => `${name}: ${finder.possible(name).join(' or ')}`);
  const some = (names: readonly string[]) => `${names.length} of ${all.length} images`;
  return [
    ...(absent.length > 0 ? [`${key}: ${some(absent)} not found (${firstOf(absent)})`] : []),
    ...(repeated.length > 0
      ? [`${key}: ${some(repeated)} named before, and the first counts (${firstOf(repeated)})`]
      : []),
    ...(ambiguous.length > 0
      ? [
          `${key}: ${some(ambiguous)} could be several, and none gets these labels (${firstOf(choices)}): write the folder with the name`,
        ]
      : []),
  ];
}

function namedTwice(parts: readonly DatasetPart[]): ReadonlySet<string> {
  const once = new Set<string>();
  return new Set(
    parts.flatMap(({ image }) => {
      const isSecond = once.has(image);
      once.add(image);
      return isSecond ? [image] : [];
    }),
  );
}

const NAMES_SHOWN = 3;

function firstOf(names: readonly string[]): string {
  return names.slice(0, NAMES_SHOWN).join(', ') + (names.length > NAMES_SHOWN ? ', …' : '');
}

/** Parses a file whose images are known already: they are not looked for again. */
export function reopenDatasetFile(file: DatasetFile, bytes: Uint8Array, formats: Formats): FoundDatasetFile {
  const { prefix, labels } = file;
  if (!labels) return { file };
  const { parts = [] } = formats.get(file.format).dataset!.read(file.key, bytes);
  const byName = new Map(parts.map((part) => [part.image, part]));
  const taken = new Set(Object.values(labels.elsewhere));
  const nameOfImage = (image: string) => {
    const name = image.startsWith(prefix) ? image.slice(prefix.length) : undefined;
    return labels.elsewhere[image] ?? (name !== undefined && !taken.has(name) ? name : undefined);
  };
  return { file, partOf: (image) => byName.get(nameOfImage(image) ?? '') };
}

/** True if a file describes the whole data set. @param bytes absent: only the name is checked */
export function describesDataset(key: string, bytes: Uint8Array | undefined, { all }: Formats): boolean {
  return all.some(
    (format) =>
      isNamedDatasetFile(format, key) ||
      (bytes !== undefined && mayBeDatasetFile(format, key) && format.recognises(key, bytes)),
  );
}

/** `instances_train2017.json` → train */
function splitOfFileName(key: string): string | undefined {
  const words = splitEnding(nameOf(key)).stem.split(/[^A-Za-z0-9]+/);
  return words.map(splitOfName).find((split) => split !== undefined);
}

function rankOf(key: string, { dataset }: LabelFormat): number {
  const name = nameOf(key).toLowerCase();
  return dataset?.rank?.(name) ?? dataset?.find.names?.indexOf(name) ?? 0;
}
