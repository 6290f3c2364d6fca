import { recognise } from '../core/formats/index.js';
import { describesDataset } from '../dataset/dataset-files.js';
import {
  isHidden,
  isImageName,
  isSidecarMask,
  labelledStems,
  mayBeMask,
  placementsOf,
} from '../dataset/layout.js';
import { isListName } from '../dataset/splits.js';
import { noteTraits } from '../state/dataset-state.js';
import type { DatasetView } from '../state/dataset-view.js';
import type { Places } from '../stores/open.js';
import { folderOf, splitEnding } from '../core/keys.js';
import type { Store } from '../stores/store.js';
import type { Hint } from './s3-events.js';

/** What a change of one key asks for. */
export interface Concerned {
  /** Photos to be brought up to date. */
  readonly photos: readonly Pick<Hint, 'key' | 'size'>[];
  /** It describes the data set, or did: what is known of that is to be found out anew. */
  readonly isDataset: boolean;
  /** Only a listing of all keys can tell what it is. */
  readonly isUndecided: boolean;
}

interface Context {
  readonly places: Pick<Places, 'input' | 'state'>;
  readonly view: DatasetView;
}

const NOTHING: Concerned = { photos: [], isDataset: false, isUndecided: false };

/**
 * What a key that came, changed or went is to its data set. Where labels lie is noted before their photo is looked at, so
 * that no task that starts later misses them.
 */
export async function concernedBy(hint: Hint, context: Context): Promise<Concerned> {
  const { key } = hint;
  if (isHidden(key)) return NOTHING;
  if (isImageName(key) && !mayBeMask(key)) return { ...NOTHING, photos: [hint] };
  if (isImageName(key)) return concernedByMask(hint, context);
  if (await isDatasetFile(key, context)) return { ...NOTHING, isDataset: true };
  return { ...NOTHING, photos: await labelledPhotos(key, context) };
}

/** A picture that lies where masks do is one if there is a photo for it, or if all of its folder are. */
async function concernedByMask(hint: Hint, context: Context): Promise<Concerned> {
  const { key, isSettled } = hint;
  const photos = await labelledPhotos(key, context);
  if (photos.length > 0) {
    if (!isSidecarMask(key)) await noteTraits(context.places.state, { labelFolders: [folderOf(key)] });
    return { ...NOTHING, photos };
  }
  const traits = await context.view.traits();
  if (traits.labelFolders.includes(folderOf(key))) return NOTHING;
  return isSettled ? { ...NOTHING, photos: [hint] } : { ...NOTHING, isUndecided: true };
}

async function isDatasetFile(key: string, { places, view }: Context): Promise<boolean> {
  if (isListName(key) || describesDataset(key, undefined)) return true;
  if (splitEnding(key).ending.toLowerCase() !== '.json') return false;
  const known = await view.current();
  const files = known && [...known.facts.files.map(({ file }) => file), ...known.facts.unread];
  if (!files || files.some((file) => file.key === key)) return true;
  const stored = await places.input.read(key);
  return (
    stored !== undefined && recognise(key, stored.bytes) !== 'labelme' && describesDataset(key, stored.bytes)
  );
}

async function labelledPhotos(key: string, { places, view }: Context): Promise<{ key: string }[]> {
  const placements = placementsOf(key);
  if (placements.length === 0) return [];
  const traits = await view.traits();
  const isNew = placements.some((placement) => !traits.placements.includes(placement));
  if (isNew) await noteTraits(places.state, { placements });
  const stems = labelledStems(key, traits.imageFolders);
  return (await Promise.all(stems.map((stem) => photosOf(stem, places.input)))).flat();
}

/** @param stem with its dot, as other names may begin with the same */
async function photosOf(stem: string, input: Store): Promise<{ key: string }[]> {
  const photos: { key: string }[] = [];
  for await (const { key } of input.list(stem)) {
    if (isImageName(key) && `${splitEnding(key).stem}.` === stem) photos.push({ key });
  }
  return photos;
}
