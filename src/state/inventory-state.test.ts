import { describe, expect, it } from 'vitest';
import type { Inventory } from '../dataset/inventory.js';
import { memoryStore } from '../stores/testing/memory.js';
import { recallInventory, rememberInventory } from './inventory-state.js';
import { STATE_FILES } from './state-file.js';

const PATH = STATE_FILES.inventory.path;
const many = (count: number) => Array.from({ length: count }, (_, i) => `${i}.jpg`);
const INVENTORY: Inventory = {
  images: 3,
  formats: { yolo: 2 },
  unlabelled: { count: 1, files: ['a.jpg'] },
  splits: { train: 3 },
  datasetFiles: ['data.yaml'],
  lists: ['train.txt'],
  links: { count: 1, files: ['b.jpg'] },
  unused: [{ count: 1, files: ['notes.txt'], reason: 'other', looksLikeLabels: false }],
  classes: [{ name: 'cat', objects: 2, images: 1 }],
  rejected: { count: 1, labels: [{ file: 'a.txt', line: 3, reason: 'no box' }] },
};

describe('the inventory of an input', () => {
  it('is recalled as it was, and unknown before', async () => {
    const state = memoryStore();
    expect(await recallInventory(state)).toBeUndefined();
    await rememberInventory(state, INVENTORY);
    expect(await recallInventory(state)).toEqual(INVENTORY);
  });

  it('is written only if it has changed', async () => {
    const state = memoryStore();
    await rememberInventory(state, INVENTORY);
    await rememberInventory(state, INVENTORY);
    expect(state.writes.get(PATH)).toBe(1);
    await rememberInventory(state, { ...INVENTORY, images: 4 });
    expect((await recallInventory(state))?.images).toBe(4);
  });

  it('keeps the first fifty names of each list, and every count', async () => {
    const state = memoryStore();
    const named = { count: 60, files: many(60) };
    const unused = [{ ...named, reason: 'no image', looksLikeLabels: true }] as const;
    const labels = named.files.map((file) => ({ file, reason: 'no box' }));
    const rejected = { count: 60, labels };
    await rememberInventory(state, { ...INVENTORY, unlabelled: named, links: named, unused, rejected });
    const kept = { count: 60, files: many(50) };
    expect(await recallInventory(state)).toMatchObject({
      ...{ unlabelled: kept, links: kept, unused: [kept] },
      rejected: { count: 60, labels: labels.slice(0, 50) },
    });
  });

  it('is damaged if it names a reason that does not exist', async () => {
    const state = memoryStore();
    for (const reason of ['because', 3, ['other']]) {
      const unused = [{ ...INVENTORY.unused[0]!, reason }];
      const json = JSON.stringify({ ...INVENTORY, unused, version: 1 });
      state.put(PATH, new TextEncoder().encode(json));
      await expect(recallInventory(state)).rejects.toThrow('is damaged');
    }
  });
});
