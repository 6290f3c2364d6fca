import { Stack } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { UsageError } from '../core/errors.js';

/** A part of a bucket. */
export class BucketPrefix {
  constructor(
    readonly bucket: s3.IBucket,
    /** Ends in `/`. */
    readonly prefix: string,
  ) {}

  /** As the command line takes it: `s3://bucket/raw-images`. */
  get url(): string {
    return this.bucket.s3UrlForObject(this.prefix.slice(0, -1));
  }

  /** The ARN of everything in it. */
  get objects(): string {
    return this.bucket.arnForObjects(`${this.prefix}*`);
  }
}

export interface Locations {
  readonly input: BucketPrefix;
  readonly output: BucketPrefix;
  readonly state: BucketPrefix;
}

export interface LocationsRequest {
  readonly bucket: s3.IBucket;
  readonly outputBucket: s3.IBucket;
  readonly inputPrefix?: string | undefined;
  readonly outputPrefix?: string | undefined;
}

/** @throws UsageError where outputs could come back as inputs, or a prefix cannot be told from its neighbours */
export function chooseLocations({
  bucket,
  outputBucket,
  inputPrefix = 'raw-images/',
  outputPrefix = 'augmented-images/',
}: LocationsRequest): Locations {
  checkPrefix('inputPrefix', inputPrefix);
  checkPrefix('outputPrefix', outputPrefix);
  const locations = {
    input: new BucketPrefix(bucket, inputPrefix),
    output: new BucketPrefix(outputBucket, outputPrefix),
    state: new BucketPrefix(outputBucket, `${outputPrefix.slice(0, -1)}.augment/`),
  };
  if (isSameBucket(bucket, outputBucket)) {
    refuseOverlap(inputPrefix, locations.output.prefix, 'outputs');
    refuseOverlap(inputPrefix, locations.state.prefix, 'state');
  }
  return locations;
}

/** Characters that S3 calls safe, without those that are patterns in a policy. */
const PREFIX = /^(?:[\w!.'()-]+\/)+$/;

function checkPrefix(name: string, prefix: string): void {
  if (PREFIX.test(prefix)) return;
  throw new UsageError(
    `${name} ${JSON.stringify(prefix)}: a prefix ends in "/", does not begin with one, and has letters, digits and ! - _ . ' ( ) between them`,
  );
}

function refuseOverlap(input: string, written: string, what: string): void {
  if (!input.startsWith(written) && !written.startsWith(input)) return;
  throw new UsageError(
    `inputPrefix ${JSON.stringify(input)}: ${what} are written to ${JSON.stringify(written)} in the same bucket, so they would be augmented again; choose prefixes of which none lies in another, or an outputBucket`,
  );
}

/** A bucket that was taken in twice is two objects with one name. */
export function isSameBucket(one: s3.IBucket, other: s3.IBucket): boolean {
  const nameOf = (bucket: s3.IBucket) => JSON.stringify(Stack.of(bucket).resolve(bucket.bucketName));
  return one === other || (Stack.of(one) === Stack.of(other) && nameOf(one) === nameOf(other));
}
