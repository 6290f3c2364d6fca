import { AugmentError } from '../core/errors.js';
import type { LabelFormat } from '../core/formats/format.js';
import { shareDatasetFiles } from '../core/formats/formats.js';
import type { Formats } from '../core/formats/formats.js';
import type { Recipe } from '../core/recipe/schema.js';
import { refusalOfName } from '../core/image-formats.js';
import { folderOf } from '../core/keys.js';
import type { Listed, Store } from '../stores/store.js';
import type { FoundDatasetFile } from './dataset-files.js';
import { LabelContent } from './label-content.js';
import { labelCandidates } from './layout.js';
import type { LabelCandidate } from './layout.js';
import { parseVariantKey } from './names.js';
import type {
  DatasetFile,
  Failure,
  LayoutFacts,
  Source,
  SourceLabels,
  Undecided,
  UnreadFile,
} from './source.js';

/** The part of the Recipe that decides how a data set is read. */
export type DatasetOptions = Pick<Recipe, 'labels' | 'splits' | 'modules' | 'mix'>;

/** What the whole data set declares about each of its images. */
export interface DatasetFacts {
  readonly files: readonly FoundDatasetFile[];
  readonly unread: readonly UnreadFile[];
  readonly splitOf: (image: string) => string | undefined;
  /** Where any image is in a split, those in none are not augmented. */
  readonly undecided: readonly Undecided[];
  readonly layout: Pick<LayoutFacts, 'hasSplits' | 'placements'>;
  /** Shared by all images of one listing. Absent: each image's own label files decide. */
  readonly content?: LabelContent;
}

/** What an image is: a Source, a failure, or `skipped` if the Recipe leaves out its split. */
export type Found = { readonly source: Source } | { readonly failure: Failure } | 'skipped';

/**
 * Finds the Source of one image by its key and the facts of the whole data set, so that a listed folder and a single
 * upload give the same Source.
 * @param isThere whether the input has an object of this key; called for label candidates
 */
export async function findSource(
  { key, size, version }: Listed,
  { files, unread, undecided, splitOf, layout, content }: DatasetFacts,
  options: DatasetOptions,
  isThere: (key: string) => boolean,
  input: Store,
): Promise<Found> {
  if (parseVariantKey(key)) {
    const reason = 'its name is that of a variant, and variants are never augmented again; rename it';
    return { failure: { key, reason } };
  }
  const refusal = refusalOfName(key);
  if (refusal !== undefined) return { failure: { key, reason: refusal } };
  const doubt = undecided.find(({ folders }) => folders.includes(folderOf(key)));
  if (doubt) return { failure: { key, reason: doubt.reason } };
  const split = splitOf(key);
  const role = roleOf(split, layout.hasSplits, options.splits.augment);
  if (role === 'copy' && options.splits.others === 'skip') return 'skipped';
  const contentOf = content ?? new LabelContent(input, options.modules.formats);
  const labels = await findLabels(contentOf, key, isThere, { files, layout }, options);
  const needed = unread.find((file) => mayConcern(file, key, labels, options.modules.formats));
  if (needed) return { failure: { key, reason: `its labels need ${needed.key}, which cannot be read` } };
  const unwritable = options.labels.write === 'same' && labels && whyUnwritable(labels, options);
  if (unwritable) return { failure: { key, reason: unwritable } };
  return {
    source: {
      key,
      size,
      ...(version !== undefined && { version }),
      role,
      ...(split && { split }),
      ...(labels && { labels }),
    },
  };
}

/** An image that cannot be understood fails, and no other. */
export async function unlessBroken(key: string, find: () => Promise<Found>): Promise<Found> {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof AugmentError)) throw error;
    return { failure: { key, reason: error.message } };
  }
}

/** The reason if labels cannot be written in the format that they have. */
function whyUnwritable(
  { format }: SourceLabels,
  { modules: { formats } }: DatasetOptions,
): string | undefined {
  if (!formats.get(format).readOnly) return undefined;
  return `its labels are in ${format}, which is not written: set labels.write to one of ${formats.writable.join(', ')}`;
}

/** The formats whose data-set files are read. If no labels are read, a file that names the splits still counts. */
export function datasetFormats(options: DatasetOptions): readonly LabelFormat[] {
  if (options.labels.read !== 'none') return readableFormats(options);
  return options.modules.formats.all.filter(({ dataset }) => dataset && !dataset.holdsLabels);
}

/** The formats in which the Recipe allows labels to be read. */
function readableFormats(options: DatasetOptions): readonly LabelFormat[] {
  const { read } = options.labels;
  const { formats } = options.modules;
  if (read === 'none') return [];
  return read === 'auto' ? formats.all : [formats.get(read)];
}

