import { describe, expect, it } from 'vitest';
import { memoryStore } from '../stores/testing/memory.js';
import {
  filesOf,
  ledgerOf,
  listStaleOutputs,
  readDatasetFileLedger,
  readStaleOutputs,
  writeDatasetFileLedger,
  writeStaleOutputs,
} from './output-files.js';

const A1 = { key: 'a', sha256: '1' };
const A2 = { key: 'a', sha256: '2' };
const B1 = { key: 'b', sha256: '1' };

describe('a ledger', () => {
  it('has every content of a key once', () => {
    const ledger = ledgerOf([A2, B1, A1, A2]);
    expect(ledger.get('a')).toEqual(new Set(['1', '2']));
    expect(ledger.get('c')).toBeUndefined();
    expect(filesOf(ledger)).toEqual([A2, A1, B1]);
  });
});

describe('a list of output files', () => {
  it('is the same file in whichever order it was filled', async () => {
    const bytesOf = async (...files: (typeof A1)[]) => {
      const state = memoryStore();
      await writeStaleOutputs(state, 'x.jpg', files);
      expect(await readStaleOutputs(state, 'x.jpg')).toEqual([A1, A2, B1]);
      return (await state.read('stale-outputs/x.jpg.json'))!.bytes;
    };
    expect(await bytesOf(B1, A2, A1, A2)).toEqual(await bytesOf(A1, A2, B1));
  });

  it('is empty where there is none', async () => {
    const state = memoryStore();
    await writeStaleOutputs(state, 'y.jpg', [A1]);
    expect(await readStaleOutputs(state, 'x.jpg')).toEqual([]);
    expect(await readDatasetFileLedger(state)).toEqual(new Map());
  });

  it('is listed with its key', async () => {
    const state = memoryStore();
    await writeStaleOutputs(state, 'a/x.jpg', [A1]);
    await writeStaleOutputs(state, 'y.jpg', [B1]);
    const lists = [];
    for await (const list of listStaleOutputs(state)) lists.push(list);
    expect(lists).toEqual([
      { stateKey: 'stale-outputs/a/x.jpg.json', files: [A1] },
      { stateKey: 'stale-outputs/y.jpg.json', files: [B1] },
    ]);
  });

  it('of the whole data set keeps all contents', async () => {
    const state = memoryStore();
    await writeDatasetFileLedger(state, [B1, A2, A1]);
    expect(filesOf(await readDatasetFileLedger(state))).toEqual([A1, A2, B1]);
  });
});
