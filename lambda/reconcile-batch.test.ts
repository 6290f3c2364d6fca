import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseRecipe } from '../src/core/recipe/index.js';
import { exchangeIndexRoot, readIndexRoot } from '../src/state/index-files.js';
import { cutIndex } from '../src/state/testing/small-parts.js';
import { encodeReconcile, parseReconcileRequest } from '../src/triggers/reconcile-requests.js';
import { encodeRequest } from '../src/triggers/s3-events.js';
import { openStores } from '../src/stores/open.js';
import { keysOf } from '../src/stores/testing/contract.js';
import { augmentRun } from '../test/support/command.js';
import { temporaryFolder, writeFiles } from '../test/support/folders.js';
import { cocoJson, imageFiles, YOLO } from '../test/support/layout-files.js';
import { isReconciliationDue } from './pace.js';
import type { ReconcileMessage } from './reconcile-batch.js';
import { bucketWhere, contents } from './testing/bucket.js';

const RECIPE = 'transforms: [HorizontalFlip: {p: 1}]\n';

type Files = Record<string, string | Uint8Array>;

async function outputOfRun(files: Files) {
  const folder = await temporaryFolder();
  const [input, output, recipe] = ['in', 'out', 'recipe.yaml'].map((name) => path.join(folder, name));
  await writeFiles(input!, files);
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  await augmentRun(input!, output!, '--recipe', recipe!, '--workers', '1');
  return contents((await openStores(input!, output!)).output);
}

/** A data set after a full reconciliation. From now on, changes are folded in, as in a large one. */
async function reconciledBucket(files: Files) {
  const made = bucketWhere(parseRecipe(RECIPE, 'recipe.yaml'));
  const { bucket, asked } = made;
  for (const [key, content] of Object.entries(files)) bucket.upload(key, content);
  await bucket.drain();
  bucket.isReconciliationDue = (root) => root?.reconciled === undefined;
  asked.length = 0;
  return made;
}

const yolo = async (...names: string[]): Promise<Files> => ({
  ...(await imageFiles(...names.map((name) => `images/train/${name}.jpg`))),
  ...Object.fromEntries(names.map((name) => [`labels/train/${name}.txt`, YOLO])),
});

describe('a change of a large data set', () => {
  it('is folded in without a listing of images or Records', async () => {
    const data = { 'data.yaml': 'train: images/train\nnames: [cat, dog]\n' };
    const first = { ...data, ...(await yolo('a', 'b', 'c')) };
    const { bucket, asked } = await reconciledBucket(first);
    const more = await yolo('d', 'e');
    for (const [key, content] of Object.entries(more)) bucket.upload(key, content);
    await bucket.processAll();
    await bucket.delete('images/train/a.jpg');
    await bucket.delete('labels/train/a.txt');
    await bucket.processAll();
    asked.length = 0;
    await bucket.deliverRequests();
    expect(bucket.folds).toBe(1);
    expect(asked.filter(({ what }) => what === 'list')).toEqual([]);
    const { totals, reconciled } = (await readIndexRoot(bucket.state))!.content;
    expect(totals).toMatchObject({ images: 4, classes: [{ name: 'dog', objects: 4, images: 4 }] });
    expect(reconciled!.since).toBeGreaterThan(0);
    const all: Files = { ...first, ...more };
    delete all['images/train/a.jpg'];
    delete all['labels/train/a.txt'];
    expect(await contents(bucket.output)).toEqual(await outputOfRun(all));
  });

  it('leads to a full reconciliation within three hours, for which one message waits', async () => {
    const { bucket } = await reconciledBucket(await yolo('a', 'b'));
    for (const name of ['c', 'd']) {
      for (const [key, content] of Object.entries(await yolo(name))) bucket.upload(key, content);
      await bucket.processAll();
      await bucket.deliverRequests();
    }
    expect(bucket.folds).toBe(2);
    const waiting = bucket.requests.map(({ body }) => parseReconcileRequest(body));
    expect(waiting).toEqual([{ kind: 'reconcile', after: expect.any(Number) as number }]);
    await bucket.deliverRequests();
    expect(bucket.requests.length).toBe(1);
    await bucket.deliverRequests('a day');
    expect(bucket.requests).toEqual([]);
    expect((await readIndexRoot(bucket.state))!.content.reconciled!.since).toBe(0);
  });

  it('is in the files that hold the labels of all images', async () => {
    const names = ['a.jpg', 'b.jpg', 'c.jpg'];
    const files = { ...(await imageFiles(...names)), 'coco.json': cocoJson(names) };
    const { bucket } = await reconciledBucket(files);
    const [other] = Object.values(await imageFiles('other.jpg'));
    bucket.upload('b.jpg', other!);
    await bucket.processAll();
    await bucket.deliverRequests();
    expect(bucket.folds).toBe(1);
    expect(await contents(bucket.output)).toEqual(await outputOfRun({ ...files, 'b.jpg': other! }));
  });

  it('waits in the index for its turn while the files about the whole output take long', async () => {
    const names = ['a.jpg', 'b.jpg'];
    const files = { ...(await imageFiles(...names)), 'coco.json': cocoJson(names) };
    const { bucket } = await reconciledBucket(files);
    const [other] = Object.values(await imageFiles('other.jpg'));
    bucket.upload('b.jpg', other!);
    await bucket.processAll();
    bucket.pausesAssembly = true;
    await bucket.deliverRequests();
    bucket.pausesAssembly = false;
    const waiting = bucket.requests.map(({ body }) => parseReconcileRequest(body));
    expect(waiting).toContainEqual({
      ...{ kind: 'changed', keys: [], isListed: true },
      after: expect.any(Number) as number,
    });
    await bucket.deliverRequests('a day');
    expect(await contents(bucket.output)).toEqual(await outputOfRun({ ...files, 'b.jpg': other! }));
  });

  it('leads to a full reconciliation where the index is damaged, which builds it anew', async () => {
    const { bucket } = await reconciledBucket(await yolo('a', 'b'));
    const [part] = await keysOf(bucket.state, 'index/parts/');
    bucket.state.put(part!, new TextEncoder().encode('nothing'));
    for (const [key, content] of Object.entries(await yolo('c'))) bucket.upload(key, content);
    await bucket.processAll();
    await bucket.deliverRequests();
    expect(bucket.requests.map(({ body }) => body)).toContain(encodeReconcile());
    await bucket.deliverRequests();
    expect((await readIndexRoot(bucket.state))!.content.totals.images).toBe(3);
  });
});

