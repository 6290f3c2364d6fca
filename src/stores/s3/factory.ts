import { UsageError } from '../../core/errors.js';
import { bucketStores } from '../bucket-location.js';
import type { BucketPrefix } from '../bucket-prefix.js';
import type { StoreFactory } from '../location.js';
import type { Store } from '../store.js';
import { S3_SCHEME } from './address.js';

/** Parts of S3 buckets, named as `s3://bucket/prefix`. */
export const s3: StoreFactory = bucketStores({
  scheme: S3_SCHEME,
  open: openS3Store,
  insteadOfWatching:
    'a bucket cannot be watched; deploy the function that its uploads call (bash-scripts/deploy.sh), ' +
    'or use `augment run` for its present images',
});

/** The SDK takes longer to load than everything else together, so it is loaded when a bucket is first opened. */
async function openS3Store(prefix: BucketPrefix): Promise<Store> {
  const [{ S3Store }, { sharedS3Client }] = await withPackages(() =>
    Promise.all([import('./s3.js'), import('./client.js')]),
  );
  return new S3Store(await sharedS3Client(), prefix);
}

const PACKAGES = ['@aws-sdk/client-s3', '@smithy/node-http-handler'];

/**
 * @throws UsageError that names the packages to install, if one of them is missing
 * @internal exported for its test
 */
export async function withPackages<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissingPackage(error)) throw error;
    const names = PACKAGES.join(' and ');
    throw new UsageError(`s3:// needs the packages ${names}: npm install ${PACKAGES.join(' ')}`, {
      cause: error,
    });
  }
}

function isMissingPackage(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    PACKAGES.some((name) => error.message.includes(`'${name}'`))
  );
}
