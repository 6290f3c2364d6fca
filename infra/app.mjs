// The app that `bash-scripts/deploy.sh` deploys. CDK's context configures it: `-c bucketName=my-images`. All keys are in
// configuration.mjs.
import { App, ArnFormat, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { AugmentOnDemand } from '../dist/cdk/index.js';
import { AugmentError } from '../dist/core/errors.js';
import { readConfiguration } from './configuration.mjs';

const architectures = { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 };
const removals = { retain: RemovalPolicy.RETAIN, destroy: RemovalPolicy.DESTROY };

function makeStack(app, { stackName, ...configuration }) {
  const stack = new Stack(app, stackName, { description: 'Augments images and their labels on upload.' });
  const augment = new AugmentOnDemand(stack, 'Augment', {
    ...bucketsOf(stack, configuration),
    recipe: configuration.recipe,
    recipeKey: configuration.recipeKey,
    codeDir: configuration.codeDir,
    layerZip: configuration.layerZip,
    architecture: architectures[configuration.architecture],
    maxConcurrency: configuration.maxConcurrency,
    memory: configuration.memory,
    monitoring: !configuration.minimal,
    alarmTopic: topicOf(stack, configuration),
    removalPolicy: removals[configuration.removal],
    // Several stacks of one account need different function names. The default name is AugmentOnDemand.
    functionName: stackName,
  });
  const dashboards = `https://${stack.region}.console.aws.amazon.com/cloudwatch/home?region=${stack.region}#dashboards`;
  const outputs = {
    BucketName: augment.bucket.bucketName,
    OutputBucketName: augment.outputBucket.bucketName,
    FunctionName: augment.function.functionName,
    QueueUrl: augment.queue.queueUrl,
    DeadLettersUrl: augment.deadLetters.queueUrl,
    ReconcileQueueUrl: augment.reconcileQueue.queueUrl,
    ReconcileDeadLettersUrl: augment.reconcileDeadLetters.queueUrl,
    LogGroupName: augment.logGroup.logGroupName,
    ReconcileLogGroupName: augment.reconcilerLogGroup.logGroupName,
    ...(augment.dashboard && { DashboardUrl: `${dashboards}/dashboard/${augment.dashboard.dashboardName}` }),
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}

function topicOf(stack, { alarmEmail }) {
  if (alarmEmail === undefined) return undefined;
  const topic = new Topic(stack, 'Alarms', { displayName: 'Augment On Demand', enforceSSL: true });
  // A topic with a policy of its own, here for TLS, loses the default one, by which alarms may publish.
  const ourAlarms = stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { ArnLike: { 'aws:SourceArn': ourAlarms } },
    }),
  );
  topic.addSubscription(new EmailSubscription(alarmEmail));
  return topic;
}

/** The id contains the name: another bucket is another resource, and CDK removes the notifications of the former. */
function bucketsOf(stack, { bucketName, existingBucket, outputBucketName, kmsKey, outputKmsKey }) {
  const keyOf = (role, arn) => arn && { encryptionKey: Key.fromKeyArn(stack, `${role}Key`, arn) };
  const importBucket = (role, name, key) =>
    Bucket.fromBucketAttributes(stack, `${role}-${name}`, { bucketName: name, ...keyOf(role, key) });
  return {
    ...(existingBucket ? { bucket: importBucket('Bucket', bucketName, kmsKey) } : { bucketName }),
    ...(outputBucketName !== undefined && {
      outputBucket: importBucket('OutputBucket', outputBucketName, outputKmsKey),
    }),
  };
}

try {
  const app = new App();
  makeStack(app, readConfiguration(app.node.getAllContext()));
  app.synth();
} catch (error) {
  if (!(error instanceof AugmentError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
