import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../core/errors.js';
import { parseLocation } from './location.js';
import type { BucketPrefix } from './location.js';
import { stateOfBucket, stateOfFolder } from './open.js';

/**
 * What is made must never be taken for photos, nor photos be found among what is made.
 * @param input and output: paths of folders, or `s3://bucket/prefix`
 * @throws UsageError where one of input, output and state lies in another, or the output has no place for its state
 */
export async function requireApart(input: string, output: string): Promise<void> {
  const from = parseLocation(input);
  const to = parseLocation(output);
  if (to.kind === 'bucket') {
    const [state, isWithin] = [stateOfBucket(to), isWithinBucket];
    if (from.kind === 'bucket')
      requireDisjoint({ input, output, kind: 'prefix' }, { from, to, state, isWithin });
  }
  if (from.kind === 'folder' && to.kind === 'folder') {
    const [source, target, state] = await Promise.all(
      [from.path, to.path, stateOfFolder(path.resolve(to.path))].map((folder) =>
        realPathOf(path.resolve(folder)),
      ),
    );
    const stores = { from: source!, to: target!, state: state!, isWithin: isWithinFolder };
    requireDisjoint({ input, output, kind: 'folder' }, stores);
  }
}

interface Named {
  readonly input: string;
  readonly output: string;
  readonly kind: string;
}

interface Compared<T> {
  readonly from: T;
  readonly to: T;
  readonly state: T;
  readonly isWithin: (inner: T, outer: T) => boolean;
}

function requireDisjoint<T>(
  { input, output, kind }: Named,
  { from, to, state, isWithin }: Compared<T>,
): void {
  if (isWithin(from, to) && isWithin(to, from))
    throw new UsageError(`input and output are the same ${kind}, ${input}; name another output`);
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

/** Prefixes end in a slash, so that `raw/` does not hold `raw-more/`. */
function isWithinBucket(inner: BucketPrefix, outer: BucketPrefix): boolean {
  return inner.bucket === outer.bucket && inner.prefix.startsWith(outer.prefix);
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

function isWithinFolder(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
