import { cp, truncate } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { describeSummary } from '../cli/summary.js';
import { StoreError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { DecoratedStore } from '../stores/decorated-store.js';
import { DirectoryStore } from '../stores/directory/directory.js';
import { openOutput } from '../stores/open.js';
import type { OutputStores } from '../stores/open.js';
import { keysOf } from '../stores/testing/contract.js';
import { failing } from '../stores/testing/failing.js';
import { memoryStore } from '../stores/testing/memory.js';
import type { MemoryStore } from '../stores/testing/memory.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { makeImage } from '../../test/support/dataset.js';
import { temporaryFolder, writeFiles } from '../../test/support/folders.js';
import { run } from './run.js';
import { readStatus } from './status.js';
import { verify } from './verify.js';

const never = () => Promise.reject(new Error('there are no queues'));

const recipe = parseRecipe(
  'seed: 5\nvariants: 2\noutput: {originals: true}\ntransforms:\n  - HorizontalFlip: {p: 0.5}\n  - Affine: {rotate: [-20, 20], p: 1}\n',
  'recipe.yaml',
);
const options = { recipe, workers: 1, delete: false };

let files: Readonly<Record<string, string | Uint8Array>>;
beforeAll(async () => {
  files = {
    'data.yaml': 'path: .\ntrain: images/train\nval: images/val\nnames: [car, person]\n',
    'images/train/a.jpg': await makeImage('a.jpg', 1),
    'labels/train/a.txt': '0 0.5 0.5 0.4 0.4\n1 0.3 0.3 0.2 0.2\n',
    'images/train/b.png': await makeImage('b.png', 2),
    'labels/train/b.txt': '1 0.25 0.25 0.1 0.2\n',
    'images/val/c.jpg': await makeImage('c.jpg', 3),
    'labels/val/c.txt': '0 0.5 0.5 0.5 0.5\n',
  };
});

function filledStore(): MemoryStore {
  const store = memoryStore();
  for (const [key, content] of Object.entries(files))
    store.put(key, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return store;
}

async function hashesOf(store: Store): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const key of await keysOf(store)) hashes[key] = sha256((await store.read(key))!.bytes);
  return hashes;
}

function memoryOutput(): { readonly output: MemoryStore; readonly state: MemoryStore } {
  return { output: memoryStore(), state: memoryStore() };
}

async function folderOutput(): Promise<OutputStores & { readonly folder: string }> {
  const folder = path.join(await temporaryFolder(), 'out');
  return { folder, ...(await openOutput(folder)) };
}

