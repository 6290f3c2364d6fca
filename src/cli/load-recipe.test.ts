import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { parseRecipe } from '../core/recipe/index.js';
import { readRecipeText } from './load-recipe.js';
import { purposeOf, shippedRecipe, shippedRecipeNames } from './shipped-recipes.js';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  vi.spyOn(process, 'cwd').mockReturnValue(folder);
});
afterEach(() => vi.restoreAllMocks());

describe('readRecipeText', () => {
  it('reads a shipped recipe by its name, even beside a folder of that name', async () => {
    await mkdir(path.join(folder, 'detection'));
    const { text, from } = await readRecipeText('detection');
    expect(from).toBe('detection (a shipped recipe)');
    expect(text).toBe(shippedRecipe('detection'));
  });

  it('prefers a file of that name', async () => {
    await writeFile(path.join(folder, 'detection'), 'variants: 3');
    expect(await readRecipeText('detection')).toMatchObject({ text: 'variants: 3', from: 'detection' });
  });

  it.each(['detction', 'Detection', 'recipes/detection.yaml'])('suggests a name for %s', async (name) => {
    await expect(readRecipeText(name)).rejects.toThrow(
      `cannot read ${name}: there is no such file, and no shipped recipe of this name; did you mean "detection"?`,
    );
  });
});

describe('shipped recipes', () => {
  it.each(shippedRecipeNames())('%s can be read, and says what it is for', (name) => {
    const text = shippedRecipe(name)!;
    expect(() => parseRecipe(text, name)).not.toThrow();
    expect(purposeOf(text)).not.toBe('');
  });
});
