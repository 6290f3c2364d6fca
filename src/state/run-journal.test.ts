import { describe, expect, it } from 'vitest';
import { readJournals } from './journal-file.js';
import { openJournal } from './journal.js';
import { thisProcess } from './journal-writer.js';
import type { Writer } from './journal-writer.js';
import { RunJournal } from './run-journal.js';
import { contentsOf, memoryStores } from './testing/faults.js';
import { anotherProcess } from './testing/runs.js';

const FILES = [{ key: 'a/1', sha256: '1' }];

/** A run that has ended while it wrote `written.jpg`, and decoded `decoded.jpg`. */
async function leftBy(writer: Writer) {
  const stores = memoryStores(false, true);
  const journal = openJournal(stores, (await RunJournal.open(stores, writer)).id);
  await journal.writing('written.jpg', FILES);
  await journal.working('decoded.jpg', () => Promise.resolve());
  return stores;
}

async function unfinishedIn({ state }: Awaited<ReturnType<typeof leftBy>>): Promise<string[]> {
  return (await readJournals(state)).flatMap(({ unfinished }) => [...unfinished.keys()]);
}

describe('what a run finds of another one', () => {
  it('is what was being written, and which images were in work', async () => {
    const run = await RunJournal.open(await leftBy(anotherProcess()));
    expect(run.unfinished).toEqual([{ source: 'written.jpg', files: FILES }]);
    expect(run.suspects).toEqual(new Set(['decoded.jpg']));
  });

  it('is removed as far as it is settled', async () => {
    const stores = await leftBy(anotherProcess());
    const open = async (settle: (run: RunJournal) => void) => {
      const run = await RunJournal.open(stores, anotherProcess());
      settle(run);
      await run.close();
      return unfinishedIn(stores);
    };
    const nothing = () => undefined;
    expect(await open(nothing)).toEqual(['written.jpg', 'decoded.jpg']);
    const before = await contentsOf(stores.state);
    expect(await open(nothing)).toEqual(['written.jpg', 'decoded.jpg']);
    expect(await contentsOf(stores.state)).toEqual(before);
    expect(
      await open((run) => {
        run.acquit('decoded.jpg');
        run.acquit('written.jpg');
      }),
    ).toEqual(['written.jpg']);
    expect(
      await open((run) => {
        run.finish('written.jpg');
      }),
    ).toEqual([]);
    expect(await contentsOf(stores.state)).toEqual({});
  });

  it('stays if that one is alive: its images are no suspects', async () => {
    const stores = await leftBy({ ...anotherProcess(), pid: process.ppid });
    const run = await RunJournal.open(stores);
    expect([run.unfinished.length, run.suspects.size]).toEqual([1, 0]);
    run.finish('written.jpg');
    run.finish('decoded.jpg');
    const before = await contentsOf(stores.state);
    await run.close();
    expect(await contentsOf(stores.state)).toEqual(before);
  });

  it('stays for a while if that one is on another machine: it may be alive, and its images are suspects', async () => {
    const stores = await leftBy({ ...anotherProcess(), host: 'elsewhere' });
    const run = await RunJournal.open(stores);
    expect(run.suspects).toEqual(new Set(['decoded.jpg']));
    run.finish('written.jpg');
    run.finish('decoded.jpg');
    await run.close();
    expect(await unfinishedIn(stores)).toEqual(['written.jpg', 'decoded.jpg']);
  });

  it('stays if it has changed meanwhile', async () => {
    const stores = await leftBy(anotherProcess());
    const run = await RunJournal.open(stores);
    const { key } = (await readJournals(stores.state))[0]!;
    await stores.state.append!(key, new TextEncoder().encode('\n'), false);
    run.finish('written.jpg');
    run.finish('decoded.jpg');
    await run.close();
    expect(await unfinishedIn(stores)).toEqual(['written.jpg', 'decoded.jpg']);
  });
});

describe('a run that ends', () => {
  it('leaves to the next one what failed, even in the same process', async () => {
    const stores = memoryStores(false, true);
    const first = await RunJournal.open(stores, thisProcess());
    await openJournal(stores, first.id).writing('written.jpg', FILES);
    await first.close();
    const second = await RunJournal.open(stores, thisProcess());
    expect(second.unfinished).toEqual([{ source: 'written.jpg', files: FILES }]);
    second.finish('written.jpg');
    await second.close();
    expect(await contentsOf(stores.state)).toEqual({});
  });

  it('leaves no journal of an output that signs, and looks for none', async () => {
    const requests: string[] = [];
    const stores = memoryStores(true);
    const state = { ...stores.state, list: (): never => requests.push('list') as never };
    await (await RunJournal.open({ ...stores, state })).close();
    expect(requests).toEqual([]);
  });
});
