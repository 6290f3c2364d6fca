import path from 'node:path';
import { UsageError } from '../core/errors.js';
import { DirectoryStore } from './directory/directory.js';
import { parseLocation } from './location.js';
import type { BucketPrefix } from './location.js';
import type { Store } from './store.js';

/** The three stores of a run. */
export interface Stores {
  readonly input: Store;
  readonly output: Store;
  /** Records and what may be lost: beside the output, never inside it. */
  readonly state: Store;
}

/**
 * State of the output folder `x` lies in `x.augment`, that of `s3://b/x` in `s3://b/x.augment`.
 * @param input and output: paths of folders, or `s3://bucket/prefix`
 * @throws UsageError where a location cannot be used
 */
export async function openStores(input: string, output: string): Promise<Stores> {
  return { input: await openInput(input), ...(await openOutput(output)) };
}

/** A Store to read from. */
export async function openInput(input: string): Promise<Store> {
  const location = parseLocation(input);
  return location.kind === 'bucket' ? openBucket(location) : new DirectoryStore(path.resolve(location.path));
}

async function openOutput(output: string): Promise<Omit<Stores, 'input'>> {
  const location = parseLocation(output);
  if (location.kind === 'bucket') {
    const state = stateOfBucket(location);
    return { output: await openBucket(location), state: await openBucket(state) };
  }
  const root = path.resolve(location.path);
  const stateRoot = stateOfFolder(root);
  const temporary = path.join(stateRoot, 'temporary');
  return {
    output: new DirectoryStore(root, temporary),
    state: new DirectoryStore(stateRoot, temporary, true),
  };
}

/** The SDK takes longer to load than all else together, so it waits until a bucket is named. */
async function openBucket(place: BucketPrefix): Promise<Store> {
  const [{ S3Store }, { sharedS3Client }] = await Promise.all([
    import('./s3/s3.js'),
    import('./s3/client.js'),
  ]);
  return new S3Store(await sharedS3Client(), place);
}

export function stateOfFolder(folder: string): string {
  return `${folder}.augment`;
}

/** @throws UsageError for a whole bucket, beside which there is nothing */
export function stateOfBucket({ bucket, prefix }: BucketPrefix): BucketPrefix {
  if (prefix === '') {
    throw new UsageError(
      `s3://${bucket} is a whole bucket, but the state of an output lies beside it; name a prefix, as s3://${bucket}/augmented-images`,
    );
  }
  return { bucket, prefix: `${prefix.slice(0, -1)}.augment/` };
}
