import path from 'node:path';
import { openStores } from '../../../src/stores/open.js';
import type { Store } from '../../../src/stores/store.js';
import { augmentRun } from '../../support/command.js';
import { temporaryFolder, withoutIndex, writeFiles } from '../../support/folders.js';
import { show } from './objects.js';
import type { Contents } from './objects.js';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** All results of a data set: images, labels and data-set files; Records, failures and the rest of the state. */
export interface Made {
  readonly output: Contents;
  readonly state: Contents;
}

/**
 * Runs `augment run` on the files in a folder, and returns its results.
 * @param recipe a file
 */
export async function madeAtHome(files: Files, recipe: string): Promise<Made> {
  const folder = await temporaryFolder();
  const [input, output] = [path.join(folder, 'in'), path.join(folder, 'out')];
  await writeFiles(input, files);
  await augmentRun(input, output, '--recipe', recipe, '--workers', '1');
  const places = await openStores(input, output);
  return { output: await contentsOf(places.output), state: withoutIndex(await contentsOf(places.state)) };
}

async function contentsOf(store: Store): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for await (const { key } of store.list()) contents[key] = show((await store.read(key))!.bytes);
  return contents;
}
