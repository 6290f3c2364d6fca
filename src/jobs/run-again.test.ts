import { indexEntries } from '../state/record-index.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from '../../test/support/dataset.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { contentsOf } from '../state/testing/faults.js';
import { put } from '../stores/store.js';
import { keysOf } from '../stores/testing/contract.js';
import { failing, FaultPlan } from '../stores/testing/failing.js';
import { memoryStore } from '../stores/testing/memory.js';
import { run } from './run.js';

const FLIP = 'seed: 5\nvariants: 2\ntransforms: [HorizontalFlip]\n';
const text = (content: string) => new TextEncoder().encode(content);
let images: Uint8Array[];

beforeAll(async () => {
  images = await Promise.all([1, 2, 3].map((seed) => makeImage('a.jpg', seed, 32, 24)));
});

type Files = Readonly<Record<string, string | Uint8Array>>;

function yolo(): Files {
  return {
    'data.yaml': 'names: [cat, dog]\n',
    'images/a.jpg': images[0]!,
    'labels/a.txt': '1 0.5 0.5 0.5 0.5\n',
    'images/b.jpg': images[1]!,
    'labels/b.txt': '0 0.5 0.5 0.25 0.5\n',
    'images/c.jpg': images[2]!,
  };
}

function coco(): Files {
  const names = ['a.jpg', 'b.jpg'];
  const file = {
    images: names.map((file_name, i) => ({ id: i + 1, file_name, width: 32, height: 24 })),
    annotations: names.map((_, i) => ({ id: i + 1, image_id: i + 1, category_id: 1, bbox: [i, 1, 9, 9] })),
    categories: [{ id: 1, name: 'cat' }],
  };
  return { 'a.jpg': images[0]!, 'b.jpg': images[1]!, 'instances.json': JSON.stringify(file) };
}

/** An input, an output like a folder, and what is read of them. */
function begin(files: Files) {
  const reads: string[] = [];
  const open = (name: string) =>
    memoryStore((what, key) => what === 'read' && reads.push(`${name}/${key}`), { signs: false });
  const [input, output, state] = ['input', 'output', 'state'].map(open);
  for (const [key, content] of Object.entries(files))
    input!.put(key, typeof content === 'string' ? text(content) : content);
  return { input: input!, output: output!, state: state!, reads };
}

type Begun = ReturnType<typeof begin>;

function again(
  { input, output, state }: Pick<Begun, 'input' | 'output' | 'state'>,
  recipe = FLIP,
  options: { readonly delete?: boolean } = {},
) {
  const parsed = parseRecipe(recipe, 'recipe.yaml');
  return run({ recipe: parsed, workers: 1, delete: false, ...options, input, output: { output, state } });
}

/** What a first run makes of the same input. */
async function fresh({ input }: Begun, recipe = FLIP): Promise<Record<string, string>> {
  const other = { ...begin({}), input };
  await again(other, recipe);
  return contentsOf(other.output);
}

