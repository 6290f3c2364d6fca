import { describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { memoryStores } from '../state/testing/faults.js';
import { memoryStore } from '../stores/testing/memory.js';
import { put } from '../stores/store.js';
import { noteLayout } from '../state/dataset-state.js';
import { noteBalance } from '../state/balance-state.js';
import { rememberDeployment } from '../state/deployment.js';
import { recordFailure } from '../state/failures.js';
import { exchangeIndexRoot, NO_INDEX } from '../state/index-files.js';
import { run } from './run.js';
import { readStatus } from './status.js';

const DEPLOYMENT = {
  input: 's3://images/raw-images',
  queues: {
    images: 'https://sqs/images',
    reconcile: 'https://sqs/reconcile.fifo',
    deadLetters: 'https://sqs/dead',
    reconcileDeadLetters: 'https://sqs/dead.fifo',
  },
  logGroups: { augment: 'log', reconcile: 'reconcile-log' },
};
const COUNTS = { waiting: 3, inWork: 1, isReconcileDue: true, deadLetters: 2, unknown: [] };
const never = () => Promise.reject(new Error('there are no queues'));
const some = new Uint8Array([1]);

describe('the status of an output', () => {
  it('tells what balance came to, of an output that AWS fills, unless that is damaged', async () => {
    const state = memoryStore();
    const ask = () => Promise.resolve(COUNTS);
    const classes = [{ name: 'cat', before: 2, after: 6, target: 6 }];
    await noteBalance(state, { raises: [{ name: 'cat' }], classes, images: 1 });
    expect((await readStatus(state, undefined, ask)).balance).toBeUndefined();
    await rememberDeployment(state, DEPLOYMENT);
    expect((await readStatus(state, undefined, ask)).balance).toEqual({ classes, images: 1 });
    await put(state, 'index/balance.json', some);
    expect((await readStatus(state, undefined, ask)).balance).toBeUndefined();
  });

  it('counts the images that are done, failed and missing', async () => {
    const [state, input] = [memoryStore(), memoryStore()];
    for (const key of ['a.jpg', 'b.png', 'c.jpg', 'd.jpg', 'a.txt']) await put(input, key, some);
    for (const key of ['a.jpg', 'b.png', 'gone.jpg']) await put(state, `records/${key}.json`, some);
    await recordFailure(state, {
      key: 'c.jpg',
      reason: 'it is empty',
      recipe: '',
      dataset: null,
      record: null,
    });
    expect(await readStatus(state, input, never)).toEqual({
      done: 2,
      gone: 1,
      failures: [{ key: 'c.jpg', reason: 'it is empty' }],
      retried: [],
      missing: { count: 1, first: ['d.jpg'] },
    });
    const alone = await readStatus(state, undefined, never);
    expect(alone).toMatchObject({ done: 3 });
    expect(alone).not.toHaveProperty('missing');
    expect(alone).not.toHaveProperty('gone');
  });

  it('counts an image that failed since it was made as failed alone, and says which output was edited', async () => {
    const input = memoryStore();
    const stores = memoryStores(false);
    for (const [seed, key] of ['a.png', 'b.png', 'gone.png'].entries())
      input.put(key, await makeImage(key, seed));
    const recipe = (variants: number) => parseRecipe(`variants: ${variants}\ntransforms: [InvertImg]`, '');
    const { output, state } = stores;
    const make = (variants: number) =>
      run({ recipe: recipe(variants), input, output: { output, state }, workers: 1, delete: false });
    await make(2);
    const { version } = (await output.read('a_png.v1.png'))!;
    await output.replace('a_png.v1.png', new TextEncoder().encode('by hand'), version);
    await input.remove('gone.png', (await input.read('gone.png'))!.version);
    expect((await make(2)).failures).toHaveLength(1);
    for (const status of [await readStatus(state, input, never), await readStatus(state, undefined, never)])
      expect(status).toMatchObject({
        done: status.gone === undefined ? 2 : 1,
        failures: [{ key: 'a.png', edited: 'a_png.v1.png' }],
      });
    expect(await readStatus(state, input, never)).toMatchObject({ gone: 1, missing: { count: 0 } });
    const whole = (await input.read('b.png'))!.bytes;
    input.put('b.png', some);
    await make(2);
    expect(await readStatus(state, input, never)).toMatchObject({
      ...{ done: 0, gone: 1, missing: { count: 0 } },
      failures: [{ key: 'a.png' }, { key: 'b.png', outdated: true }],
    });
    input.put('b.png', whole);
    await output.remove('a_png.v1.png');
    expect(await make(2)).toMatchObject({ failures: [], unchanged: 1, variants: 1 });
    expect(await readStatus(state, input, never)).toMatchObject({ done: 2, gone: 1, failures: [] });
    expect(await make(1)).toMatchObject({ unchanged: 2, variants: 0, failures: [] });
  });

  const BESIDE = { role: 'semantic', from: '', to: '', stem: '', ending: '_mask.png' } as const;

  it('names the first of many missing images, and counts no masks', async () => {
    const [state, input] = [memoryStore(), memoryStore()];
    for (let i = 0; i < 30; i++) await put(input, `images/${String(i).padStart(2, '0')}.jpg`, some);
    for (const key of ['masks/00.png', 'images/00_mask.png', '.trash/00.jpg']) await put(input, key, some);
    await put(state, 'records/images/03.jpg.json', some);
    await noteLayout(state, { placements: [BESIDE], labelFolders: ['masks/'] });
    const { missing } = await readStatus(state, input, never);
    expect(missing?.count).toBe(29);
    expect(missing?.first).toHaveLength(20);
    expect(missing?.first.slice(0, 4)).toEqual([0, 1, 2, 4].map((i) => `images/0${i}.jpg`));
  });

  it('asks AWS about the function that fills the output, if there is one', async () => {
    const state = memoryStore();
    await rememberDeployment(state, DEPLOYMENT);
    const asked: unknown[] = [];
    const { deployment } = await readStatus(state, undefined, (...named) => {
      asked.push(named);
      return Promise.resolve(COUNTS);
    });
    expect(asked).toEqual([[DEPLOYMENT, state]]);
    expect(deployment).toEqual({ ...COUNTS, logGroups: DEPLOYMENT.logGroups });
  });

  const QUIET = { waiting: 3, inWork: 1, isReconcileDue: false, reconcileDeadLetters: 0, unknown: [] };

  it.each([
    ['the index, where a deployment has taken note of all changes', QUIET, false, 7],
    ['Records, while a change waits', { ...QUIET, isReconcileDue: true }, false, 2],
    ['Records, where a change was given up', { ...QUIET, reconcileDeadLetters: 1 }, false, 2],
    ['Records, where the queue cannot be asked', { unknown: ['sqs'] }, false, 2],
    ['the input, where missing images are to be named', QUIET, true, 0],
  ])('counts what is done by %s', async (_, counts, withInput, done) => {
    const listed: string[] = [];
    const state = memoryStore((what, key) => what === 'list' && listed.push(key));
    for (const key of ['a.jpg', 'b.png']) await put(state, `records/${key}.json`, some);
    await rememberDeployment(state, DEPLOYMENT);
    const totals = { ...NO_INDEX.totals, images: 7 };
    await exchangeIndexRoot(state, { ...NO_INDEX, totals }, undefined);
    const status = await readStatus(state, withInput ? memoryStore() : undefined, () =>
      Promise.resolve(counts),
    );
    expect(status.done).toBe(done);
    expect(listed.includes('records')).toBe(done !== 7);
  });

  it('counts Records where there is no index', async () => {
    const state = memoryStore();
    await put(state, 'records/a.jpg.json', some);
    await rememberDeployment(state, DEPLOYMENT);
    expect((await readStatus(state, undefined, () => Promise.resolve(QUIET))).done).toBe(1);
  });
});
