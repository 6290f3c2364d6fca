import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { UsageError } from '../core/errors.js';
import { contentsOf, memoryStores } from '../state/testing/faults.js';
import { DecoratedStore } from '../stores/decorated-store.js';
import { put } from '../stores/store.js';
import type { Stored } from '../stores/store.js';
import { assemble } from './assemble.js';
import { refresh } from './reconcile.js';
import { FLIP, updateAll, updateContext } from './testing/update.js';

const text = (content: string) => new TextEncoder().encode(content);
let image: Uint8Array;

beforeAll(async () => {
  image = await makeImage('a.jpg', 1, 32, 24);
});

async function filled(recipe = FLIP) {
  const stores = memoryStores(true);
  stores.input.put('data.yaml', text('names: [cat, dog]\n'));
  stores.input.put('images/a.jpg', image);
  stores.input.put('labels/a.txt', text('1 0.5 0.5 0.5 0.5\n'));
  stores.input.put('images/b.jpg', image);
  stores.input.put('labels/b.txt', text('0 0.5 0.5 0.5 0.5\n'));
  await updateAll(stores, recipe);
  return stores;
}

describe('assemble', () => {
  it('writes nothing where its files are up to date', async () => {
    const stores = await filled();
    const before = [...stores.output.writes, ...stores.state.writes];
    expect(await assemble(stores)).toEqual({ written: 0, failures: [], left: [], removed: [] });
    expect([...stores.output.writes, ...stores.state.writes]).toEqual(before);
  });

  it('writes a lost file again', async () => {
    const stores = await filled();
    const before = await contentsOf(stores.output);
    await stores.output.remove('data.yaml');
    expect((await assemble(stores)).written).toBe(1);
    expect(await contentsOf(stores.output)).toEqual(before);
  });

  it('reports a file that somebody else changed, and leaves it', async () => {
    const stores = await filled();
    stores.output.put('data.yaml', text('edited'));
    const { written, failures } = await assemble(stores);
    expect({ written, keys: failures.map(({ key }) => key) }).toEqual({ written: 0, keys: ['data.yaml'] });
    expect(failures[0]!.reason).toContain('s3://memory/data.yaml is in the way');
    expect((await contentsOf(stores.output))['data.yaml']).toBe('edited');
  });

  it('does not treat an output of a Source as a data-set file, although it is signed', async () => {
    const stores = await filled();
    await stores.output.remove('data.yaml');
    await put(stores.output, 'data.yaml', text('labels of a Source'));
    expect((await assemble(stores)).failures).toHaveLength(1);
    expect((await contentsOf(stores.output))['data.yaml']).toBe('labels of a Source');
  });

  it.each(['keep', 'remove'] as const)('can %s stale outputs', async (policy) => {
    const stores = await filled();
    await stores.input.remove('data.yaml');
    // Only the facts of the data set are updated here: a full reconciliation would assemble too.

    await refresh(updateContext(stores, FLIP));
    const { left, removed } = await assemble(stores, { stalePolicy: policy });
    const isKept = policy === 'keep';
    expect({ left, removed }).toEqual(
      isKept ? { left: ['data.yaml'], removed: [] } : { left: [], removed: ['data.yaml'] },
    );
    expect('data.yaml' in (await contentsOf(stores.output))).toBe(isKept);
    expect((await contentsOf(stores.state))['dataset-files.json']!.includes('data.yaml')).toBe(isKept);
  });

  it('reads each Record once, however often a format goes through them, and so sees no later change', async () => {
    const stores = await filled(`${FLIP}labels: {write: coco}\n`);
    const before = await contentsOf(stores.output);
    const file = 'annotations/instances_all.json';
    await stores.output.remove(file);
    await stores.state.remove('index/root.json');
    const reads: string[] = [];
    const state = new (class extends DecoratedStore {
      override async read(key: string): Promise<Stored | undefined> {
        const stored = await super.read(key);
        if (!key.startsWith('records/')) return stored;
        reads.push(key);
        stores.state.put(key, text('another Record'));
        return stored;
      }
    })(stores.state);
    expect((await assemble({ output: stores.output, state })).written).toBe(1);
    expect(reads).toEqual(['records/images/a.jpg.json', 'records/images/b.jpg.json']);
    expect((await contentsOf(stores.output))[file]).toBe(before[file]);
    const { images, annotations } = JSON.parse(before[file]!) as Record<string, { file_name?: string }[]>;
    expect(images!.map(({ file_name: name }) => name)).toEqual([
      ...['images/a_jpg.v1.jpg', 'images/b_jpg.v1.jpg'],
    ]);
    expect(annotations).toMatchObject([
      { id: 1, image_id: 1 },
      { id: 2, image_id: 2 },
    ]);
  });

  it('names an output that was never filled', async () => {
    await expect(assemble(memoryStores(true))).rejects.toThrow(UsageError);
  });
});