describe('a full reconciliation whose time has come', () => {
  /** With images that nobody was told of, and a message that asks for the reconciliation. */
  async function withLostEvents() {
    const made = await reconciledBucket(await yolo('a', 'b', 'c', 'd', 'e', 'f'));
    const { bucket, asked } = made;
    bucket.mayBeByRanges = () => true;
    await cutIndex(bucket.state, 1);
    for (const [key, content] of Object.entries(await yolo('bb', 'h')))
      bucket.input.put(key, Buffer.from(content));
    for (const [key, content] of Object.entries(await yolo('g'))) bucket.upload(key, content);
    await bucket.processAll();
    asked.length = 0;
    await bucket.deliverRequests();
    bucket.rangesAtOnce = 1;
    return made;
  }

  it('is by ranges, goes on by messages while the time does not suffice, and is noted', async () => {
    const { bucket, asked } = await withLostEvents();
    bucket.hasTime = () => false;
    bucket.reconcile = () => Promise.reject(new Error('it is whole'));
    await bucket.deliverRequests('a day');
    expect(bucket.queue.map(({ body }) => body)).toEqual([encodeRequest('images/train/bb.jpg', false)]);
    expect(bucket.requests.map(({ body }) => parseReconcileRequest(body))).toEqual([
      { kind: 'reconcile', after: expect.any(Number) as number },
    ]);
    await bucket.drain();
    expect(asked.filter(({ what, key }) => what === 'list' && key === 'all').length).toBeGreaterThan(1);
    const { totals, reconciled } = (await readIndexRoot(bucket.state))!.content;
    expect(totals.images).toBe(9);
    expect(reconciled!.behind).toBeGreaterThan(0);
    expect(await contents(bucket.output)).toEqual(
      await outputOfRun(await yolo('a', 'b', 'bb', 'c', 'd', 'e', 'f', 'g', 'h')),
    );
  });

  it('waits while many images do', async () => {
    const { bucket } = await withLostEvents();
    for (let i = 0; i < 101; i++)
      bucket.queue.push({ id: `${i}`, body: encodeRequest('images/train/a.jpg', false) });
    await bucket.deliverRequests('a day');
    expect(bucket.queue.length).toBe(101);
    const [waiting] = bucket.requests.map(({ body }) => parseReconcileRequest(body));
    expect(waiting!.after).toBeGreaterThan(Date.now() + 25 * 3_600_000);
    bucket.requests.splice(0, 1, { id: 'later', body: encodeReconcile(Date.now()), sent: Date.now() });
    await bucket.drain();
    expect((await readIndexRoot(bucket.state))!.content.totals.images).toBe(9);
  });

  it('is awaited after a long one, and no whole one is asked for meanwhile', async () => {
    const { bucket } = await withLostEvents();
    const held = (await readIndexRoot(bucket.state))!;
    const now = Date.now();
    const reconciled = { began: now - 3_600_000, ended: now, since: 1 };
    await exchangeIndexRoot(bucket.state, { ...held.content, reconciled }, held);
    bucket.isReconciliationDue = () => true;
    for (const [key, content] of Object.entries(await yolo('i'))) bucket.upload(key, content);
    await bucket.processAll();
    await bucket.deliverRequests();
    const waiting = bucket.requests.map(({ body }) => parseReconcileRequest(body));
    expect(waiting).toEqual([{ kind: 'reconcile', after: expect.any(Number) as number }]);
  });

  it('is whole where only all keys together explain what is there', async () => {
    const { bucket } = await withLostEvents();
    bucket.input.put('images/train/x.png', Buffer.from(Object.values(await imageFiles('x.png'))[0]!));
    const whole = vi.spyOn(bucket, 'reconcile');
    await bucket.drain();
    expect(whole).toHaveBeenCalledTimes(1);
    expect((await readIndexRoot(bucket.state))!.content.totals.images).toBe(10);
  });

  it('is whole where something else asks for it, too', async () => {
    const { bucket } = await withLostEvents();
    bucket.requests.push({ id: 'deployment', body: encodeReconcile(), sent: Date.now() });
    await bucket.deliverRequests('a day');
    const { reconciled } = (await readIndexRoot(bucket.state))!.content;
    expect(reconciled).toMatchObject({ since: 0 });
    expect(reconciled!.behind).toBeUndefined();
  });
});

