import * as z from 'zod';
import { StoreError } from '../core/errors.js';
import type { Store } from '../stores/store.js';
import { StateFile } from './state-file.js';

const assembled = new StateFile('assembled', z.object({ from: z.string() }));

/** What `rememberAssembled` was given last; undefined if nothing was, or the file is damaged. */
export async function recallAssembled(state: Store): Promise<string | undefined> {
  try {
    return (await assembled.read(state))?.content.from;
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}

/** @param from names all that the files about the data set were made from, and these files: see `assembleIndexed` */
export async function rememberAssembled(state: Store, from: string): Promise<void> {
  await assembled.put(state, { from });
}
