import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { hasBrowser, openStudio, violationsIn } from './browser.js';
import type { OpenedStudio } from './browser.js';

const RECIPE = 'variants: 3\ntransforms:\n  - Rotate: {limit: [10, 10], p: 1}\n';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  const folder = await temporaryFolder();
  await cp(path.join(ROOT, 'raw-images'), path.join(folder, 'in'), { recursive: true });
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  studio = await openStudio(folder, '--recipe', path.join(folder, 'recipe.yaml'));
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

/** What has the focus, by its name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: at } = document;
    return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
  });

describe.skipIf(!hasBrowser)('the part Run', () => {
  it('estimates by a few images what a run comes to, before a preview was made', async () => {
    const { page, complaints } = await studio.open('&tab=run');
    await page.getByText(/^\d+ × 3 = \d+ variants, about .* MB, about .* s, by a few images$/).waitFor();
    expect(await violationsIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is not begun by a recipe with a mistake, and leads to it', async () => {
    const recipe = `${RECIPE}  - Blurr\n`;
    const { page } = await studio.open(`&${new URLSearchParams({ tab: 'run', recipe })}`);
    await page.getByRole('alert').getByText('did you mean "Blur"?').waitFor();
    expect(await page.getByRole('button', { name: /^Run with the recipe/ }).isDisabled()).toBe(true);
    expect(await violationsIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Line 4: show it in the recipe' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('Recipe, as YAML');
    expect(await page.locator('.cm-activeLine').textContent()).toBe('  - Blurr');
    await page.keyboard.press('Delete');
    await page.getByRole('tab', { name: 'Run' }).click();
    await page.getByRole('alert').getByText('lurr').waitFor();
    await page.close();
  });

  it('lets the focus go to the course of the run', async () => {
    const { page, complaints } = await studio.open('&tab=run');
    await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
    await expect.poll(() => focused(page)).toBe('Course of the run');
    await page.getByText('Done', { exact: true }).waitFor();
    expect(await focused(page)).toBe('Course of the run');
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('the focus', () => {
  it('goes to the image that is opened from the gallery, and back on Escape', async () => {
    const { page } = await studio.open();
    const third = page.getByRole('option').nth(2);
    await third.locator('img').waitFor();
    await page.getByRole('option').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const name = await focused(page);
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('The image and its variants');
    await page.locator('.variant').nth(1).press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // It has closed what lay over the page, and no more.
    expect(await page.getByRole('tab', { name: 'Recipe' }).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe(name);
    expect(name).not.toBe('');
    await page.close();
  });

  it('goes to the findings once they are asked for, to an image in them, and back', async () => {
    const { page } = await studio.open();
    await page.getByRole('button', { name: /^Inspect, to filter/ }).press('Enter');
    await expect.poll(() => focused(page)).toBe('What was found');
    const shot = page.locator('.shot').first();
    await shot.waitFor();
    const name = await shot.getAttribute('aria-label');
    await shot.press('Enter');
    await expect.poll(() => focused(page)).toBe('The image and its variants');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe(name);
    await page.getByRole('button', { name: 'Inspect again' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('What was found');
    await page
      .getByRole('button', { name: /^Show the/ })
      .first()
      .press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest('.grid') !== null))
      .toBe(true);
    await page.close();
  });
});