describe('a second run', () => {
  it.each([
    ['YOLO', yolo, 3],
    ['COCO', coco, 2],
  ])('of %s reads no Record where nothing has changed', async (_, files, count) => {
    const stores = begin(files());
    const first = await again(stores);
    const before = await contentsOf(stores.output);
    const writes = new Map([...stores.output.writes, ...stores.state.writes]);
    stores.reads.length = 0;
    const second = await again(stores);
    expect(second).toMatchObject({ unchanged: count, variants: 0, written: 0, failures: [] });
    expect(second.inventory).toEqual(first.inventory);
    expect(second.objects).toEqual(first.objects);
    expect(stores.reads.filter((key) => key.startsWith('state/records'))).toEqual([]);
    expect(new Map([...stores.output.writes, ...stores.state.writes])).toEqual(writes);
    expect(await contentsOf(stores.output)).toEqual(before);
  });

  it('reads only the Record of an image whose labels changed, and makes it again', async () => {
    const stores = begin(yolo());
    await again(stores);
    stores.input.put('labels/b.txt', text('1 0.25 0.5 0.25 0.5\n'));
    stores.reads.length = 0;
    expect(await again(stores)).toMatchObject({ unchanged: 2, variants: 2, failures: [] });
    expect(new Set(stores.reads.filter((key) => key.startsWith('state/records')))).toEqual(
      new Set(['state/records/images/b.jpg.json']),
    );
    expect(await contentsOf(stores.output)).toEqual(await fresh(stores));
    expect(await again(stores)).toMatchObject({ unchanged: 3, written: 0 });
  });

  it('makes a changed image again, and what the recipe newly asks for', async () => {
    const stores = begin(yolo());
    await again(stores);
    stores.input.put('images/a.jpg', images[2]!);
    expect(await again(stores)).toMatchObject({ unchanged: 2, variants: 2 });
    const more = FLIP.replace('variants: 2', 'variants: 3');
    expect(await again(stores, more)).toMatchObject({ unchanged: 0, variants: 3 });
    const other = FLIP.replace('Horizontal', 'Vertical');
    expect(await again(stores, other, { delete: true })).toMatchObject({ unchanged: 0, variants: 6 });
    expect(await contentsOf(stores.output)).toEqual(await fresh(stores, other));
  });

  it('makes outputs again that are gone or short', async () => {
    const stores = begin(yolo());
    await again(stores);
    const before = await contentsOf(stores.output);
    const gone = 'images/a_jpg.v1.jpg';
    const short = 'labels/b_jpg.v2.txt';
    await stores.output.remove(gone);
    stores.output.put(short, text(before[short]!.slice(0, 5)));
    expect(await again(stores)).toMatchObject({ unchanged: 1, variants: 2, written: 2, failures: [] });
    expect(await contentsOf(stores.output)).toEqual(before);
  });

  it('leaves nothing of an image that is gone', async () => {
    const stores = begin(coco());
    await again(stores);
    await stores.input.remove('b.jpg');
    expect((await again(stores)).staleOutputs).toEqual(['b_jpg.v1.jpg', 'b_jpg.v2.jpg']);
    expect((await again(stores, FLIP, { delete: true })).removed).toEqual(['b_jpg.v1.jpg', 'b_jpg.v2.jpg']);
    expect(await contentsOf(stores.output)).toEqual(await fresh(stores));
    expect(await again(stores)).toMatchObject({ unchanged: 1, written: 0, staleOutputs: [] });
    const keys: string[] = [];
    for await (const entries of indexEntries(stores.state))
      keys.push(...entries.map(({ record }) => record.key));
    expect(keys).toEqual(['a.jpg']);
  });

  it('makes an image again whose Record is gone, whatever the index says', async () => {
    const stores = begin(yolo());
    await again(stores);
    await stores.state.remove('records/images/a.jpg.json');
    expect(await again(stores)).toMatchObject({ unchanged: 2, variants: 2, failures: [] });
    expect(await keysOf(stores.state)).toContain('records/images/a.jpg.json');
  });

  it('writes a lost file about the data set again, and reports one that somebody else changed', async () => {
    const stores = begin(coco());
    await again(stores);
    const before = await contentsOf(stores.output);
    await stores.output.remove('instances.json');
    expect(await again(stores)).toMatchObject({ unchanged: 2, written: 1, failures: [] });
    expect(await contentsOf(stores.output)).toEqual(before);
    stores.output.put('instances.json', text('edited'));
    const { failures } = await again(stores);
    expect(failures.map(({ key }) => key)).toEqual(['instances.json']);
  });

  it('writes the files about the data set again after its class names changed', async () => {
    const stores = begin(yolo());
    await again(stores);
    stores.input.put('data.yaml', text('names: [cat, hound]\n'));
    await again(stores);
    expect(await contentsOf(stores.output)).toEqual(await fresh(stores));
  });
});

describe('a run that died anywhere', () => {
  it('leaves no index that hides what is to be done', async () => {
    const { 'instances.json': labels, ...others } = coco();
    const changed = (labels as string).replace('"bbox":[0,1,9,9]', '"bbox":[3,1,9,9]');
    const wanted = await fresh(begin({ ...others, 'instances.json': changed }));
    let failed = 0;
    for (let at = 1; ; at++) {
      const stores = begin(coco());
      await again(stores);
      stores.input.put('instances.json', text(changed));
      const plan = new FaultPlan({ at, when: 'after', of: 'writes' });
      const dying = { output: failing(stores.output, plan), state: failing(stores.state, plan) };
      await run({
        ...{ recipe: parseRecipe(FLIP, 'recipe.yaml'), workers: 1, delete: false },
        ...{ input: stores.input, output: dying },
      }).catch(() => undefined);
      if (!plan.happened) break;
      failed += 1;
      expect((await again(stores)).failures, `after write ${at} failed`).toEqual([]);
      expect(await contentsOf(stores.output), `after write ${at} failed`).toEqual(wanted);
    }
    expect(failed).toBeGreaterThan(8);
  });
});

describe('two runs at the same time', () => {
  it('leave nothing that a third run takes for its own', async () => {
    const stores = begin(yolo());
    await again(stores);
    const other = FLIP.replace('Horizontal', 'Vertical');
    await Promise.all([again(stores), again(stores, other)]);
    await again(stores, FLIP, { delete: true });
    expect(await contentsOf(stores.output)).toEqual(await fresh(stores));
  });

  it('notice a Record that another program put there', async () => {
    const stores = begin(yolo());
    await again(stores, FLIP.replace('seed: 5', 'seed: 6'));
    const earlier = (await stores.state.read('records/images/a.jpg.json'))!.bytes;
    await again(stores, FLIP, { delete: true });
    await put(stores.state, 'records/images/a.jpg.json', earlier);
    expect(await again(stores)).toMatchObject({ unchanged: 2 });
    expect(await contentsOf(stores.output)).toEqual(await fresh(stores));
  });
});
