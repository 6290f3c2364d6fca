import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';

export interface AugmentOnDemandProps {
  /**
   * The bucket that receives images and labels: a bucket of this stack, or one that is imported by
   * `s3.Bucket.fromBucketName`. An existing bucket keeps its other notifications, on deploying and on destroying.
   *
   * @default - a new bucket: encrypted, private, versioned, TLS only
   */
  readonly bucket?: s3.IBucket;
  /**
   * The name of the new bucket, if `bucket` is not set.
   *
   * @default - CloudFormation names it
   */
  readonly bucketName?: string;
  /**
   * The bucket that receives outputs and state.
   *
   * @default - the same as `bucket`
   */
  readonly outputBucket?: s3.IBucket;
  /**
   * Objects whose keys begin with it are augmented. Ends in `/`.
   *
   * @default 'raw-images/'
   */
  readonly inputPrefix?: string;
  /**
   * The keys of outputs begin with it. Ends in `/`. The state of `augmented-images/` is written to
   * `augmented-images.augment/`.
   *
   * @default 'augmented-images/'
   */
  readonly outputPrefix?: string;
  /**
   * A local recipe file, YAML or JSON. It is deployed with the code, so a change takes effect on the next deploy.
   *
   * @default - one vertically flipped variant of each image, unless `recipeKey` is set
   */
  readonly recipe?: string;
  /**
   * The key of a recipe in `bucket`, instead of `recipe`. A change needs no deploy: the next full reconciliation, a
   * minute after the next upload, makes every output again.
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
   * The layer with the binaries for `architecture`, built by `bash-scripts/build-layer.sh`.
   *
   * @default - `dist/layer/<arm64|x86_64>/layer_content.zip` in this package
   */
  readonly layerZip?: string;
  /**
   * The architecture of the functions, for which the layer must be built.
   *
   * @default lambda.Architecture.ARM_64, which costs a fifth less
   */
  readonly architecture?: lambda.Architecture;
  /**
   * The name of the function that augments. The function that reconciles has this name with `-reconcile` appended.
   *
   * @default - CloudFormation names both
   */
  readonly functionName?: string;
  /**
   * How many batches of images are augmented at the same time, 2 to 1,000.
   *
   * @default 8, which fits the quota of any account
   */
  readonly maxConcurrency?: number;
  /**
   * Memory of each of the two functions in MB, 512 to 10,240. Lambda gives a function processors and asks money by it; the
   * accounts of beginners have at most 3,008.
   *
   * @default 1,769, which gives a whole processor
   */
  readonly memory?: number;
  /**
   * How long logs are kept.
   *
   * @default logs.RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Whether there are alarms, a dashboard and the functions' own metrics. They cost a few dollars a month, uploads or not;
   * an account's first ten alarms and three dashboards are free.
   *
   * @default true
   */
  readonly monitoring?: boolean;
  /**
   * The topic that receives alarms. If it has a policy of its own, as with `enforceSSL`, that must let
   * `cloudwatch.amazonaws.com` publish.
   *
   * @default - alarms are shown in CloudWatch only
   */
  readonly alarmTopic?: sns.ITopic;
  /**
   * What happens to the new bucket when the stack is destroyed. `DESTROY` removes an empty bucket, and fails for any
   * other: nothing in this project deletes a user's files in bulk. An existing bucket always stays.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
