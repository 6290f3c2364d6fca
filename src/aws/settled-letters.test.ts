import type { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { noteLayout } from '../state/dataset-state.js';
import { fileKey } from '../state/file-keys.js';
import { encodeRecord } from '../state/record.js';
import { recordOf } from '../state/testing/records.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { DeadLetter } from './dead-letters.js';
import { settledLetters } from './settled-letters.js';

const SENT = 1_700_000_000_000;
const [EARLIER, LATER] = [SENT - 60_000, SENT + 60_000];

let state: ReturnType<typeof memoryStore>;
/** When files of the state were written, by their keys. */
let times: Map<string, number>;
beforeEach(() => {
  state = memoryStore();
  times = new Map();
});

const client = {
  send({ input: { Key: key } }: HeadObjectCommand) {
    const time = times.get(key!);
    if (time === undefined)
      return Promise.reject(Object.assign(new Error('NotFound'), { $metadata: { httpStatusCode: 404 } }));
    return Promise.resolve({ LastModified: new Date(time) });
  },
} as unknown as S3Client;

function record(image: string, written: number, labelFiles: readonly string[] = []): void {
  const key = fileKey('records', image);
  state.put(key, encodeRecord({ ...recordOf([], image), labelFiles: [...labelFiles] }));
  times.set(key, written);
}

async function isSettled(...changes: (string | { removed: string })[]): Promise<boolean> {
  const keys = changes.map((change) => (typeof change === 'string' ? change : change.removed));
  const removed = changes.flatMap((change) => (typeof change === 'string' ? [] : [change.removed]));
  const letter: DeadLetter = { id: '1', receipt: '1', body: '', sent: SENT, keys, removed };
  return (await settledLetters(client, [letter], state)).has(letter);
}

describe('a dead letter about an image', () => {
  it('is settled by a younger Record alone', async () => {
    expect(await isSettled('a.jpg')).toBe(false);
    record('a.jpg', EARLIER);
    expect(await isSettled('a.jpg')).toBe(false);
    record('a.jpg', LATER);
    expect(await isSettled('a.jpg')).toBe(true);
    expect(await isSettled('a.jpg', 'b.jpg')).toBe(false);
  });
});

describe('a dead letter about a label', () => {
  const [image, label] = ['images/train/a.jpg', 'labels/train/a.txt'];
  beforeEach(() =>
    noteLayout(state, {
      placements: [
        { role: 'labels', from: 'images', to: 'labels', stem: '', ending: '.txt' },
        { role: 'semantic', from: 'images', to: 'masks', stem: '', ending: '.png' },
      ],
    }),
  );

  it('is settled once its image was made with it', async () => {
    expect(await isSettled(label)).toBe(false);
    record(image, LATER);
    expect(await isSettled(label)).toBe(false);
    record(image, EARLIER, [label]);
    expect(await isSettled(label)).toBe(false);
    record(image, LATER, [label]);
    expect(await isSettled(label)).toBe(true);
    // The Record of another image says nothing.
    expect(await isSettled('labels/train/b.txt')).toBe(false);
  });

  it('is settled for all images of that name', async () => {
    record(image, LATER, [label]);
    record('images/train/a.png', EARLIER, [label]);
    expect(await isSettled(label)).toBe(false);
    record('images/train/a.png', LATER, [label]);
    expect(await isSettled(label)).toBe(true);
  });

  it('that was removed is settled once its image was made without it', async () => {
    record(image, LATER, [label]);
    expect(await isSettled({ removed: label })).toBe(false);
    record(image, LATER);
    expect(await isSettled({ removed: label })).toBe(true);
  });

  it('is settled for a mask, whose name is that of an image', async () => {
    record(image, LATER, ['masks/train/a.png']);
    expect(await isSettled('masks/train/a.png')).toBe(true);
  });
});

it('a dead letter about anything else is not settled', async () => {
  expect(await isSettled('data.yaml')).toBe(false);
  expect(await isSettled()).toBe(false);
});
