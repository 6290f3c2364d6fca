import { UsageError } from '../core/errors.js';
import { isImageKey } from '../core/modules.js';
import type { Modules } from '../core/modules.js';
import { findRoot } from '../dataset/find-root.js';
import { isHidden } from '../dataset/layout.js';
import type { Composition } from '../packages/compose.js';
import type { StoreLocation } from '../stores/location.js';
import { standardStores } from '../stores/standard.js';
import { DEFAULT_INPUT, RECIPE_NAME } from './options.js';

/** What preview shows: images of an input, or folders of which it chooses images. */
export interface Previewed {
  readonly input: StoreLocation;
  readonly shown: readonly { readonly key: string; readonly isFolder: boolean }[];
}

interface Named {
  readonly location: StoreLocation;
  readonly isFolder: boolean;
}

/**
 * @param addresses images or folders
 * @param given the input's address, if the user named it
 * @throws UsageError where something does not exist or does not lie in the input
 */
export async function findPreviewed(
  addresses: readonly string[],
  given: string | undefined,
  { modules, stores }: Composition,
): Promise<Previewed> {
  const named = addresses.map((address) => nameAt(stores.locate(address), address, modules));
  const input = given === undefined ? await inputOf(named[0]!, modules) : stores.locate(given);
  input.expect({ use: 'input', contents: 'the images' });
  const shown = named.map(({ location, isFolder }) => ({ key: keyBelow(input, location), isFolder }));
  return { input, shown };
}

function nameAt(location: StoreLocation, address: string, modules: Modules): Named {
  location.expect({ use: 'file' });
  return { location, isFolder: !isImageKey(address, modules) && canBeInput(location) };
}

function canBeInput(location: StoreLocation): boolean {
  try {
    location.expect({ use: 'input', contents: 'the images' });
    return true;
  } catch {
    return false;
  }
}

async function inputOf({ location, isFolder }: Named, modules: Modules): Promise<StoreLocation> {
  const standard = standardStores.locate(DEFAULT_INPUT);
  if (standard.keyOf(location) !== undefined) return standard;
  const image = isFolder ? await firstImage(location, modules) : location;
  const root = await findRoot({
    image,
    modules,
    recipeName: RECIPE_NAME,
    workingFolder: standardStores.locate('.'),
  });
  return isFolder && root.keyOf(location) === undefined ? location : root;
}

/** @throws UsageError if there is none */
async function firstImage(folder: StoreLocation, modules: Modules): Promise<StoreLocation> {
  const store = await folder.open('input');
  for await (const { key } of store.list()) {
    if (isImageKey(key, modules) && !isHidden(key)) return folder.at(key);
  }
  throw new UsageError(`no images found in ${folder.address}`);
}

function keyBelow(input: StoreLocation, location: StoreLocation): string {
  const key = input.keyOf(location);
  if (key === undefined) {
    throw new UsageError(
      `${location.address} is not in ${input.address}; name the ${input.words.container} that contains all images with --input`,
    );
  }
  return key.normalize('NFC');
}
