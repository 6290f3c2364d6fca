import { statSync } from 'node:fs';
import { BUCKET } from './contestants.mjs';

const MESSAGES_IN_A_BATCH = 10;

/** Photos of one round, each with its labels right after it, as tools upload a folder in the order of its names. */
export function uploadsOf(round, count, { photos, labels }, withLabels) {
  return Array.from({ length: count }, (_, i) => {
    const name = `${String(round).padStart(3, '0')}-${i}`;
    const photo = uploadOf(`raw-images/${name}.jpg`, photos[i % photos.length], true);
    return withLabels ? [photo, uploadOf(`raw-images/${name}.txt`, labels, false)] : [photo];
  }).flat();
}

function uploadOf(key, file, isPhoto) {
  return { key, path: `/${BUCKET}/${key}`, file, size: statSync(file).size, isPhoto };
}

export function inBatches(uploads) {
  return Array.from({ length: Math.ceil(uploads.length / MESSAGES_IN_A_BATCH) }, (_, i) =>
    uploads.slice(i * MESSAGES_IN_A_BATCH, (i + 1) * MESSAGES_IN_A_BATCH),
  );
}

/** As S3 sends it. */
export function s3Event(uploads) {
  return {
    Records: uploads.map(({ key, size }) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: '2026-01-01T00:00:00.000Z',
      eventName: 'ObjectCreated:Put',
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
        object: { key: encodeURIComponent(key).replaceAll('%2F', '/'), size, sequencer: '0A' },
      },
    })),
  };
}

/** As Lambda hands over a batch of the queue: a message for each upload. */
export function sqsEvent(uploads) {
  return {
    Records: uploads.map((upload, i) => ({
      messageId: `message-${i}`,
      receiptHandle: `handle-${i}`,
      body: JSON.stringify(s3Event([upload])),
      eventSource: 'aws:sqs',
      awsRegion: 'us-east-1',
    })),
  };
}