describe('run and verify with open Stores', () => {
  it('give the same results in memory and in folders', async () => {
    const input = path.join(await temporaryFolder(), 'in');
    await writeFiles(input, files);
    const [folders, memory] = [await folderOutput(), memoryOutput()];
    const inFolders = await run({ ...options, input: new DirectoryStore(input), output: folders });
    const inMemory = await run({ ...options, input: filledStore(), output: memory });
    expect(inMemory.failures).toEqual([]);
    expect(inMemory).toMatchObject({
      images: 3,
      variants: 4,
      originals: 3,
      unchanged: 0,
      output: memory.output.location,
    });
    expect({ ...inMemory, seconds: 0, output: '' }).toEqual({ ...inFolders, seconds: 0, output: '' });
    const made = await hashesOf(memory.output);
    expect(Object.keys(made)).toContain('labels/train/a_jpg.v1.txt');
    expect(made).toEqual(await hashesOf(folders.output));
    // Records name no Store, so an output can be moved.
    const copy = path.join(await temporaryFolder(), 'copy');
    await cp(folders.folder, copy, { recursive: true });
    await cp(`${folders.folder}.augment`, `${copy}.augment`, { recursive: true });
    const verified = await verify({ workers: 1, input: filledStore(), output: await openOutput(copy) });
    expect(verified).toEqual({
      ...{ images: 3, findings: [], failures: [] },
      rejected: { count: 0, labels: [] },
    });
  });

  it('do nothing twice', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    await run({ ...options, input, output: memory });
    const writes = new Map(memory.output.writes);
    expect(await run({ ...options, input, output: memory })).toMatchObject({ unchanged: 3, written: 0 });
    expect(memory.output.writes).toEqual(writes);
  });

  it('count the objects of each class, of unchanged images by their Records', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    input.put('labels/train/z.xml', new TextEncoder().encode('<annotation></annotation>'));
    const first = await run({ ...options, input, output: memory });
    expect(first.inventory).toMatchObject({
      images: 3,
      formats: { yolo: 3 },
      classes: [
        { name: 'car', objects: 2, images: 2 },
        { name: 'person', objects: 2, images: 2 },
      ],
    });
    const reads = memory.output.writes.size;
    const again = await run({ ...options, input, output: memory });
    expect(again).toMatchObject({ unchanged: 3, inventory: first.inventory });
    expect(memory.output.writes.size).toBe(reads);
    expect((await readStatus(memory.state, undefined, never)).inventory).toEqual(first.inventory);
    expect(first.inventory.unused).toMatchObject([{ files: ['labels/train/z.xml'], reason: 'no image' }]);
  });

  it('count the originals apart from the variants', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    const lines = async (dryRun: boolean) =>
      describeSummary(await run({ ...options, input, output: memory, dryRun }), recipe, {}).join('\n');
    expect(await lines(true)).toContain('3 images, 4 variants and 3 originals to be made; nothing');
    expect(await lines(false)).toContain('3 images, 4 variants and 3 originals made, ');
    expect(await lines(false)).toContain('3 images, 0 variants made, 3 unchanged, ');
  });

  it('tell the labels that were left out, and so do status, verify and a second run', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    const put = (key: string, text: string) => {
      input.put(key, new TextEncoder().encode(text));
    };
    put('labels/train/a.txt', '0 0.5 0.5 0.4 0.4\n7 0.3 0.3 0.2 0.2\n');
    put('labels/train/b.txt', 'x 0.3 0.3 0.2 0.2\n1 0.25 0.25 0.1 0.2\n');
    const rejected = {
      count: 2,
      labels: [
        { file: 'labels/train/a.txt', line: 2, reason: 'class 7 is unknown: there are 2 classes, from 0' },
        { file: 'labels/train/b.txt', line: 1, reason: "'x' is not a number" },
      ],
    };
    expect((await run({ ...options, input, output: memory })).inventory.rejected).toEqual(rejected);
    expect((await run({ ...options, input, output: memory })).inventory.rejected).toEqual(rejected);
    expect((await readStatus(memory.state, undefined, never)).inventory?.rejected).toEqual(rejected);
    expect(await verify({ input, output: memory, workers: 1 })).toMatchObject({ rejected, findings: [] });
  });

  it('name the images of a folder of which none can be read', async () => {
    const [input, memory] = [memoryStore(), memoryOutput()];
    input.put('IMG_1.HEIC', new TextEncoder().encode('\0\0\0\x18ftypheic'));
    input.put('IMG_2.CR2', new TextEncoder().encode('II*\0'));
    const { failures } = await run({ ...options, input, output: memory });
    expect(failures.map(({ key }) => key)).toEqual(['IMG_1.HEIC', 'IMG_2.CR2']);
  });

  it('report in a dry run what would be done, and write nothing', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    const summary = await run({ ...options, input, output: memory, dryRun: true });
    expect(summary).toMatchObject({
      dryRun: true,
      images: 3,
      variants: 4,
      originals: 3,
      written: 0,
      failures: [],
    });
    expect([memory.output.writes.size, memory.state.writes.size]).toEqual([0, 0]);
  });

  it('fail in a dry run where the real run fails', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    const cut = (files['images/train/a.jpg'] as Uint8Array).slice(0, 900);
    input.put('images/train/cut.jpg', cut);
    memory.output.put('images/train/b_png.v1.png', new Uint8Array([1]));
    const rehearsed = await run({ ...options, input, output: memory, dryRun: true });
    expect(rehearsed.failures.map(({ key }) => key)).toEqual(['images/train/b.png', 'images/train/cut.jpg']);
    expect([memory.output.writes.size, memory.state.writes.size]).toEqual([0, 0]);
    const real = await run({ ...options, input, output: memory });
    expect(real.failures).toEqual(rehearsed.failures);
    expect(real.variants).toBe(rehearsed.variants);
    expect(real.objects).toEqual(rehearsed.objects);
  });

  it('list the failed images, too, if the disk is full at the end', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    input.put('images/train/bad.jpg', new Uint8Array([1]));
    const full = new StoreError('the disk is full', false);
    const state = new (class extends DecoratedStore {
      override create(key: string, bytes: Uint8Array): Promise<boolean> {
        return key === 'dataset-files.json' ? Promise.reject(full) : super.create(key, bytes);
      }
    })(memory.state);
    const { failures } = await run({ ...options, input, output: { output: memory.output, state } });
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('not an image'),
      'the disk is full',
    ]);
  });

  it('count after an interruption what was done', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    const image = files['images/train/a.jpg'] as Uint8Array;
    for (let i = 0; i < 2 * input.tasksPerThread; i++) input.put(`images/train/more-${i}.jpg`, image);
    const interrupt = new AbortController();
    const onProgress = ({ done }: { readonly done: number }) => {
      if (done === 1) interrupt.abort();
    };
    const summary = await run({ ...options, input, output: memory, signal: interrupt.signal, onProgress });
    const { done, images } = summary;
    expect(summary.interrupted).toBe(true);
    expect([done > 0, done < images]).toEqual([true, true]);
    expect(describeSummary(summary, options.recipe, {})).toContainEqual(
      `interrupted after ${done} of ${images} images; run the same command again to continue`,
    );
  });

  it('find changed outputs, and not the caches of trainers', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    await run({ ...options, input, output: memory });
    for (const key of ['labels/train.cache', 'Thumbs.db', 'images/desktop.ini'])
      memory.output.put(key, new Uint8Array([1]));
    memory.output.put('labels/train/a_jpg.v1.txt', new TextEncoder().encode('0 0.5 0.5 1 1\n'));
    const { findings } = await verify({ workers: 1, input, output: memory });
    expect(findings).toMatchObject([{ key: 'labels/train/a_jpg.v1.txt', kind: 'different' }]);
  });

  it('list a Source for which a Store fails, and process the others', async () => {
    const [input, memory] = [filledStore(), memoryOutput()];
    const output = failing(memory.output, { at: 1, when: 'before', of: 'writes', kind: 'once' });
    const { failures } = await run({ ...options, input, output: { output, state: memory.state } });
    expect(failures).toHaveLength(1);
    expect(failures[0]!.reason).toMatch(/the task failed: operation 1 fails/);
    const again = await run({ ...options, input, output: memory });
    expect(again.failures).toEqual([]);
    const undisturbed = memoryOutput();
    await run({ ...options, input, output: undisturbed });
    expect(await hashesOf(memory.output)).toEqual(await hashesOf(undisturbed.output));
  });
});

