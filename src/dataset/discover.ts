import type { Formats } from '../core/formats/formats.js';
import { LOSSY_ENDINGS } from '../core/formats/shared/mask-files.js';
import { compareKeys, folderOf, splitEnding } from '../core/keys.js';
import { isImageKey } from '../core/modules.js';
import type { Listed, Store } from '../stores/store.js';
import { findMaskFolders, readDatasetFiles } from './dataset-files.js';
import type { FoundDatasetFile } from './dataset-files.js';
import { datasetFormats, filledRivals, findSource, unlessBroken } from './find-source.js';
import type { DatasetOptions } from './find-source.js';
import { findPlacements } from './find-layout.js';
import { takeInventory } from './inventory.js';
import { LabelContent } from './label-content.js';
import { findLabelImages, isHidden, isTextEnding, labelKeysAt, mayBeMask } from './layout.js';
import type { LearntPlacement } from './placement.js';
import { otherCapitals } from './other-capitals.js';
import { readLists } from './image-lists.js';
import { labelsInTwoForms, lostFiles, withoutUnlabelledCopies } from './linked.js';
import { findSplitPaths } from './split-paths.js';
import { imagesInSeveralSplits, sharedImages, splitFinder } from './splits.js';
import { datasetsOf } from './source.js';
import type { Dataset, Failure, Source } from './source.js';

/** Finds the Sources of a data set, their labels and splits. Reads label files only as far as their format requires. */
export async function discover(store: Store, options: DatasetOptions): Promise<Dataset> {
  const listed: Listed[] = [];
  for await (const one of store.list()) if (!isHidden(one.key)) listed.push(one);
  listed.sort((a, b) => compareKeys(a.key, b.key));
  const byKey = new Map(listed.map((one) => [one.key, one]));
  const sizes = new Map(listed.map(({ key, size }) => [key, size]));

  const { formats } = options.modules;
  const all = listed.filter(({ key }) => isImageKey(key, options.modules)).map(({ key }) => key);
  const maskFolders = await findMaskFolders(store, sizes, formats);
  const { placements, undecided } = await findPlacements([...byKey.keys()], all, store, options, maskFolders);
  const labelImages = findLabelImages(all, placements);
  const images = all.filter((key) => !labelImages.keys.has(key));
  const read = await readDatasetFiles(store, sizes, images, placements, datasetFormats(options));
  const { unread } = read;
  const keys = [...sizes.keys()];
  const { files, warnings: misplaced } = findSplitPaths(read.files, keys, images);
  const { lists, warnings: unlisted } = await readLists(store, keys, images, files, formats);
  const warnings = [...read.warnings, ...misplaced, ...unlisted, ...sharedImages(images, files)];
  const splitOf = splitFinder(files, lists);
  const hasSplits = images.some((key) => splitOf(key) !== undefined);

  const found: Source[] = [];
  const skipped: string[] = [];
  const failed: Failure[] = [
    ...unread.map(({ key, reason }) => ({ key, reason })),
    ...lostFiles(store.leftOut),
  ];
  const lost = new Set(failed.map(({ key }) => key));
  const { leftOut } = store;
  const layout = { hasSplits, placements };
  const content = new LabelContent(store, formats);
  await content.learn(textLabelsOf(images, placements, sizes, formats));
  const facts = { files, unread, undecided, splitOf, layout, content };
  for (const key of images) {
    if (lost.has(key)) continue;
    const one = await unlessBroken(key, () =>
      findSource(byKey.get(key)!, facts, options, (other) => sizes.has(other), store),
    );
    if (one === 'skipped') skipped.push(key);
    else if ('failure' in one) failed.push(one.failure);
    else {
      const reason = labelsInTwoForms(one.source, leftOut);
      if (reason === undefined) found.push(one.source);
      else failed.push({ key, reason });
    }
  }
  const sources = withoutUnlabelledCopies(found, store.followed);
  for (const source of sources) {
    const filled = await filledRivals(source, facts, options, sizes);
    if (filled.length > 0) warnings.push(describeEmpty(source, filled));
  }
  return {
    sources,
    files: files.map(({ file }) => file),
    lists,
    shared: imagesInSeveralSplits(images, files, lists),
    unread,
    undecided,
    layout: {
      ...layout,
      imageFolders: foldersOf(images.filter((key) => mayBeMask(key))),
      labelFolders: labelImages.folders,
      labelFormats: content.found(),
    },
    labelVersions: versionsOf(sources.flatMap(labelKeysOf), byKey),
    failures: failed,
    inventory: await takeInventory(
      listed,
      { sources, failures: failed, skipped, files, lists, placements, rejected: read.rejected },
      options,
      store,
    ),
    warnings: [
      ...copiesOnly(sources, options),
      ...otherCapitals(sources),
      ...store.leftOut
        .filter(({ reason }) => reason === 'no key')
        .map(({ name }) => `${name} is left out: its name cannot be a key`),
      ...warnings,
      ...unusedFiles(files, sources),
      ...labelImages.orphans.map((key) => `${key} is left out: ${whyLeftOut(key)}`),
    ],
  };
}

/** The label files of these images that are texts and not empty. */
function* textLabelsOf(
  images: readonly string[],
  placements: readonly LearntPlacement[],
  sizes: ReadonlyMap<string, number>,
  formats: Formats,
): Iterable<string> {
  for (const image of images) {
    for (const key of labelKeysAt(image, placements))
      if (isTextEnding(splitEnding(key).ending, formats) && (sizes.get(key) ?? 0) > 0) yield key;
  }
}

function labelKeysOf({ labels }: Source): readonly string[] {
  return labels?.files.map(({ key }) => key) ?? [];
}

function versionsOf(
  keys: readonly string[],
  listed: ReadonlyMap<string, Listed>,
): ReadonlyMap<string, string> {
  const versions = new Map<string, string>();
  for (const key of keys) {
    const version = listed.get(key)?.version;
    if (version !== undefined) versions.set(key, version);
  }
  return versions;
}

function describeEmpty({ key, labels }: Source, filled: readonly string[]): string {
  const own = (labels?.files ?? []).map((file) => file.key).join(', ');
  return `${key}: its labels are those in ${own}, which is empty; ${filled.join(', ')}, which is not empty, is not used`;
}

function whyLeftOut(mask: string): string {
  return LOSSY_ENDINGS.includes(splitEnding(mask).ending.toLowerCase())
    ? 'it lies among masks, but JPEG changes the values of pixels; save it as PNG'
    : 'its folder or name is that of a mask, but it belongs to no image';
}

function foldersOf(keys: readonly string[]): string[] {
  return [...new Set(keys.map(folderOf))].sort(compareKeys);
}

function copiesOnly(sources: readonly Source[], { splits }: DatasetOptions): string[] {
  if (sources.length === 0 || sources.some(({ role }) => role === 'augment')) return [];
  const named = splits.augment.join(', ');
  return [`no image is in a split that splits.augment names (${named}): all images are only copied`];
}

/** Files of another format about images that have their labels elsewhere. */
function unusedFiles(files: readonly FoundDatasetFile[], sources: readonly Source[]): string[] {
  const used = new Set(sources.flatMap(datasetsOf));
  return files.flatMap(({ file, partOf }) => {
    const other = sources.find(({ key }) => partOf?.(key))?.labels?.dataset;
    if (used.has(file.key) || other === undefined) return [];
    return [`${file.key} is left out: its images have their labels in ${other}`];
  });
}
