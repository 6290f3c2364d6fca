import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { ConflictError, ConcurrentUpdateError } from '../core/errors.js';
import { readRecord } from './record.js';
import { sha256 } from '../stores/sha256.js';
import type { HeldRecord } from './record.js';
import { memoryStore } from '../stores/testing/memory.js';
import { keysOf } from '../stores/testing/contract.js';
import type { Store } from '../stores/store.js';
import { outputsOf, recordOf } from './testing/records.js';
import { failing, FaultPlan } from '../stores/testing/failing.js';
import { openStores } from '../stores/open.js';
import { listStaleOutputs } from './output-files.js';
import { removeOutput } from './own-files.js';
import { writeInRun } from './testing/runs.js';
import { writeOnce } from './write-once.js';

const text = (content: string) => new TextEncoder().encode(content);

async function emptyStores() {
  const folder = await temporaryFolder();
  return openStores(path.join(folder, 'in'), path.join(folder, 'out'));
}

function held(state: Store): Promise<HeldRecord | undefined> {
  return readRecord(state, 'a/cat.jpg');
}

async function contents(store: Store): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const key of await keysOf(store))
    found[key] = new TextDecoder().decode((await store.read(key))!.bytes);
  return found;
}

describe('writeOnce', () => {
  it('writes the outputs and the Record, and nothing the second time', async () => {
    const stores = await emptyStores();
    const outputs = outputsOf({ 'a/1': 'one', 'a/2': 'two' });
    expect(await writeInRun(stores, outputs)).toBe(2);
    expect(await contents(stores.output)).toEqual({ 'a/1': 'one', 'a/2': 'two' });
    expect((await held(stores.state))?.record).toEqual(recordOf(outputs));
    expect(await keysOf(stores.state)).toEqual(['records/a/cat.jpg.json']);
    expect(await writeInRun(stores, outputs)).toBe(0);
  });

  it('never overwrites a file that is not ours, and then writes nothing at all', async () => {
    const stores = await emptyStores();
    await stores.output.create('a/2', text('precious'));
    const outputs = outputsOf({ 'a/1': 'one', 'a/2': 'two' });
    await expect(writeInRun(stores, outputs)).rejects.toThrow(ConflictError);
    expect(await contents(stores.output)).toEqual({ 'a/2': 'precious' });
    expect(await keysOf(stores.state)).toEqual([]);
  });

  it('replaces what the previous Record holds, but not if it was changed since', async () => {
    const stores = await emptyStores();
    const old = outputsOf({ 'a/1': 'one' });
    const next = outputsOf({ 'a/1': 'ONE' });
    await writeInRun(stores, old);
    await writeInRun(stores, next);
    expect(await contents(stores.output)).toEqual({ 'a/1': 'ONE' });
    await stores.output.replace('a/1', text('edited'), (await stores.output.read('a/1'))!.version);
    await expect(writeInRun(stores, old)).rejects.toThrow(/was changed since this program made it/);
  });

  it('remembers outputs that are no longer made, and removes them only while they are ours', async () => {
    const stores = await emptyStores();
    const four = outputsOf({ 'a/1': '1', 'a/2': '2', 'a/3': '3' });
    const one = outputsOf({ 'a/1': '1' });
    await writeInRun(stores, four);
    await writeInRun(stores, one);
    const left = [];
    for await (const { files } of listStaleOutputs(stores.state)) left.push(...files);
    expect(left.map(({ key }) => key)).toEqual(['a/2', 'a/3']);
    await stores.output.replace('a/3', text('edited'), (await stores.output.read('a/3'))!.version);
    expect(
      await Promise.all(left.map((file) => removeOutput(stores.output, file.key, [file.sha256]))),
    ).toEqual([true, false]);
    expect(await contents(stores.output)).toEqual({ 'a/1': '1', 'a/3': 'edited' });
  });

  describe('in a bucket', () => {
    const bucket = () => ({ output: memoryStore(), state: memoryStore() });

    it('writes no journal, because signatures show what is ours', async () => {
      const stores = bucket();
      const outputs = outputsOf({ 'a/1': 'one', 'a/2': 'two' });
      expect(await writeOnce(stores, outputs, recordOf(outputs), undefined)).toBe(2);
      expect([...stores.state.writes]).toEqual([['records/a/cat.jpg.json', 1]]);
    });

    it('signs an equal file that is there without a signature', async () => {
      const stores = bucket();
      const outputs = outputsOf({ 'a/1': 'one' });
      stores.output.put('a/1', text('one'));
      await writeOnce(stores, outputs, recordOf(outputs), undefined);
      expect((await stores.output.read('a/1'))?.signature).toBe(sha256(text('one')));
    });

    it('leaves nothing of a Source if a foreign file is in the way', async () => {
      const stores = bucket();
      stores.output.put('a/2', text('precious'));
      const outputs = outputsOf({ 'a/1': 'one', 'a/2': 'two' });
      await expect(writeOnce(stores, outputs, recordOf(outputs), undefined)).rejects.toThrow(ConflictError);
      expect(await contents(stores.output)).toEqual({ 'a/2': 'precious' });
    });

    it('gives way if the Record has changed', async () => {
      const stores = bucket();
      const [first, second] = [outputsOf({ 'a/1': 'one' }), outputsOf({ 'a/1': 'ONE' })];
      await writeOnce(stores, first, recordOf(first), undefined);
      await expect(writeOnce(stores, second, recordOf(second), undefined)).rejects.toThrow(
        ConcurrentUpdateError,
      );
      expect((await held(stores.state))?.record).toEqual(recordOf(first));
    });

    it('removes its outputs that are not in the Record of a faster task', async () => {
      const stores = bucket();
      const [first, second] = [outputsOf({ 'a/1': '1' }), outputsOf({ 'a/1': '1', 'a/2': '2' })];
      await writeOnce(stores, first, recordOf(first), undefined);
      await expect(writeOnce(stores, second, recordOf(second), undefined)).rejects.toThrow(
        ConcurrentUpdateError,
      );
      expect(await contents(stores.output)).toEqual({ 'a/1': '1' });
    });

    it.each([true, false])(
      'leaves nothing of a Source that goes meanwhile, and has no Record of it (before: %s)',
      async (isThereBefore) => {
        const stores = bucket();
        const [one, two] = [outputsOf({ 'a/1': '1' }), outputsOf({ 'a/1': '1', 'a/2': '2' })];
        if (isThereBefore) await writeOnce(stores, one, recordOf(one), undefined);
        const before = [await contents(stores.output), await contents(stores.state)];
        const isStillThere = () => Promise.resolve(false);
        await expect(
          writeOnce(stores, two, recordOf(two), await held(stores.state), { isStillThere }),
        ).rejects.toThrow(/was removed while/);
        expect([await contents(stores.output), await contents(stores.state)]).toEqual(before);
      },
    );

    it('removes stale outputs, if the policy is to remove', async () => {
      const stores = bucket();
      const [two, one] = [outputsOf({ 'a/1': '1', 'a/2': '2' }), outputsOf({ 'a/1': '1' })];
      await writeOnce(stores, two, recordOf(two), undefined);
      await writeOnce(stores, one, recordOf(one), await held(stores.state), { stalePolicy: 'remove' });
      expect(await contents(stores.output)).toEqual({ 'a/1': '1' });
      expect(await keysOf(stores.state)).toEqual(['records/a/cat.jpg.json']);
    });
  });

  it('survives a crash before any write: called again, it makes the same files, also with other content', async () => {
    const first = outputsOf({ 'a/1': 'one', 'a/2': 'two', 'a/3': 'three' });
    const second = outputsOf({ 'a/1': 'ONE', 'a/2': 'TWO' });
    for (let deaths = 0; ; deaths++) {
      const stores = await emptyStores();
      await writeInRun(stores, first);
      const plan = new FaultPlan({ at: deaths + 1, when: 'before', of: 'writes' });
      const mortal = { output: failing(stores.output, plan), state: failing(stores.state, plan) };
      await writeInRun(mortal, second).catch(() => undefined);
      // The next content may be the same, or the one before.
      for (const outputs of [first, second]) await writeInRun(stores, outputs);
      expect(await contents(stores.output)).toEqual({ 'a/1': 'ONE', 'a/2': 'TWO', 'a/3': 'three' });
      expect(await keysOf(stores.state)).toEqual(['records/a/cat.jpg.json', 'stale-outputs/a/cat.jpg.json']);
      if (!plan.happened) {
        expect(deaths).toBeGreaterThan(5);
        return;
      }
    }
  });
});
