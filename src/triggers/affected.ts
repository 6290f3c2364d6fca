import { mayBeDatasetFile } from '../core/formats/formats.js';
import { isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import type { Recipe } from '../core/recipe/schema.js';
import { describesDataset } from '../dataset/dataset-files.js';
import { isHidden, isSidecarMask, labelledStems, mayBeMask, placementsOf } from '../dataset/layout.js';
import { isListName } from '../dataset/image-lists.js';
import { noteLayout } from '../state/dataset-state.js';
import type { DatasetView } from '../state/dataset-view.js';
import type { Stores } from '../stores/open.js';
import { folderOf, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import type { Hint } from './s3-events.js';

/** What a change of one key asks for. */
export interface Affected {
  /** Images to be brought up to date. */
  readonly images: readonly Pick<Hint, 'key' | 'size'>[];
  /** The key describes the data set, or did: the input must be discovered again. */
  readonly isDataset: boolean;
  /** Only a listing of all keys can decide what it is. */
  readonly isDeferred: boolean;
}

interface Context {
  readonly stores: Pick<Stores, 'input' | 'state'>;
  readonly view: DatasetView;
  readonly recipe: Recipe;
}

const NOTHING: Affected = { images: [], isDataset: false, isDeferred: false };

/**
 * What a key that was added, changed or removed means for its data set. The placement of labels is noted before their
 * image is read, so that no later task misses them.
 */
export async function affectedBy(hint: Hint, context: Context): Promise<Affected> {
  const { key } = hint;
  if (isHidden(key)) return NOTHING;
  const { formats } = context.recipe.modules;
  if (isImageKey(key, context.recipe.modules) && !mayBeMask(key, formats))
    return { ...NOTHING, images: [hint] };
  if (isImageKey(key, context.recipe.modules)) return affectedByMask(hint, context);
  if (await isDatasetFile(key, context)) return { ...NOTHING, isDataset: true };
  return { ...NOTHING, images: await labelledImages(key, context) };
}

/** An image at the key of a mask is a mask if the image that it would belong to exists, or if its folder holds masks only. */
async function affectedByMask(hint: Hint, context: Context): Promise<Affected> {
  const { key, afterListing } = hint;
  const images = await labelledImages(key, context);
  if (images.length > 0) {
    if (!isSidecarMask(key, context.recipe.modules.formats))
      await noteLayout(context.stores.state, { labelFolders: [folderOf(key)] });
    return { ...NOTHING, images };
  }
  const layout = await context.view.layout();
  if (layout.labelFolders.includes(folderOf(key))) return NOTHING;
  return afterListing ? { ...NOTHING, images: [hint] } : { ...NOTHING, isDeferred: true };
}

async function isDatasetFile(key: string, { stores, view, recipe }: Context): Promise<boolean> {
  const { formats } = recipe.modules;
  if (isListName(key, formats) || describesDataset(key, undefined, formats)) return true;
  const known = await view.current();
  if (known?.facts.files.some(({ file }) => file.places?.some((place) => place.key === key))) return true;
  if (!formats.all.some((format) => mayBeDatasetFile(format, key))) return false;
  const files = known && [...known.facts.files.map(({ file }) => file), ...known.facts.unread];
  if (!files || files.some((file) => file.key === key)) return true;
  const stored = await stores.input.read(key);
  return stored !== undefined && describesDataset(key, stored.bytes, formats);
}

async function labelledImages(key: string, { stores, view, recipe }: Context): Promise<{ key: string }[]> {
  const { formats } = recipe.modules;
  const placements = placementsOf(key, formats);
  if (placements.length === 0) return [];
  const layout = await view.layout();
  const isNew = placements.some((placement) => !layout.placements.includes(placement));
  if (isNew) await noteLayout(stores.state, { placements });
  const stems = labelledStems(key, layout.imageFolders, formats);
  return (await Promise.all(stems.map((stem) => imagesOf(stem, stores.input, recipe.modules)))).flat();
}

/** @param stem with its dot, as other names may begin with the same */
async function imagesOf(stem: string, input: Store, modules: Modules): Promise<{ key: string }[]> {
  const images: { key: string }[] = [];
  for await (const { key } of input.list(stem)) {
    if (isImageKey(key, modules) && `${splitEnding(key).stem}.` === stem) images.push({ key });
  }
  return images;
}
