import { Stack } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { UsageError } from '../core/errors.js';

/** All objects of a bucket whose keys begin with a prefix. */
export class BucketPrefix {
  constructor(
    readonly bucket: s3.IBucket,
    /** Ends in `/`. */
    readonly prefix: string,
  ) {}

  /** `s3://bucket/raw-images`, as the command line takes it. */
  get url(): string {
    return this.bucket.s3UrlForObject(this.prefix.slice(0, -1));
  }

  /** The ARN that matches all of its objects. */
  get objectsArn(): string {
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

/** @throws UsageError for a malformed prefix, and for prefixes by which outputs would be augmented again */
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

/** The characters that S3 calls safe, except those that are wildcards in a policy. */
const PREFIX = /^(?:[\w!.'()-]+\/)+$/;

function checkPrefix(name: string, prefix: string): void {
  if (PREFIX.test(prefix)) return;
  throw new UsageError(
    `${name} ${JSON.stringify(prefix)}: a prefix ends in "/", does not begin with "/", and otherwise has letters, digits and ! - _ . ' ( )`,
  );
}

function refuseOverlap(input: string, written: string, what: string): void {
  if (!input.startsWith(written) && !written.startsWith(input)) return;
  throw new UsageError(
    `inputPrefix ${JSON.stringify(input)}: ${what} are written to ${JSON.stringify(written)} in the same bucket, so they would be augmented again; choose prefixes that do not contain each other, or set outputBucket`,
  );
}

/** Compares names too: a bucket that is imported twice is two constructs. */
export function isSameBucket(one: s3.IBucket, other: s3.IBucket): boolean {
  const nameOf = (bucket: s3.IBucket) => JSON.stringify(Stack.of(bucket).resolve(bucket.bucketName));
  return one === other || (Stack.of(one) === Stack.of(other) && nameOf(one) === nameOf(other));
}
