// What `bash-scripts/deploy.sh` deploys. It is configured by CDK's context, `-c bucketName=photos`: configuration.mjs
// knows what there is.
import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AugmentOnDemand } from '../dist/cdk/index.js';
import { AugmentError } from '../dist/core/errors.js';
import { readConfiguration } from './configuration.mjs';

const architectures = { arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 };
const removals = { retain: RemovalPolicy.RETAIN, destroy: RemovalPolicy.DESTROY };

function makeStack(app, { stackName, ...configuration }) {
  const stack = new Stack(app, stackName, { description: 'Photos and their labels, augmented on upload.' });
  const augment = new AugmentOnDemand(stack, 'Augment', {
    ...bucketsOf(stack, configuration),
    recipe: configuration.recipe,
    recipeKey: configuration.recipeKey,
    codeDir: configuration.codeDir,
    layerZip: configuration.layerZip,
    architecture: architectures[configuration.architecture],
    maxConcurrency: configuration.maxConcurrency,
    removalPolicy: removals[configuration.removal],
    // Stacks of one account do not get in each other's way, and the first one's function is called AugmentOnDemand.
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
    DashboardUrl: `${dashboards}/dashboard/${augment.dashboard.dashboardName}`,
  };
  for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });
}

/** The name is part of the id, so that another bucket is another resource, and the former one's notification goes. */
function bucketsOf(stack, { bucketName, existingBucket, outputBucketName }) {
  const takeIn = (role, name) => Bucket.fromBucketName(stack, `${role}-${name}`, name);
  return {
    ...(existingBucket ? { bucket: takeIn('Bucket', bucketName) } : { bucketName }),
    ...(outputBucketName !== undefined && { outputBucket: takeIn('OutputBucket', outputBucketName) }),
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
