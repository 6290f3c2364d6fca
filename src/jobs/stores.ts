import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../core/errors.js';
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
  const stateRoot = stateFolder(root);
  const temporary = path.join(stateRoot, 'temporary');
  return {
    input: new DirectoryStore(path.resolve(input)),
    output: new DirectoryStore(root, temporary),
    state: new DirectoryStore(stateRoot, temporary, true),
  };
}

function stateFolder(output: string): string {
  return `${output}.augment`;
}

/**
 * What is made must never be taken for photos, nor photos be found among what is made.
 * @throws UsageError where one of input, output and state lies in another
 */
export async function requireApart(input: string, output: string): Promise<void> {
  const from = await realPathOf(path.resolve(input));
  const to = await realPathOf(path.resolve(output));
  const state = await realPathOf(stateFolder(path.resolve(output)));
  if (from === to)
    throw new UsageError(`input and output are the same folder, ${input}; name another output`);
  if (isWithin(to, from) || isWithin(state, from)) {
    throw new UsageError(
      `the output ${output} lies in the input ${input}, where its files would be taken for photos; name an output outside of it`,
    );
  }
  if (isWithin(from, to) || isWithin(from, state)) {
    throw new UsageError(
      `the input ${input} lies in the output ${output} or in its state; name an output apart from it`,
    );
  }
}

/** With links resolved, as far as the path exists. */
async function realPathOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(await realPathOf(parent), path.basename(file));
  }
}

function isWithin(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
