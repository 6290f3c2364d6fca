import { FORMAT_NAMES } from '../core/formats/format.js';
import { formats } from '../core/formats/index.js';
import type { DatasetPart, DatasetReading, FormatName, LabelFormat } from '../core/formats/format.js';
import { AugmentError, formatPosition } from '../core/errors.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import { splitOfName } from './layout.js';
import { sha256 } from '../stores/sha256.js';
import type { DatasetFile, UnreadFile } from './source.js';

export interface FoundDatasetFile {
  readonly file: DatasetFile;
  /** An image's part, where the file holds the labels themselves. */
  readonly partOf?: (image: string) => DatasetPart | undefined;
}

interface DatasetFiles {
  /** Where two speak of the same images, the one that says more comes first. */
  readonly files: readonly FoundDatasetFile[];
  readonly unread: readonly UnreadFile[];
  /** What they say that belongs to no image. */
  readonly warnings: readonly string[];
}

/** Reads every file that describes the whole data set, and finds the images that it speaks of. */
export async function readDatasetFiles(
  store: Store,
  sizes: ReadonlyMap<string, number>,
  images: readonly string[],
  wanted: readonly FormatName[],
): Promise<DatasetFiles> {
  const files: FoundDatasetFile[] = [];
  const unread: UnreadFile[] = [];
  const warnings: string[] = [];
  const finder = new ImageFinder(images);
  const imageStems = new Set(images.map((key) => splitEnding(key).stem));
  for (const key of sizes.keys()) {
    const stored = await readIfDescribing(store, key, wanted, imageStems);
    if (!stored) continue;
    const { format, dataset, bytes } = stored;
    try {
      const reading = dataset.read(key, bytes);
      files.push(placeParts(key, format, bytes, reading, finder));
      warnings.push(
        ...(reading.problems ?? []).map((problem) => `${formatPosition(problem)}: ${problem.reason}`),
      );
    } catch (error) {
      if (!(error instanceof AugmentError)) throw error;
      unread.push({ key, format, reason: error.message });
    }
  }
  return { files: files.sort((a, b) => rankOf(a.file) - rankOf(b.file)), unread, warnings };
}

/** The file's bytes and their format, if it is one that describes the whole data set. */
async function readIfDescribing(
  store: Store,
  key: string,
  wanted: readonly FormatName[],
  imageStems: ReadonlySet<string>,
) {
  const name = nameOf(key).toLowerCase();
  for (const format of wanted.map((name_) => formats[name_])) {
    const { dataset } = format;
    if (!dataset) continue;
    const named = dataset.names?.includes(name);
    if (!named && !mayHoldLabels(format, key, imageStems)) continue;
    const stored = await store.read(key);
    if (!stored || (!named && !format.recognises(key, stored.bytes))) continue;
    return { format: format.name, dataset, bytes: stored.bytes };
  }
  return undefined;
}

/** A data-set file known by its content alone: a JSON file that is no image's sidecar. */
function mayHoldLabels(format: LabelFormat, key: string, imageStems: ReadonlySet<string>): boolean {
  const { stem, ending } = splitEnding(key);
  return format.dataset?.names === undefined && ending.toLowerCase() === '.json' && !imageStems.has(stem);
}

function placeParts(
  key: string,
  format: FormatName,
  bytes: Uint8Array,
  { schema, parts: declared, folders }: DatasetReading,
  finder: ImageFinder,
): FoundDatasetFile {
  const split = splitOfFileName(key);
  const common = { key, format, schema, ...(split && { split }), ...(folders && { folders }) };
  if (!declared) return { file: { ...common, prefix: folderOf(key) } };
  const parts = new Map<string, DatasetPart>();
  let found: string | undefined;
  for (const part of declared) {
    const image = finder.find(part.image, folderOf(key), split);
    if (image === undefined) continue;
    parts.set(image, part);
    if (image.endsWith(part.image)) found ??= image.slice(0, image.length - part.image.length);
  }
  const prefix = found ?? '';
  const elsewhere = [...parts].flatMap(([image, part]) =>
    image === prefix + part.image ? [] : [[image, part.image] as const],
  );
  const labels = { sha256: sha256(bytes), elsewhere: Object.fromEntries(elsewhere) };
  return { file: { ...common, prefix, labels }, partOf: (image) => parts.get(image) };
}

