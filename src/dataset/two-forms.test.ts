import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { makeImage } from '../../test/support/dataset.js';
import { parseRecipe } from '../core/recipe/parse.js';
import { DirectoryStore } from '../stores/directory/directory.js';
import { discover } from './discover.js';

const RECIPE = parseRecipe('transforms: [HorizontalFlip]', 'recipe.yaml');
const [NFC, NFD] = ['caf\u00e9', 'cafe\u0301'];
const BOX = '0 0.5 0.5 0.2 0.2\n';

async function found(files: Readonly<Record<string, string>>) {
  const root = await temporaryFolder();
  let seed = 1;
  for (const [name, content] of Object.entries({ 'data.yaml': 'names: [a, b]\n', ...files })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), content === '' ? await makeImage(name, seed++) : content);
  }
  const { sources, failures, warnings, inventory } = await discover(new DirectoryStore(root), RECIPE);
  const images = sources.map(({ key, labels }) => [key, labels?.files[0]?.key]);
  return { images, failures, warnings, unused: inventory.unused };
}

describe('two names that differ in their Unicode form alone', () => {
  it('of images stop these, and no others', async () => {
    const images = { [`${NFC}.png`]: '', [`${NFD}.png`]: '', 'a.png': '' };
    const { images: used, failures, unused } = await found({ ...images, [`${NFD}.txt`]: BOX, 'a.txt': BOX });
    expect(used).toEqual([['a.png', 'a.txt']]);
    expect(failures).toEqual([
      { key: `${NFC}.png`, reason: expect.stringMatching(/^two files have this name/) as string },
    ]);
    expect(unused).toMatchObject([{ reason: 'image failed', files: [`${NFC}.txt`] }]);
  });

  it('of labels stop their image, as nobody knows which are its own', async () => {
    const labels = { [`${NFC}.txt`]: BOX, [`${NFD}.txt`]: '1 0.5 0.5 0.4 0.4\n', 'a.txt': BOX };
    const { images, failures } = await found({ [`${NFC}.png`]: '', 'a.png': '', ...labels });
    expect(images).toEqual([['a.png', 'a.txt']]);
    expect(failures.map(({ key }) => key).sort()).toEqual([`${NFC}.png`, `${NFC}.txt`]);
    expect(failures.find(({ key }) => key === `${NFC}.png`)!.reason).toContain(`in ${NFC}.txt: two files`);
  });

  it('of folders leave out what is in one of them', async () => {
    const { images, failures } = await found({ [`${NFD}/a.png`]: '', [`${NFC}/b.png`]: '', 'c.png': '' });
    expect(images.map(([key]) => key)).toEqual(['c.png', `${NFC}/b.png`]);
    expect(failures).toEqual([
      { key: NFC, reason: expect.stringMatching(/^two folders have this name/) as string },
    ]);
  });
});

it('warns of images whose names differ in capitals alone', async () => {
  const { images, failures, warnings } = await found({ 'a.png': '', 'A.png': '', 'A.PNG': '', 'b.png': '' });
  expect([images.length, failures]).toEqual([4, []]);
  expect(warnings).toEqual([
    expect.stringMatching(/^the names of A\.PNG and A\.png differ in capitals alone \(and those of 1 more\)/),
  ]);
  expect((await found({ 'a.png': '', 'b.png': '' })).warnings).toEqual([]);
});
