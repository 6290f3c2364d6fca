import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeImage } from '../support/dataset.js';
import { eventually } from '../support/eventually.js';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { upload } from './stack.mjs';
import { madeAtHome } from './support/at-home.js';
import type { Files } from './support/at-home.js';
import { deployWith, eventOf, expectAsAtHome } from './support/deployed.js';
import type { Deployed } from './support/deployed.js';

const RECIPE = `seed: 3
variants: 2
transforms:
  - HorizontalFlip: {p: 0.5}
  - Affine: {rotate: [-20, 20], p: 1}
  - RandomBrightnessContrast
`;
const LABELS = '0 0.5 0.5 0.4 0.4\n1 0.3 0.3 0.2 0.2\n';

const image = (seed: number) => makeImage('photo.jpg', seed);

let stack: Deployed;
/** The content of raw-images/. */
let files: Files = {};

beforeAll(async () => {
  stack = await deployWith(RECIPE, { maxConcurrency: '2' });
});
afterAll(() => stack.stop());
beforeEach(({ onTestFailed }) => {
  onTestFailed(async () => {
    console.log((await stack.server.tail()).replaceAll(/^(.{300}).*$/gm, '$1…'));
  });
});

async function put(more: Files): Promise<void> {
  for (const [key, content] of Object.entries(more)) {
    await stack.put(key, content);
    files = { ...files, [key]: content };
  }
}

async function remove(key: string): Promise<void> {
  await stack.remove(key);
  files = Object.fromEntries(Object.entries(files).filter(([other]) => other !== key));
}

/** Waits for the effect of the events, without a reconciliation. */
async function comes(key: string): Promise<void> {
  const { output, state } = await madeAtHome(files, stack.recipe);
  const stem = key.replace(/\.\w+$/, '_');
  const isOfIt = (name: string) => name.includes(stem) || name === `records/${key}.json`;
  const expected = entriesOf({ ...output, ...state }, isOfIt);
  await eventually(async () => {
    const made = await stack.made();
    expect(entriesOf({ ...made.output, ...made.state }, isOfIt)).toEqual(expected);
  });
}

function entriesOf(contents: Readonly<Record<string, string>>, isWanted: (key: string) => boolean) {
  return Object.fromEntries(Object.entries(contents).filter(([key]) => isWanted(key)));
}

describe('a data set that is uploaded by the script', () => {
  it('is augmented as in a folder, and gets its data-set files, too', async () => {
    files = {
      'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog]\n',
      'images/train/a.jpg': await image(1),
      'images/train/b c+d.jpg': await image(2),
      'images/train/Brücke.png': await makeImage('b.png', 3),
      'images/val/v.jpg': await image(4),
      'labels/train/a.txt': LABELS,
      'labels/train/b c+d.txt': LABELS,
      'labels/val/v.txt': LABELS,
    };
    const folder = path.join(await temporaryFolder(), 'images');
    await writeFiles(folder, files);
    expect(await upload(stack.env, folder, stack.bucket)).toMatch(/^8 uploaded/m);
    const expected = await madeAtHome(files, stack.recipe);
    await eventually(async () => {
      expect(await stack.made()).toEqual(expected);
    }, 180);
    expect(expected.output).toHaveProperty(['data.yaml']);

    const before = await stack.objects.versions('raw-images');
    expect(await upload(stack.env, folder, stack.bucket)).toMatch(/^0 uploaded .*8 already there/m);
    expect((await stack.objects.versions('raw-images')).versions).toEqual(before.versions);
    // From here on, only the tests start reconciliations.
    await stack.functions.feed('reconcile', false);
  }, 400_000);

  it('does not change by repeated events', async () => {
    await stack.reconcile();
    const before = await stack.identities();
    for (const [key, content] of Object.entries(files))
      for (let times = 0; times < 2; times++)
        await stack.queues.send(eventOf(stack.bucket, key, content.length));
    await stack.queues.send(eventOf(stack.bucket, 'images/train/a.jpg', 0, 'ObjectRemoved:Delete'));
    await stack.reconcile();
    expect(await stack.identities()).toEqual(before);
  });
});