/** A file as it was found once, from its bytes alone: which images it speaks of need not be looked for again. */
export function reopenDatasetFile(file: DatasetFile, bytes: Uint8Array): FoundDatasetFile {
  const { prefix, labels } = file;
  if (!labels) return { file };
  const { parts = [] } = formats[file.format].dataset!.read(file.key, bytes);
  const byName = new Map(parts.map((part) => [part.image, part]));
  const taken = new Set(Object.values(labels.elsewhere));
  const nameOfImage = (image: string) => {
    const name = image.startsWith(prefix) ? image.slice(prefix.length) : undefined;
    return labels.elsewhere[image] ?? (name !== undefined && !taken.has(name) ? name : undefined);
  };
  return { file, partOf: (image) => byName.get(nameOfImage(image) ?? '') };
}

/** What alone is read of a file whose name or content says that it describes the whole data set. */
export function describesDataset(key: string, bytes: Uint8Array | undefined): boolean {
  return FORMAT_NAMES.map((name) => formats[name]).some(
    (format) =>
      format.dataset &&
      (format.dataset.names?.includes(nameOf(key).toLowerCase()) ??
        (splitEnding(key).ending.toLowerCase() === '.json' && !!bytes && format.recognises(key, bytes))),
  );
}

/** `instances_train2017.json` → train */
function splitOfFileName(key: string): string | undefined {
  const words = splitEnding(nameOf(key)).stem.split(/[^A-Za-z0-9]+/);
  return words.map(splitOfName).find((split) => split !== undefined);
}

/**
 * Files of names go by what they say (`data.yaml`, then `classes.txt`, then `obj.data`); of COCO's files about the same
 * images, instances come before keypoints, and captions are none.
 */
function rankOf({ key, format }: DatasetFile): number {
  const name = nameOf(key).toLowerCase();
  const rank = formats[format].dataset?.names?.indexOf(name);
  return rank ?? COCO_KINDS.findIndex((kind) => kind.test(name));
}

const COCO_KINDS = [/instances/, /keypoints/, /^(?!.*(captions|image_info))/, /./];

/** Finds images by what labels call them, which is seldom exactly their key. */
class ImageFinder {
  private readonly keys: ReadonlySet<string>;
  private readonly byName = new Map<string, string[]>();

  constructor(images: readonly string[]) {
    this.keys = new Set(images);
    for (const key of images) {
      const name = nameOf(key).toLowerCase();
      const same = this.byName.get(name);
      if (same) same.push(key);
      else this.byName.set(name, [key]);
    }
  }

  /**
   * The image of that path below the label file's folder, or below the root; else the only one whose key ends in the
   * longest part of the path, whatever the case of its letters.
   */
  find(name: string, folder: string, split: string | undefined): string | undefined {
    const path = name.replaceAll('\\', '/').normalize('NFC');
    for (const key of [folder + path, path]) if (this.keys.has(key)) return key;
    const candidates = this.byName.get(nameOf(path).toLowerCase()) ?? [];
    const scores = candidates.map((key) => commonTail(key.toLowerCase(), path.toLowerCase()));
    const best = Math.max(...scores);
    const matching = candidates.filter((_, i) => scores[i] === best);
    const near = matching.filter((key) => key.startsWith(folder));
    const inSplit = matching.filter(
      (key) => split !== undefined && key.split('/').some((part) => splitOfName(part) === split),
    );
    return [matching, near, inSplit].find((found) => found.length === 1)?.[0];
  }
}

/** How many of the last parts of two paths are the same. */
function commonTail(a: string, b: string): number {
  const left = a.split('/').reverse();
  const right = b.split('/').reverse();
  const different = left.findIndex((part, i) => part !== right[i]);
  return different < 0 ? left.length : different;
}
