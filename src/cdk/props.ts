import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';

export interface AugmentOnDemandProps {
  /**
   * The bucket that photos and labels are uploaded to: one of this stack, or one taken in by
   * `s3.Bucket.fromBucketName`. What an existing bucket notifies already stays, on deploying and on destroying.
   *
   * @default - a new bucket: encrypted, private, versioned, TLS only
   */
  readonly bucket?: s3.IBucket;
  /**
   * The name of the new bucket, where there is no `bucket`.
   *
   * @default - CloudFormation names it
   */
  readonly bucketName?: string;
  /**
   * The bucket that outputs and state are written to.
   *
   * @default - the same as `bucket`
   */
  readonly outputBucket?: s3.IBucket;
  /**
   * Keys below which uploads are augmented. Ends in `/`.
   *
   * @default 'raw-images/'
   */
  readonly inputPrefix?: string;
  /**
   * Keys below which outputs are written. Ends in `/`. State is written beside it: `augmented-images/` has
   * `augmented-images.augment/`.
   *
   * @default 'augmented-images/'
   */
  readonly outputPrefix?: string;
  /**
   * A recipe file on this machine, YAML or JSON. It is deployed with the code: a change takes effect on the next deploy.
   *
   * @default - one variant of each photo, turned upside down, unless there is a `recipeKey`
   */
  readonly recipe?: string;
  /**
   * The key of a recipe in `bucket`, in place of `recipe`. A change needs no deploy: the next look at the whole data
   * set, a minute after anything is uploaded, has everything made anew.
   *
   * @default - the recipe is deployed with the code
   */
  readonly recipeKey?: string;
  /**
   * The folder of the functions' code, with `handler.mjs`.
   *
   * @default - the one in this package
   */
  readonly codeDir?: string;
  /**
   * The layer with what is compiled for `architecture`, as `bash-scripts/build-layer.sh` makes it.
   *
   * @default - `dist/layer/<arm64|x86_64>/layer_content.zip` in this package
   */
  readonly layerZip?: string;
  /**
   * The processors that the functions run on, and that the layer was built for.
   *
   * @default lambda.Architecture.ARM_64, a fifth cheaper
   */
  readonly architecture?: lambda.Architecture;
  /**
   * The name of the function that augments; the one that assembles has `-assemble` behind it.
   *
   * @default - CloudFormation names both
   */
  readonly functionName?: string;
  /**
   * How many batches of photos are augmented at the same time, 2 to 1,000.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;
  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Who hears of alarms.
   *
   * @default - alarms are seen in CloudWatch alone
   */
  readonly alarmTopic?: sns.ITopic;
  /**
   * What becomes of the new bucket when the stack goes. `DESTROY` removes an empty bucket, and fails on any other:
   * nothing here can delete photos in bulk. An existing bucket always stays.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
