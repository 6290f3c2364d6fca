import type { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { noteLayout } from '../state/dataset-state.js';
import { fileKey } from '../state/file-keys.js';
import { exchangeIndexRoot, NO_INDEX, readIndexRoot } from '../state/index-files.js';
import { encodeRecord } from '../state/record.js';
import { recordOf } from '../state/testing/records.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { DeadLetter } from './dead-letters.js';
import { settledLetters, settledRequests } from './settled-letters.js';

const SENT = 1_700_000_000_000;
const [EARLIER, LATER] = [SENT - 60_000, SENT + 60_000];

let state: ReturnType<typeof memoryStore>;
/** When files of the state were written, by their keys. */
let times: Map<string, number>;
beforeEach(() => {
  state = memoryStore();
  times = new Map();
});

const INPUT = { bucket: 'images', prefix: 'raw-images/' };
/** What the input has, and whether it may be asked. */
let uploaded: Set<string>;
let mayReadInput: boolean;
beforeEach(() => {
  uploaded = new Set(['a.jpg', 'b.jpg']);
  mayReadInput = true;
});

const client = {
  send({ input: { Bucket: bucket, Key: key } }: HeadObjectCommand) {
    if (bucket === INPUT.bucket && !mayReadInput)
      return Promise.reject(Object.assign(new Error('Forbidden'), { $metadata: { httpStatusCode: 403 } }));
    const isUploaded = bucket === INPUT.bucket && uploaded.has(key!.slice(INPUT.prefix.length));
    const time = isUploaded ? EARLIER : times.get(key!);
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

async function whySettled(...changes: (string | { removed: string })[]) {
  const keys = changes.map((change) => (typeof change === 'string' ? change : change.removed));
  const removed = changes.flatMap((change) => (typeof change === 'string' ? [] : [change.removed]));
  const letter: DeadLetter = { id: '1', receipt: '1', body: '', sent: SENT, keys, removed };
  return (await settledLetters(client, [letter], state, INPUT)).get(letter);
}

async function isSettled(...changes: Parameters<typeof whySettled>): Promise<boolean> {
  return (await whySettled(...changes)) !== undefined;
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

describe('a dead letter about an image that is gone', () => {
  beforeEach(() => uploaded.delete('a.jpg'));

  it('is settled once there is no Record of it either', async () => {
    record('a.jpg', EARLIER);
    expect(await whySettled('a.jpg')).toBeUndefined();
    times.delete(fileKey('records', 'a.jpg'));
    expect(await whySettled('a.jpg')).toBe('gone');
    expect(await whySettled('a.jpg', 'b.jpg')).toBeUndefined();
    record('b.jpg', LATER);
    expect(await whySettled('a.jpg', 'b.jpg')).toBe('gone');
    expect(await whySettled('b.jpg')).toBe('made');
  });

  it('is open where the input may not be asked, or may have its name in another form', async () => {
    expect(await whySettled('ä.jpg')).toBeUndefined();
    mayReadInput = false;
    expect(await whySettled('a.jpg')).toBeUndefined();
  });
});

describe('dead requests to reconcile', () => {
  const request: DeadLetter = { id: '1', receipt: '1', body: '', sent: SENT, keys: [], removed: [] };
  const reconciled = async (began: number) => {
    const held = await readIndexRoot(state);
    const content = { ...NO_INDEX, reconciled: { began, ended: began + 1, since: 0 } };
    expect(await exchangeIndexRoot(state, content, held)).toBe(true);
  };

  it('are answered by a reconciliation that began later, if all can be seen', async () => {
    expect(await settledRequests([request], 1, state)).toBe(0);
    await reconciled(EARLIER);
    expect(await settledRequests([request], 1, state)).toBe(0);
    await reconciled(LATER);
    expect(await settledRequests([request], 1, state)).toBe(1);
    expect(await settledRequests([request], 2, state)).toBe(0);
    expect(await settledRequests([request, { ...request, sent: LATER + 1 }], 2, state)).toBe(0);
  });
});