describe('an input whose times are trusted', () => {
  /** Counts what is read of an input. */
  class Counting extends DecoratedStore {
    readonly reads: string[] = [];

    override read(key: string) {
      this.reads.push(key);
      return super.read(key);
    }
  }

  it('is not read again, nor are its labels', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, files);
    const input = new Counting(new DirectoryStore(folder, { trustTimes: true }));
    const isSettled = async () => {
      for await (const { version } of input.list()) if (version === undefined) return false;
      return true;
    };
    await vi.waitFor(
      async () => {
        expect(await isSettled()).toBe(true);
      },
      { timeout: 30_000, interval: 100 },
    );
    const output = memoryOutput();
    await run({ ...options, input, output });
    expect(input.reads).toContain('images/train/a.jpg');
    input.reads.length = 0;
    expect(await run({ ...options, input, output })).toMatchObject({
      unchanged: 3,
      variants: 0,
      failures: [],
    });
    // One of each folder shows the format of the labels.
    const read = new Set(input.reads.filter((key) => /^(images|labels)\//.test(key)));
    expect(read).toEqual(new Set(['labels/train/a.txt', 'labels/val/c.txt']));
    await writeFiles(folder, { 'labels/train/a.txt': '1 0.5 0.5 0.4 0.4\n' });
    expect(await run({ ...options, input, output })).toMatchObject({ unchanged: 2, variants: 2 });
  });
});

describe('an output that a power failure left short', () => {
  it('is made again, and comes out the same', async () => {
    const folder = await temporaryFolder();
    const { output, state } = await openOutput(path.join(folder, 'out'), undefined, { durable: true });
    const input = filledStore();
    await run({ ...options, input, output: { output, state } });
    const before = await hashesOf(output);
    const [image, labels] = ['out/images/train/a_jpg.v1.jpg', 'out/labels/train/b_png.v2.txt'];
    await truncate(path.join(folder, image), 100);
    await truncate(path.join(folder, labels), 0);
    const { failures, variants } = await run({ ...options, input, output: { output, state } });
    expect({ failures, variants, files: await hashesOf(output) }).toEqual({
      failures: [],
      variants: 2,
      files: before,
    });
  });
});

describe('names in the recipe that no label has', () => {
  it('are told in every run, also where nothing is to be done', async () => {
    const rules = 'labels: {classes: {drop: [person, bus], rename: {kar: car}}, swap: {car: van}}\n';
    const told = { ...options, recipe: parseRecipe(`${rules}transforms: []\n`, 'recipe.yaml') };
    const [input, output] = [filledStore(), memoryOutput()];
    const first = await run({ ...told, input, output });
    expect(first.notes).toEqual([
      'labels.classes.drop: no label is called bus',
      'labels.classes.rename: no label is called kar',
      'labels.swap: no label is called van',
    ]);
    const again = await run({ ...told, input, output });
    expect(again).toMatchObject({ unchanged: 3, notes: first.notes });
    expect((await run({ ...told, input, output: memoryOutput(), dryRun: true })).notes).toEqual(first.notes);
  });
});
