// A stack with what the servers must be able to do: bucket, queue, function, then a delayed FIFO queue and function.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import {
  Code,
  Architecture,
  Function as LambdaFunction,
  LayerVersion,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Queue } from 'aws-cdk-lib/aws-sqs';

const app = new App();
const stack = new Stack(app, 'Example');

const bucket = new Bucket(stack, 'Bucket', { enforceSSL: true, versioned: true });
const dead = new Queue(stack, 'Dead');
const uploads = new Queue(stack, 'Uploads', {
  visibilityTimeout: Duration.seconds(4), // ministack lets it be shorter than the function's timeout
  deadLetterQueue: { queue: dead, maxReceiveCount: 3 },
});
bucket.addEventNotification(EventType.OBJECT_CREATED, new SqsDestination(uploads), { prefix: 'in/' });
const later = new Queue(stack, 'Later', { fifo: true, deliveryDelay: Duration.seconds(2) });

const runtime = {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.X86_64,
  code: Code.fromAsset(fileURLToPath(new URL('code', import.meta.url))),
  layers: [new LayerVersion(stack, 'Layer', { code: Code.fromAsset(makeLayer()) })],
  timeout: Duration.seconds(20),
  environment: { BUCKET: bucket.bucketName, LATER: later.queueUrl, SALUTATION: 'two\nlines' },
};
const first = new LambdaFunction(stack, 'First', { ...runtime, handler: 'index.first' });
first.addEventSource(new SqsEventSource(uploads, { batchSize: 10, reportBatchItemFailures: true }));
bucket.grantRead(first, 'in/*');
bucket.grantPut(first, 'out/*');
later.grantSendMessages(first);

const second = new LambdaFunction(stack, 'Second', { ...runtime, handler: 'index.second' });
second.addEventSource(new SqsEventSource(later, { batchSize: 10 }));
bucket.grantPut(second, 'later/*');

const outputs = {
  bucket: bucket.bucketName,
  uploads: uploads.queueUrl,
  dead: dead.queueUrl,
  later: later.queueUrl,
  first: first.functionName,
};
for (const [name, value] of Object.entries(outputs)) new CfnOutput(stack, name, { value });

/** A layer with a program and a module. */
function makeLayer() {
  const layer = path.join(app.outdir, 'layer');
  const files = {
    'bin/shout': '#!/bin/sh\necho "$1" | tr [:lower:] [:upper:]\n',
    'nodejs/node_modules/from-layer/index.js': 'module.exports = "found by NODE_PATH";\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(layer, name)), { recursive: true });
    writeFileSync(path.join(layer, name), text, { mode: 0o755 });
  }
  return layer;
}