/** An image without labels may have them in a file with all labels. One with labels may find its classes there. */
function mayConcern(
  { key, format }: UnreadFile,
  image: string,
  labels: SourceLabels | undefined,
  formats: Formats,
): boolean {
  const { holdsLabels, neededFor } = formats.get(format).dataset ?? {};
  if (holdsLabels) return !labels;
  if (labels?.format !== format) return false;
  if (neededFor && !labels.files.some(({ role }) => neededFor.includes(role))) return false;
  const isNearer =
    image.startsWith(folderOf(key)) && folderOf(key).length > folderOf(labels.dataset ?? '').length;
  return labels.dataset === undefined || isNearer;
}

function roleOf(split: string | undefined, hasSplits: boolean, augmented: readonly string[]): Source['role'] {
  if (!hasSplits) return 'augment';
  return split !== undefined && augmented.includes(split) ? 'augment' : 'copy';
}

async function findLabels(
  content: LabelContent,
  image: string,
  isThere: (key: string) => boolean,
  { files, layout }: Pick<DatasetFacts, 'files' | 'layout'>,
  options: DatasetOptions,
): Promise<SourceLabels | undefined> {
  const [first, ...others] = files.flatMap(({ file: { key, format }, partOf }) => {
    const part = partOf?.(image);
    return part ? [{ format, part, dataset: key }] : [];
  });
  if (first) {
    const further = others.filter(({ format }) => format === first.format);
    return { ...first, files: [], ...(further.length > 0 && { further }) };
  }
  const { formats } = options.modules;
  const there = labelCandidates(image, layout.placements, formats).filter(({ key }) => isThere(key));
  if (there.length === 0) return undefined;
  const readable = new Set(readableFormats(options).map(({ name }) => name));
  const present = there.filter(({ format }) => readable.has(format));
  const format = await formatOf(content, present, formats);
  if (!format) return undefined;
  const roles = new Set<string>();
  const own = present.filter(
    (candidate) => candidate.format === format && !roles.has(candidate.role) && roles.add(candidate.role),
  );
  const dataset = nearestDatasetFile(image, formats.get(format), files, formats);
  return { format, files: own.map(({ role, key }) => ({ role, key })), ...(dataset && { dataset }) };
}

/**
 * The format of the first candidate whose content fits its format; an empty file counts last, unless its neighbours show
 * its format. If none fits, that of the first candidate whose format does not need to recognise its files: reading it
 * then reports the mistake. Labels that are known to be of another kind are none.
 */
async function formatOf(
  content: LabelContent,
  candidates: readonly LabelCandidate[],
  formats: Formats,
): Promise<string | undefined> {
  const needsContent = ({ format, role }: LabelCandidate) =>
    role === 'labels' && formats.get(format).onlyRecognised;
  const isAlone = new Set(candidates.map(({ format }) => format)).size <= 1;
  if (isAlone && !candidates.some(needsContent)) return candidates[0]?.format;
  let empty: string | undefined;
  for (const { key, format, role } of candidates) {
    if (role !== 'labels') return format;
    if ((await content.formatOf(key)) !== format) continue;
    if (!content.isEmpty(key)) return format;
    empty ??= format;
  }
  if (empty !== undefined) return empty;
  return candidates.find((candidate) => !needsContent(candidate) && !content.isForeign(candidate.key))
    ?.format;
}

/**
 * Label files of an image that are not used, although the one that is used is empty and these are not.
 * @param sizes of all files of the input, by key
 */
export async function filledRivals(
  { key: image, labels }: Source,
  { layout, content }: Required<Pick<DatasetFacts, 'layout' | 'content'>>,
  { modules: { formats } }: DatasetOptions,
  sizes: ReadonlyMap<string, number>,
): Promise<string[]> {
  const isEmpty = labels && labels.files.length > 0 && labels.files.every(({ key }) => sizes.get(key) === 0);
  if (!isEmpty) return [];
  const filled: string[] = [];
  for (const { key, format } of labelCandidates(image, layout.placements, formats))
    if (format !== labels.format && sizes.get(key) && (await content.formatOf(key)) === format)
      filled.push(key);
  return filled;
}

/** The data-set file of this format in the image's folder or the nearest folder above; else the first one. */
function nearestDatasetFile(
  image: string,
  format: LabelFormat,
  files: readonly FoundDatasetFile[],
  formats: Formats,
): string | undefined {
  const depth = (key: string) => {
    const folder = folderOf(key);
    return image.startsWith(folder) ? folder.length : -1;
  };
  return files
    .filter(({ file, partOf }) => !partOf && describes(file, format, formats))
    .map(({ file }) => file.key)
    .sort((a, b) => depth(b) - depth(a))[0];
}

/** A file of another format may say what the values of masks stand for. */
function describes({ format, schema }: DatasetFile, labels: LabelFormat, formats: Formats): boolean {
  return (
    shareDatasetFiles(formats.get(format), labels) || (labels.holds.labelMaps && schema.values !== undefined)
  );
}
