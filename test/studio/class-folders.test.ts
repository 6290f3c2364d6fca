import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { imageFiles } from '../support/layout-files.js';
import { hasBrowser, openStudio, violationsIn } from './browser.js';
import type { OpenedStudio } from './browser.js';

let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  const folder = await temporaryFolder();
  const keys = ['train/CAT/a.jpg', 'train/CAT/b.jpg', 'train/DOG/a.jpg', 'train/stray.jpg'];
  await writeFiles(path.join(folder, 'in'), await imageFiles(...keys));
  studio = await openStudio(folder);
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

describe.skipIf(!hasBrowser)('folders that are classes, on the page', () => {
  it('stand on each image, and are filtered by', async () => {
    const { page, complaints } = await studio.open();
    const dog = page.getByRole('option', { name: 'DOG' });
    await dog.locator('img').waitFor();
    expect(await dog.innerText()).toContain('train');
    expect(await dog.innerText()).not.toContain('no labels');
    expect(await page.getByRole('option', { name: 'stray' }).innerText()).toContain('no labels');
    expect(await violationsIn(page)).toEqual([]);
    await page.getByRole('button', { name: /Class$/ }).click();
    await page.getByRole('option', { name: 'CAT (2)' }).click();
    await page.getByText('2 images', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show all images' }).click();
    await page.getByRole('button', { name: /Labels$/ }).click();
    await page.getByRole('option', { name: 'without labels' }).click();
    await page.getByText('1 image', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('stand beside the name of an image, and on a large variant', async () => {
    const { page } = await studio.open('&tab=recipe&image=train/DOG/a.jpg');
    await page.locator('.see .badge', { hasText: 'DOG' }).waitFor();
    await page.locator('.variant').first().click();
    await page.getByRole('dialog').locator('.badge', { hasText: 'DOG' }).waitFor();
    expect(await violationsIn(page)).toEqual([]);
    await page.close();
  });
});
