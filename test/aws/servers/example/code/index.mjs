// The functions of the example stack.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { SendMessageCommand, SQSClient } = require('@aws-sdk/client-sqs');
const s3 = new S3Client();
const sqs = new SQSClient();
const Bucket = process.env.BUCKET;

/** Answers an upload to `in/NAME` by `out/NAME`; one whose text says so fails, is slow, or asks for what is denied. */
export async function first({ Records }) {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    try {
      for (const { s3: record } of JSON.parse(body).Records ?? []) await handle(record.object);
    } catch (error) {
      console.error(error);
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}

async function handle(object) {
  const name = decodeURIComponent(object.key.replaceAll('+', ' ')).slice('in/'.length);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `in/${name}` }));
  const text = await Body.transformToString();
  if (text === 'fail') throw new Error('As the text says.');
  if (text === 'slow') {
    await s3.send(new PutObjectCommand({ Bucket, Key: `out/${name}.begun` }));
    await sleep(2500);
  }
  const Key = text === 'denied' ? `elsewhere/${name}` : `out/${name}`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(surroundings(text)) }));
  if (text !== 'later') return;
  const QueueUrl = process.env.LATER;
  for (const MessageBody of ['1', '2', '2', '3'])
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody,
        MessageGroupId: name,
        MessageDeduplicationId: MessageBody,
      }),
    );
}

function surroundings(text) {
  return {
    text,
    node: process.version,
    code: import.meta.url,
    workingDirectory: process.cwd(),
    program: execFileSync('/opt/bin/shout', [text], { encoding: 'utf8' }).trim(),
    module: require('from-layer'),
    variables: Object.keys(process.env).sort(),
    salutation: process.env.SALUTATION,
    writable: ['/var/task', '/opt', '/etc', '/tmp'].filter(isWritable),
  };
}

function isWritable(folder) {
  try {
    writeFileSync(`${folder}/augment-probe`, '');
    return true;
  } catch {
    return false;
  }
}

/** Writes down what arrives, and when, under the number of the first. */
export async function second({ Records }) {
  const messages = Records.map(({ body, attributes }) => ({
    body,
    after: Date.now() - Number(attributes.SentTimestamp),
  }));
  await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: `later/${Records[0].attributes.SequenceNumber}`,
      Body: JSON.stringify(messages),
    }),
  );
}
