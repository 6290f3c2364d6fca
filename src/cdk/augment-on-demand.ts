import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { UsageError } from '../core/errors.js';
import { makeAlarms } from './alarms.js';
import { makeBucket } from './bucket.js';
import { makeCode, makeLayerCode, RECIPE_FILE } from './code.js';
import { makeDashboard } from './dashboard.js';
import { feed, makeFunction, RUNTIME } from './functions.js';
import { NAMESPACE, SERVICE } from './metrics.js';
import { notify } from './notifications.js';
import type { Locations } from './locations.js';
import { chooseLocations } from './locations.js';
import type { AugmentOnDemandProps } from './props.js';
import type { Queues } from './queues.js';
import { makeQueues } from './queues.js';
import { reconciling, augmenting } from './sizing.js';

/**
 * Photos and labels that are uploaded below the input prefix of a bucket come out augmented below the output prefix:
 * S3 notifies a queue, and the queue feeds a function. A second function, one at a time, writes the files about the
 * whole data set.
 *
 * The children's ids are part of what users have deployed: another id is another bucket.
 */
export class AugmentOnDemand extends Construct {
  /** What photos are uploaded to. */
  readonly bucket: s3.IBucket;
  /** What outputs and state are written to; `bucket`, unless another was given. */
  readonly outputBucket: s3.IBucket;
  /** Augments. */
  readonly function: lambda.Function;
  /** Writes the files about the whole data set. */
  readonly reconciler: lambda.Function;
  /** What S3 notifies. A message with S3's event in it, sent by hand, makes the photo again. */
  readonly queue: sqs.Queue;
  /** Messages that failed five times. */
  readonly deadLetters: sqs.Queue;
  /** What asks for reconciling: a FIFO queue. */
  readonly reconcileQueue: sqs.Queue;
  readonly reconcileDeadLetters: sqs.Queue;
  /** What `function` may do. */
  readonly role: iam.Role;
  /** What `reconciler` may do. */
  readonly reconcilerRole: iam.Role;
  /** What is compiled for the functions' processors. */
  readonly layer: lambda.LayerVersion;
  readonly dashboard: cloudwatch.Dashboard;

  /** @throws UsageError for props that cannot work, and for files that were not built */
  constructor(scope: Construct, id: string, props: AugmentOnDemandProps = {}) {
    super(scope, id);
    const { architecture = lambda.Architecture.ARM_64, recipeKey } = props;
    if (props.bucket && props.bucketName !== undefined)
      throw new UsageError(`bucketName ${props.bucketName}: it is for a new bucket, and \`bucket\` is given`);
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
      description: 'What Augment On Demand needs compiled.',
      code: makeLayerCode(architecture, props.layerZip),
      compatibleArchitectures: [architecture],
      compatibleRuntimes: [RUNTIME],
    });
    const shared = {
      code: makeCode(props.codeDir, props.recipe, recipeKey),
      layer: this.layer,
      architecture,
      environment: environmentOf(locations, queues, recipeKey),
      logRetention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
    };
    const augmenter = makeFunction(this, 'Function', {
      ...shared,
      handler: 'handler.augment',
      description: 'Augments the photos that were uploaded.',
      functionName: props.functionName,
      sizing: augmenting,
      access: { locations, recipeKey, receiveFrom: queues.images, sendTo: queues.reconcile, counts: false },
    });
    const reconciler = makeFunction(this, 'Reconciler', {
      ...shared,
      handler: 'handler.reconcile',
      description: 'Writes the files about the whole data set of augmented photos.',
      functionName: props.functionName && `${props.functionName}-reconcile`,
      sizing: reconciling,
      access: { locations, recipeKey, receiveFrom: queues.reconcile, sendTo: queues.images, counts: true },
    });
    feed(augmenter, queues.images, augmenting, props.maxConcurrency ?? augmenting.maxConcurrency);
    feed(reconciler, queues.reconcile, reconciling);
    this.function = augmenter.function;
    this.role = augmenter.role;
    this.reconciler = reconciler.function;
    this.reconcilerRole = reconciler.role;

    const watched = { queues, augmenter: this.function, reconciler: this.reconciler };
    makeAlarms(this, watched, props.alarmTopic);
    this.dashboard = makeDashboard(this, watched);
  }
}

/** What the handlers read. */
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
    AUGMENT_RECIPE: recipeKey === undefined ? RECIPE_FILE : input.bucket.s3UrlForObject(recipeKey),
    POWERTOOLS_SERVICE_NAME: SERVICE,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  };
}
