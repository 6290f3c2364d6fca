import { formats as labelFormats, recognise } from '../core/annotations/formats/index.js';
import { FORMAT_NAMES } from '../core/annotations/formats/format.js';
import type { FormatName } from '../core/annotations/formats/format.js';
import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { compareKeys, folderOf, nameOf } from '../stores/keys.js';
import type { Listed, Store } from '../stores/store.js';
import { readDatasetFiles } from './dataset-files.js';
import type { FoundDatasetFile, UnreadFile } from './dataset-files.js';
import { findLabelPictures, isHidden, labelPlaces } from './layout.js';
import type { LabelPlace } from './layout.js';
import { parseVariantKey } from './names.js';
import { readSplits } from './splits.js';
import type { Dataset, Source, SourceLabels } from './source.js';

/** Endings by which a file is taken for a photo. What it really is, its bytes decide. */
const IMAGE_ENDINGS = /\.(jpe?g|png|webp|tiff?|gif|avif|bmp)$/i;

type DiscoverOptions = Pick<Recipe, 'labels' | 'splits'>;

/** Finds the Sources of a data set, their labels and their splits. Reads label files only as far as needed to know their format. */
export async function discover(store: Store, options: DiscoverOptions): Promise<Dataset> {
  const listed: Listed[] = [];
  for await (const one of store.list()) if (!isHidden(one.key)) listed.push(one);
  listed.sort((a, b) => compareKeys(a.key, b.key));
  const sizes = new Map(listed.map(({ key, size }) => [key, size]));

  const pictures = [...sizes.keys()].filter((key) => IMAGE_ENDINGS.test(key));
  const labelPictures = findLabelPictures(pictures);
  const images = pictures.filter((key) => !labelPictures.keys.has(key));
  const formats = options.labels.read === 'auto' ? FORMAT_NAMES : [options.labels.read];
  const { files, unread, warnings } = await readDatasetFiles(store, sizes, images, formats);
  const { splitOf, lists } = await readSplits(store, sizes, images, files);

  const sources: Source[] = [];
  const failed = unread.map(({ key, reason }) => ({ key, reason }));
  const hasSplits = images.some((key) => splitOf(key) !== undefined);
  for (const key of images) {
    if (parseVariantKey(key)) {
      failed.push({
        key,
        reason: 'its name is that of a variant, and variants are never augmented again; rename it',
      });
      continue;
    }
    const split = splitOf(key);
    const role = roleOf(split, hasSplits, options.splits.augment);
    if (role === 'copy' && options.splits.others === 'skip') continue;
    try {
      const labels = await findLabels(store, key, sizes, files, formats);
      const needed = unread.find((file) => mayConcern(file, key, labels));
      if (needed) {
        failed.push({ key, reason: `its labels need ${needed.key}, which cannot be read` });
        continue;
      }
      sources.push({ key, size: sizes.get(key)!, role, ...(split && { split }), ...(labels && { labels }) });
    } catch (error) {
      if (!(error instanceof AugmentError)) throw error;
      failed.push({ key, reason: error.message });
    }
  }
  const noAugmented: string[] = [];
  if (sources.length > 0 && sources.every(({ role }) => role === 'copy')) {
    const named = options.splits.augment.join(', ');
    noAugmented.push(`no image is in a split that splits.augment names (${named}): all are only copied`);
  }
  return {
    sources,
    files: files.map(({ file }) => file),
    lists,
    failures: failed,
    warnings: [
      ...noAugmented,
      ...warnings,
      ...unusedFiles(files, sources),
      ...labelPictures.orphans.map(
        (key) => `${key} is taken for a mask and left out: no photo has it as its own`,
      ),
    ],
  };
}

/** An image without labels may have them in a file of all labels; one with labels may find its classes in it. */
function mayConcern({ key, format }: UnreadFile, image: string, labels: SourceLabels | undefined): boolean {
  if (labelFormats[format].dataset?.names === undefined) return !labels;
  if (labels?.format !== format) return false;
  const isNearer =
    image.startsWith(folderOf(key)) && folderOf(key).length > folderOf(labels.dataset ?? '').length;
  return labels.dataset === undefined || isNearer;
}

/** Of two files about the same images, one counts. */
function unusedFiles(files: readonly FoundDatasetFile[], sources: readonly Source[]): string[] {
  const used = new Set(sources.map(({ labels }) => labels?.dataset));
  return files.flatMap(({ file, parts }) => {
    const other = sources.find(({ key }) => parts?.has(key))?.labels?.dataset;
    if (used.has(file.key) || other === undefined) return [];
    return [`${file.key} is left out: its images have their labels in ${other}`];
  });
}

function roleOf(split: string | undefined, hasSplits: boolean, augmented: readonly string[]): Source['role'] {
  if (!hasSplits) return 'augment';
  return split !== undefined && augmented.includes(split) ? 'augment' : 'copy';
}

async function findLabels(
  store: Store,
  image: string,
  sizes: ReadonlyMap<string, number>,
  files: readonly FoundDatasetFile[],
  formats: readonly FormatName[],
): Promise<SourceLabels | undefined> {
  for (const { file, parts } of files) {
    const part = parts?.get(image);
    if (part) return { format: file.format, files: [], part, dataset: file.key };
  }
  const present = labelPlaces(image).filter(({ key, format }) => sizes.has(key) && formats.includes(format));
  const format = await formatOf(store, present);
  if (!format) return undefined;
  const roles = new Set<string>();
  const own = present.filter(
    (place) => place.format === format && !roles.has(place.role) && roles.add(place.role),
  );
  const dataset = nearestDatasetFile(image, format, files);
  return { format, files: own.map(({ role, key }) => ({ role, key })), ...(dataset && { dataset }) };
}

/** The first place whose content is of its format; where none is, the first, so that reading it can say what is wrong. */
async function formatOf(store: Store, places: readonly LabelPlace[]): Promise<FormatName | undefined> {
  if (new Set(places.map(({ format }) => format)).size <= 1) return places[0]?.format;
  for (const { key, format } of places) {
    const found = await store.read(key);
    if (found && recognise(key, found.bytes) === format) return format;
  }
  return places[0]?.format;
}

/** The data-set file of this format in the image's folder or the nearest one above; else any there is. */
function nearestDatasetFile(
  image: string,
  format: FormatName,
  files: readonly FoundDatasetFile[],
): string | undefined {
  const depth = (key: string) => {
    const folder = key.slice(0, key.length - nameOf(key).length);
    return image.startsWith(folder) ? folder.length : -1;
  };
  return files
    .filter(({ file, parts }) => file.format === format && !parts)
    .map(({ file }) => file.key)
    .sort((a, b) => depth(b) - depth(a))[0];
}