describe('a change of a small data set', () => {
  it('is folded in at once, and shares a full reconciliation with all changes of the minute', async () => {
    const { bucket } = await reconciledBucket(await yolo('a'));
    bucket.isReconciliationDue = isReconciliationDue;
    const held: ReconcileMessage[] = [];
    for (const name of ['b', 'c']) {
      // The queue holds a request for a reconciliation back, until the minute is over.
      held.push(...bucket.requests.splice(0));
      for (const [key, content] of Object.entries(await yolo(name))) bucket.upload(key, content);
      await bucket.processAll();
      const { began } = (await readIndexRoot(bucket.state))!.content.reconciled!;
      await bucket.deliverRequests('at once');
      const { totals, reconciled } = (await readIndexRoot(bucket.state))!.content;
      expect([reconciled!.began, totals.images]).toEqual([began, name === 'b' ? 2 : 3]);
      expect(bucket.requests.map(({ body }) => body)).toContain(encodeReconcile());
    }
    bucket.requests.push(...held);
    await bucket.deliverRequests();
    expect((await readIndexRoot(bucket.state))!.content.reconciled!.since).toBe(0);
  });
});

describe('the first change of all', () => {
  it('is folded in while so many images wait that no full reconciliation begins', async () => {
    const { bucket } = bucketWhere(parseRecipe(RECIPE, 'recipe.yaml'));
    const [[key, image]] = Object.entries(await imageFiles('a.jpg')) as [[string, Uint8Array]];
    bucket.upload(key, image);
    await bucket.processAll();
    for (let i = 0; i < 101; i++) bucket.upload(`${i}.jpg`, image);
    await bucket.deliverRequests();
    expect(bucket.folds).toBe(1);
    const { totals, reconciled } = (await readIndexRoot(bucket.state))!.content;
    expect([totals.images, reconciled]).toEqual([1, undefined]);
    expect(await keysOf(bucket.output)).toEqual(['a_jpg.v1.jpg']);
    await bucket.drain();
    expect((await readIndexRoot(bucket.state))!.content.totals.images).toBe(102);
  });
});

describe('what a full reconciliation asked for', () => {
  it('is folded in, and asks for one more, and for none where nothing changed', async () => {
    const { bucket } = bucketWhere(parseRecipe(RECIPE, 'recipe.yaml'));
    for (const [key, content] of Object.entries(await yolo('a', 'b')))
      bucket.input.put(key, Buffer.from(content));
    await bucket.reconcile();
    expect(bucket.queue.length).toBe(2);
    await bucket.processAll();
    await bucket.deliverRequests();
    expect(bucket.folds).toBe(1);
    expect((await readIndexRoot(bucket.state))!.content.totals.images).toBe(2);
    expect(bucket.requests.splice(0).map(({ body }) => body)).toEqual([encodeReconcile()]);
    bucket.queue.push({ id: 'again', body: encodeRequest('images/train/a.jpg') });
    await bucket.processAll();
    await bucket.deliverRequests();
    expect([bucket.queue, bucket.requests]).toEqual([[], []]);
  });
});

describe('a reconciliation while many messages are hidden', () => {
  it('asks for no image again, and is done as soon as they are fewer', async () => {
    const { bucket } = await reconciledBucket({});
    for (const [key, content] of Object.entries(await imageFiles('a.jpg'))) bucket.upload(key, content);
    bucket.queue.length = 0;
    bucket.requests.push({ id: 'r', body: encodeReconcile(), sent: Date.now() });
    bucket.hidden = 101;
    await bucket.deliverRequests();
    expect(bucket.queue).toEqual([]);
    expect(bucket.requests.map(({ body }) => body)).toEqual([encodeReconcile()]);
    bucket.hidden = 100;
    await bucket.deliverRequests();
    expect(bucket.queue.map(({ body }) => body)).toEqual([encodeRequest('a.jpg')]);
    expect(bucket.requests).toEqual([]);
  });
});
