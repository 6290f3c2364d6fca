import { statSync } from 'node:fs';
import { BUCKET } from './contestants.mjs';

/** A batch of new images, and a batch of their labels, which `upload-images.sh` uploads first. */
export function uploadsOf(round, count, { images, labels }) {
  const names = Array.from({ length: count }, (_, i) => `raw-images/${String(round).padStart(3, '0')}-${i}`);
  return {
    images: names.map((name, i) => uploadOf(`${name}.jpg`, images[i % images.length])),
    labels: labels ? names.map((name) => uploadOf(`${name}.txt`, labels)) : [],
  };
}

export function uploadOf(key, file) {
  return { key, path: `/${BUCKET}/${key}`, file, size: statSync(file).size };
}

/** An event as S3 sends it. */
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

/** A batch of the queue as Lambda delivers it: a message for each upload, with how often it was delivered. */
export function sqsEvent(uploads, deliveries = 1) {
  return {
    Records: uploads.map((upload, i) => ({
      messageId: `message-${i}`,
      receiptHandle: `handle-${i}`,
      body: JSON.stringify(s3Event([upload])),
      attributes: { ApproximateReceiveCount: String(deliveries) },
      eventSource: 'aws:sqs',
      awsRegion: 'us-east-1',
    })),
  };
}
