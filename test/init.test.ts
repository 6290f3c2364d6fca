import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../src/core/recipe/parse.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import { fitRecipe } from '../src/cli/fit-recipe.js';
import { surveyInput } from '../src/cli/survey.js';
import { composePackages } from '../src/packages/compose.js';
import { augment } from './support/command.js';
import { makeDataset, makeImage } from './support/dataset.js';
import { temporaryFolder, writeFiles } from './support/folders.js';

const composition = composePackages([]);

async function fit(files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  const text = fitRecipe(await surveyInput(composition.stores.locate(folder), composition));
  return { text, recipe: parseRecipe(text, 'recipe.yaml') };
}

const namesOf = ({ transforms }: Recipe) => transforms.map(({ transform }) => transform.name);
const pose = (names: string) => ({ 'data.yaml': `names: [person]\nkpt_shape: [2, 3]\n${names}` });

describe('augment init', () => {
  it('writes a recipe that fits the data set, with the originals, and never overwrites one', async () => {
    const folder = path.join(await temporaryFolder(), 'ds');
    await makeDataset(folder);
    const { code, stderr } = await augment('init', folder);
    expect(stderr).toContain('labels: yolo, 14 of 14 images');
    expect(code).toBe(0);
    const file = path.join(folder, 'recipe.yaml');
    const text = await readFile(file, 'utf8');
    expect(text).toContain('# Classes: car, person, dog.\n# Splits: train 12, val 2.');
    expect(parseRecipe(text, file)).toMatchObject({
      output: { originals: true },
      splits: { augment: ['train'] },
    });
    expect((await augment('init', folder)).code).toBe(2);
    expect(await readFile(file, 'utf8')).toBe(text);
    await expect(stat(`${folder}.augment`)).rejects.toThrow('ENOENT');
  });

  it('leaves out mirroring where the pairs of keypoints are not known', async () => {
    const files = { 'a.jpg': await makeImage('a.jpg', 1), 'a.txt': '0 .5 .5 .4 .4 .4 .4 2 .6 .6 2\n' };
    const unknown = await fit({ ...files, ...pose('') });
    expect(namesOf(unknown.recipe)).not.toContain('HorizontalFlip');
    expect(unknown.text).toContain('# - HorizontalFlip');
    const known = await fit({ ...files, ...pose('flip_idx: [1, 0]\n') });
    expect(namesOf(known.recipe)).toContain('HorizontalFlip');
    expect(known.text).toContain('# No splits: ');
    expect(known.text).not.toContain('\nsplits:');
  });

  it('keeps the sizes of images with masks', async () => {
    const mask = sharp(Buffer.alloc(65 * 49, 1), { raw: { width: 65, height: 49, channels: 1 } });
    const { recipe, text } = await fit({
      'images/a.jpg': await makeImage('a.jpg', 1),
      'masks/a.png': await mask.toColourspace('b-w').png().toBuffer(),
    });
    expect(recipe.preprocess).toEqual([]);
    expect(text).toContain('#   - Letterbox');
    expect(namesOf(recipe)).toContain('ShiftScaleRotate');
  });

  it('sees folders that are classes', async () => {
    const files = { 'cats/a.jpg': await makeImage('a.jpg', 1), 'dogs/a.jpg': await makeImage('a.jpg', 2) };
    const { recipe, text } = await fit(files);
    expect(text).toContain('# Labels: none. The folders of the images are their classes');
    expect(namesOf(recipe)).toContain('RandomResizedCrop');
  });
});
