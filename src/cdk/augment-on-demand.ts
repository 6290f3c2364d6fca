import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors.js';
import { makeAlarms } from './alarms.js';
import { announce } from './announcer.js';
import { makeBucket } from './bucket.js';
import { makeCode, makeLayerCode, RECIPE_FILE } from './code.js';
import { makeDashboard } from './dashboard.js';
import { feed, makeFunction, makeLogGroup, RUNTIME } from './functions.js';
import { NAMESPACE, SERVICE } from './metrics.js';
import { notify } from './notifications.js';
import type { Locations } from './locations.js';
import { chooseLocations } from './locations.js';
import type { AugmentOnDemandProps } from './props.js';
import type { Queues } from './queues.js';
import { makeQueues } from './queues.js';
import { reconciling, augmenting } from './sizing.js';

/**
 * Augments the images and labels that are uploaded below the input prefix of a bucket, and writes the results below the
 * output prefix. S3 notifies a queue, and the queue invokes a function. A second function, which never runs twice at the
 * same time, reconciles the whole data set.
 *
 * The children's ids must not change: with another id, CloudFormation would replace a user's bucket.
 */
export class AugmentOnDemand extends Construct {
  /** Receives the uploads of images and labels. */
  readonly bucket: s3.IBucket;
  /** Receives outputs and state; by default the same as `bucket`. */
  readonly outputBucket: s3.IBucket;
  /** Augments images. */
  readonly function: lambda.Function;
  /** Reconciles the whole data set, and writes the files about it. */
  readonly reconciler: lambda.Function;
  /** Receives S3's notifications. A copy of such a message, sent by hand, checks the image again. */
  readonly queue: sqs.Queue;
  /** Receives messages that failed five times. */
  readonly deadLetters: sqs.Queue;
  /** Receives requests to reconcile: a FIFO queue. */
  readonly reconcileQueue: sqs.Queue;
  readonly reconcileDeadLetters: sqs.Queue;
  /** What `function` logs. */
  readonly logGroup: logs.LogGroup;
  /** What `reconciler` logs. */
  readonly reconcilerLogGroup: logs.LogGroup;
  /** The rights of `function`. */
  readonly role: iam.Role;
  /** The rights of `reconciler`. */
  readonly reconcilerRole: iam.Role;
  /** Binaries for the functions' architecture. */
  readonly layer: lambda.LayerVersion;
  /** Absent without `monitoring`. */
  readonly dashboard?: cloudwatch.Dashboard;

  /** @throws UsageError for props that cannot work, and for files that are not built yet */
  constructor(scope: Construct, id: string, props: AugmentOnDemandProps = {}) {
    super(scope, id);
    const { architecture = lambda.Architecture.ARM_64, recipeKey, monitoring = true } = props;
    if (props.bucket && props.bucketName !== undefined)
      throw new UsageError(`bucketName ${props.bucketName}: it names a new bucket, but \`bucket\` is set`);
    this.bucket = props.bucket ?? makeBucket(this, props.bucketName, props.removalPolicy);
    this.outputBucket = props.outputBucket ?? this.bucket;
    const locations = chooseLocations({ ...props, bucket: this.bucket, outputBucket: this.outputBucket });

    const queues = makeQueues(this);
    this.queue = queues.images;
    this.deadLetters = queues.deadLetters;
    this.reconcileQueue = queues.reconcile;
    this.reconcileDeadLetters = queues.reconcileDeadLetters;
    notify(locations.input, queues.images);

    this.layer = new lambda.LayerVersion(this, 'Layer', {
      description: 'Binaries of Augment On Demand.',
      code: makeLayerCode(architecture, props.layerZip),
      compatibleArchitectures: [architecture],
      compatibleRuntimes: [RUNTIME],
    });
    const code = makeCode(props.codeDir, props.recipe, recipeKey);
    const retention = props.logRetention ?? logs.RetentionDays.ONE_MONTH;
    this.logGroup = makeLogGroup(this, 'Function', retention);
    this.reconcilerLogGroup = makeLogGroup(this, 'Reconciler', retention);
    const { logGroup, reconcilerLogGroup } = this;
    const environment = {
      ...environmentOf(locations, queues, recipeKey),
      AUGMENT_LOG_GROUP: logGroup.logGroupName,
      AUGMENT_RECONCILE_LOG_GROUP: reconcilerLogGroup.logGroupName,
      ...(!monitoring && { POWERTOOLS_METRICS_DISABLED: 'true' }),
    };
    const memory = props.memory ?? augmenting.memory;
    const shared = { code: code.asset, layer: this.layer, architecture, environment, memory };
    const augmenter = makeFunction(this, 'Function', {
      ...shared,
      handler: 'handler.augment',
      description: 'Augments uploaded images.',
      functionName: props.functionName,
      sizing: augmenting,
      access: {
        ...{ locations, recipeKey, logGroup },
        ...{ receiveFrom: queues.images, sendTo: [queues.reconcile] },
      },
    });
    const reconciler = makeFunction(this, 'Reconciler', {
      ...shared,
      handler: 'handler.reconcile',
      description: 'Reconciles the data set of augmented images.',
      functionName: props.functionName && `${props.functionName}-reconcile`,
      sizing: reconciling,
      access: {
        ...{ locations, recipeKey, logGroup: reconcilerLogGroup, counts: queues.images },
        ...{ receiveFrom: queues.reconcile, sendTo: [queues.images, queues.reconcile] },
      },
    });
    feed(augmenter, queues.images, augmenting, props.maxConcurrency ?? augmenting.maxConcurrency);
    feed(reconciler, queues.reconcile, reconciling);
    announce(this, {
      ...{ code, architecture, environment, memory },
      access: { locations, sendTo: [queues.reconcile], logGroup: makeLogGroup(this, 'Announcer', retention) },
      after: [augmenter.function, reconciler.function],
    });
    this.function = augmenter.function;
    this.role = augmenter.role;
    this.reconciler = reconciler.function;
    this.reconcilerRole = reconciler.role;

    const watched = { queues, augmenter: this.function, reconciler: this.reconciler };
    if (!monitoring) return;
    makeAlarms(this, watched, props.alarmTopic);
    this.dashboard = makeDashboard(this, watched);
  }
}

/** Most environment variables that lambda/settings.ts reads. */
function environmentOf(
  { input, output }: Locations,
  queues: Queues,
  recipeKey: string | undefined,
): Record<string, string> {
  return {
    AUGMENT_INPUT: input.url,
    AUGMENT_OUTPUT: output.url,
    AUGMENT_IMAGE_QUEUE_URL: queues.images.queueUrl,
    AUGMENT_RECONCILE_QUEUE_URL: queues.reconcile.queueUrl,
    AUGMENT_DEAD_LETTERS_URL: queues.deadLetters.queueUrl,
    AUGMENT_RECONCILE_DEAD_LETTERS_URL: queues.reconcileDeadLetters.queueUrl,
    AUGMENT_RECIPE: recipeKey === undefined ? RECIPE_FILE : input.bucket.s3UrlForObject(recipeKey),
    POWERTOOLS_SERVICE_NAME: SERVICE,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  };
}
