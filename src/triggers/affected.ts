import { mayBeDatasetFile } from '../core/formats/formats.js';
import { isImageKey } from '../core/modules.js';
import type { Recipe } from '../core/recipe/schema.js';
import { describesDataset } from '../dataset/dataset-files.js';
import { isListName } from '../dataset/image-lists.js';
import { isHidden, isNamedMask, isTextEnding, mayBeMask, usualPlacementsOf } from '../dataset/layout.js';
import { imagePrefixes, labelKeyAt } from '../dataset/placement.js';
import type { LearntPlacement } from '../dataset/placement.js';
import { newPlacements, noteLayout } from '../state/dataset-state.js';
import { noteDeferred } from '../state/deferred.js';
import type { DatasetView } from '../state/dataset-view.js';
import type { Stores } from '../stores/open.js';
import { folderOf, splitEnding } from '../core/keys.js';
import type { Hint } from './s3-events.js';

/** What a change of one key asks for. */
export interface Affected {
  /** Images to be brought up to date. */
  readonly images: readonly Pick<Hint, 'key' | 'size'>[];
  /** The key describes the data set, or did: the input must be discovered again. */
  readonly isDataset: boolean;
  /** Only a listing of all keys can decide what it is. */
  readonly isDeferred: boolean;
  /** It lies where labels of this data set lie, and its image is not there. If the image comes, it finds its labels. */
  readonly isWithoutImage: boolean;
}

interface Context {
  readonly stores: Pick<Stores, 'input' | 'state'>;
  readonly view: DatasetView;
  readonly recipe: Recipe;
}

const NOTHING: Affected = { images: [], isDataset: false, isDeferred: false, isWithoutImage: false };

/**
 * What a key that was added, changed or removed means for its data set. The placement of labels is noted before their
 * image is read, so that no later task misses them. What the key and the known placements cannot decide waits for a
 * listing.
 */
export async function affectedBy(hint: Hint, context: Context): Promise<Affected> {
  const { key } = hint;
  const { labels, modules } = context.recipe;
  if (isHidden(key)) return NOTHING;
  if (isImageKey(key, modules)) {
    const isPossible = labels.masks === 'auto' ? mayBeMask(key) : labels.masks !== 'none';
    return isPossible ? affectedByPossibleMask(hint, context) : { ...NOTHING, images: [hint] };
  }
  if (await isDatasetFile(key, context)) return { ...NOTHING, isDataset: true };
  if (!isTextEnding(splitEnding(key).ending, modules.formats)) return NOTHING;
  const { placements } = await context.view.layout();
  const images = await labelledImages(key, context);
  if (images.length > 0) return { ...NOTHING, images };
  const isPlaced = placements.some((placement) => imagePrefixes(placement, key).length > 0);
  return { ...NOTHING, isDeferred: !isPlaced, isWithoutImage: isPlaced };
}

/** An image is a mask if the image that it would belong to exists, or if its folder holds masks only. */
async function affectedByPossibleMask(hint: Hint, context: Context): Promise<Affected> {
  const { key, afterListing } = hint;
  const images = await labelledImages(key, context);
  if (images.length > 0) return { ...NOTHING, images };
  const layout = await context.view.layout();
  if (layout.labelFolders.includes(folderOf(key))) return { ...NOTHING, isWithoutImage: true };
  const isKnown = layout.imageFolders.includes(folderOf(key)) && !isNamedMask(key);
  if (afterListing || isKnown) return { ...NOTHING, images: [hint] };
  await noteDeferred(context.stores.state, key);
  return { ...NOTHING, isDeferred: true };
}

async function isDatasetFile(key: string, { stores, view, recipe }: Context): Promise<boolean> {
  const { formats } = recipe.modules;
  if (isListName(key, formats) || describesDataset(key, undefined, formats)) return true;
  const known = await view.current();
  if (known?.facts.files.some(({ file }) => file.splitPaths?.some((splitPath) => splitPath.key === key)))
    return true;
  if (!formats.all.some((format) => mayBeDatasetFile(format, key))) return false;
  const files = known && [...known.facts.files.map(({ file }) => file), ...known.facts.unread];
  if (!files || files.some((file) => file.key === key)) return true;
  const stored = await stores.input.read(key);
  return stored !== undefined && describesDataset(key, stored.bytes, formats);
}

/** The images whose labels may be in this file, by the placements of the data set and the usual ones. */
async function labelledImages(key: string, context: Context): Promise<{ key: string }[]> {
  const { stores, view, recipe } = context;
  const layout = await view.layout();
  const unknown = newPlacements(layout.placements, usualPlacementsOf(key, recipe.modules.formats));
  const placements = [...layout.placements, ...unknown];
  const images = await Promise.all(placements.map((placement) => imagesAt(placement, key, context)));
  const found = (i: number) => images.at(i - unknown.length)!.length > 0;
  // Labels that come before their image may lie at any of these placements.
  const isEarly = images.flat().length === 0;
  const shown = unknown.filter(({ role }, i) => found(i) || (isEarly && role === 'labels'));
  if (shown.length > 0)
    await noteLayout(stores.state, { placements: shown, labelFolders: maskFolders(shown, key) });
  return [...new Set(images.flat())].map((image) => ({ key: image }));
}

/** Only a mask in a folder of its own shows that its folder holds masks. */
function maskFolders(placements: readonly LearntPlacement[], key: string): string[] {
  return placements.some(({ role, to }) => role !== 'labels' && to !== '') ? [folderOf(key)] : [];
}

async function imagesAt(
  placement: LearntPlacement,
  label: string,
  { stores, recipe }: Context,
): Promise<string[]> {
  const images: string[] = [];
  for (const prefix of imagePrefixes(placement, label)) {
    for await (const { key } of stores.input.list(prefix))
      if (isImageKey(key, recipe.modules) && labelKeyAt(placement, key) === label && key !== label)
        images.push(key);
  }
  return images;
}
