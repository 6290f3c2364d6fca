import path from 'node:path';
import { DirectoryStore } from '../stores/directory.js';
import type { Store } from '../stores/store.js';

/** The three places of a run. */
export interface Places {
  readonly input: Store;
  readonly output: Store;
  /** Records and what may be lost: beside the output, never inside it. */
  readonly state: Store;
}

/** State of the output folder `x` lies in `x.augment`. */
export function openPlaces(input: string, output: string): Places {
  const root = path.resolve(output);
  const stateRoot = `${root}.augment`;
  const temporary = path.join(stateRoot, 'temporary');
  return {
    input: new DirectoryStore(path.resolve(input)),
    output: new DirectoryStore(root, temporary),
    state: new DirectoryStore(stateRoot, temporary),
  };
}