describe('a later change', () => {
  it('of a label applies before and after the upload of its image', async () => {
    await put({ 'labels/train/early.txt': LABELS, 'images/train/late.jpg': await image(5) });
    await stack.queues.drained();
    await put({ 'images/train/early.jpg': await image(6), 'labels/train/late.txt': LABELS });
    await comes('images/train/early.jpg');
    await comes('images/train/late.jpg');
    await expectAsAtHome(stack, files);
  });

  it('of a label applies, also to an empty one', async () => {
    await put({ 'labels/train/a.txt': '1 0.6 0.6 0.3 0.3\n', 'labels/train/late.txt': '' });
    await comes('images/train/a.jpg');
    await comes('images/train/late.jpg');
    await expectAsAtHome(stack, files);
  });

  it('of data.yaml applies to the labels that depend on it', async () => {
    await put({ 'data.yaml': 'train: images/train\nval: images/val\nnames: [cat, dog, horse]\n' });
    const { output } = await expectAsAtHome(stack, files);
    expect(output['data.yaml']).toContain('horse');
  });

  it('of an image replaces its outputs only', async () => {
    const before = await stack.made();
    await put({ 'images/train/a.jpg': await image(7) });
    await comes('images/train/a.jpg');
    const { output } = await expectAsAtHome(stack, files);
    const changed = Object.keys(output).filter((key) => output[key] !== before.output[key]);
    expect(changed.length).toBeGreaterThanOrEqual(2);
    expect(changed.every((key) => key.includes('/a_jpg.'))).toBe(true);
  });

  it('that deletes an old version has no effect', async () => {
    const { versions } = await stack.objects.versions('raw-images/images/train/a.jpg');
    const old = versions.filter(({ IsLatest }) => !IsLatest);
    expect(old).toHaveLength(1);
    const before = await stack.identities();
    await stack.remove('images/train/a.jpg', old[0]!.VersionId);
    await stack.reconcile();
    expect(await stack.identities()).toEqual(before);
  });

  it('that deletes an image removes its outputs', async () => {
    await remove('images/train/late.jpg');
    await comes('images/train/late.jpg');
    await expectAsAtHome(stack, files);
    await remove('labels/train/late.txt');
    await expectAsAtHome(stack, files);
  });
});

describe('an image that cannot be augmented', () => {
  it('is recorded, its message is deleted, and all other images are augmented', async () => {
    const whole = await image(8);
    await put({
      'images/train/broken.jpg': whole.subarray(0, 500),
      'images/train/text.jpg': 'This is no image.\n',
      'images/train/empty.jpg': '',
      'images/train/bad%20name+.jpg': whole,
      "images/train/~!@&=?#;:,'()*ß写.jpg": whole,
      'images/train/mislabelled.jpg': await image(9),
      'labels/train/mislabelled.txt': 'cat at the left\n0 0.5 0.5 0.2\n1 0.5 0.5 0.2 0.2\n',
      'labels/train/text.txt': LABELS,
    });
    // A folder marker of a console; and names that can be no keys.
    await stack.put('album/', '');
    for (const name of ['images//double.jpg', 'images/../up.jpg']) await stack.put(name, whole);
    const { state } = await expectAsAtHome(stack, files);
    const failures = Object.keys(state).filter((key) => key.startsWith('failures/'));
    expect(failures.map((key) => path.basename(key)).sort()).toEqual([
      'broken.jpg.json',
      'empty.jpg.json',
      'text.jpg.json',
    ]);
    expect(await stack.queues.waiting('images')).toBe(0);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
  });
});

describe('a function that fails', () => {
  it('leaves its messages among the dead letters, which succeed after the repair', async () => {
    const variables = await stack.functions.variables('augment');
    const { AUGMENT_OUTPUT: _, ...broken } = variables;
    await stack.functions.setVariables('augment', broken);
    await stack.queues.setVisibility(1);
    await put({ 'images/train/refused.jpg': await image(10), 'labels/train/refused.txt': LABELS });
    const dead = await eventually(async () => {
      const letters = await stack.queues.deadLetters();
      expect(letters).toHaveLength(2);
      return letters;
    }, 90);
    expect(dead.join()).toMatch(/refused\.jpg/);
    await stack.functions.setVariables('augment', variables);
    await stack.queues.setVisibility(1800);
    await stack.queues.redrive();
    await comes('images/train/refused.jpg');
    await expectAsAtHome(stack, files);
    expect(await stack.queues.waiting('deadLetters')).toBe(0);
  }, 240_000);

  it('leaves a message that it does not understand among the dead letters', async () => {
    await stack.queues.setVisibility(1);
    await stack.queues.send('no JSON');
    await eventually(async () => {
      expect(await stack.queues.deadLetters()).toEqual(['no JSON']);
    }, 90);
    await stack.queues.setVisibility(1800);
    await expectAsAtHome(stack, files);
  }, 240_000);
});
