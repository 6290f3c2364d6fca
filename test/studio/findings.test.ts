import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { hasBrowser, openStudio, violationsIn } from './browser.js';
import type { OpenedStudio } from './browser.js';

const HOSTILE = '<img src=x onerror=document.title=1>';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const RECIPE = 'transforms:\n  - RandomCrop: {height: 200, width: 200, p: 1}\n';

let folder: string;
let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  const photos = path.join(ROOT, 'raw-images');
  const put = (name: string, key: string) =>
    cp(path.join(photos, name), path.join(folder, 'in/images', key), { recursive: true });
  await put('surfer.jpg', 'train/surfer.jpg');
  await put('surfer.jpg', `val/${HOSTILE}.jpg`);
  await put('soccer.jpg', 'train/soccer.jpg');
  await put('soccer.jpg', 'val/soccer again.jpg');
  await put('race horse.jpg', 'val/race horse.jpg');
  await writeFiles(path.join(folder, 'in'), {
    'data.yaml': `train: images/train\nval: images/val\nnames: [person, "${HOSTILE}"]\n`,
    'images/train/broken.jpg': (await readFile(path.join(photos, 'soccer.jpg'))).subarray(0, 9000),
    'labels/train/surfer.txt': '0 0.5 0.5 0.4 0.4\n',
    'labels/train/soccer.txt': '0 0.3 0.5 0.02 0.03\n1 0.5 0.5 0.3 0.4\n',
    [`labels/val/${HOSTILE}.txt`]: '1 0.5 0.5 0.4 0.4\n',
    'labels/val/gone.txt': '1 0.5 0.5 0.4 0.4\n',
  });
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  studio = await openStudio(folder, '--recipe', path.join(folder, 'recipe.yaml'));
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

const open: OpenedStudio['open'] = (...where) => studio.open(...where);

const groupOf = (page: Page, kind: string) => page.getByRole('region', { name: kind, exact: true });

describe.skipIf(!hasBrowser)('the findings of the studio', () => {
  it('are asked for from the gallery, where an address filters by a class that is not known yet', async () => {
    const { page } = await open('&class=person');
    await page.getByText('once the images were inspected').waitFor();
    await page.getByRole('button', { name: 'Inspect, to filter by class' }).click();
    await groupOf(page, 'leak').waitFor();
    await page.getByRole('tab', { name: 'Images' }).click();
    await page.getByText('2 images', { exact: true }).waitFor();
    await page.close();
  });

  it('come by themselves, with the images concerned and what to do', async () => {
    const { page, complaints } = await open('&tab=findings');
    const leak = groupOf(page, 'leak');
    await leak.getByText('keep it in one split').waitFor();
    await leak.locator('.shot img').nth(1).waitFor();
    await groupOf(page, 'unusable image').getByText('images/train/broken.jpg').waitFor();
    await groupOf(page, 'labels without image').getByText('labels/val/gone.txt').waitFor();
    await page.getByRole('heading', { name: 'What the recipe in the editor does' }).waitFor();
    const classes = page.getByRole('region', { name: 'Classes', exact: true });
    expect(await classes.getByRole('row').nth(1).innerText()).toContain(HOSTILE);
    expect(await classes.getByRole('row').nth(2).innerText()).toContain('person');
    expect(await page.getByRole('img', { name: 'where the centres of boxes lie' }).count()).toBe(1);
    expect(await page.title()).toBe('Augment On Demand studio');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('lead to their images, by keyboard, with an address that leads there again', async () => {
    const { page, complaints } = await open('&tab=findings');
    await groupOf(page, 'leak').waitFor();
    await groupOf(page, 'leak').getByRole('button', { name: 'Show both in the gallery' }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByText('2 images', { exact: true }).waitFor();
    await page.getByRole('option', { name: HOSTILE }).waitFor();
    await page.waitForURL(/finding=leak/);
    const link = page.url();
    await page.getByRole('button', { name: 'Show all images' }).click();
    await page.getByText('6 images', { exact: true }).waitFor();
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByText('2 images', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Findings' }).click();
    await page
      .getByRole('button', { name: `Show the images of class ${HOSTILE}` })
      .first()
      .click();
    await page.getByRole('option', { name: 'soccer' }).waitFor();
    await page.getByText('2 images', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Findings' }).click();
    await groupOf(page, 'leak').getByRole('button', { name: 'Open images/train/surfer.jpg' }).click();
    await page.getByText('variant of each image').waitFor();
    // The gallery of all images asks for that of the damaged one, too.
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    await page.close();
  });

  it('show copies side by side', async () => {
    const { page, complaints } = await open('&tab=findings');
    await groupOf(page, 'leak').getByRole('button', { name: 'Compare side by side …' }).last().press('Enter');
    const dialog = page.getByRole('dialog', { name: '2 files of the same bytes in train, val' });
    await dialog.locator('img').nth(1).waitFor();
    const shown = await dialog
      .locator('img')
      .evaluateAll((all) => all.map((image) => image.getAttribute('alt')));
    expect(shown).toEqual(['The image images/train/surfer.jpg', `The image images/val/${HOSTILE}.jpg`]);
    await dialog.getByText('beside number 2 of 2').waitFor();
    expect(await violationsIn(page)).toEqual([]);
    await dialog.getByRole('button', { name: `Open images/val/${HOSTILE}.jpg` }).press('Enter');
    await page
      .locator('.see .name', { hasText: HOSTILE.slice(0, 8) })
      .first()
      .waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('tell that the recipe has changed since, and what is wrong with it', async () => {
    const { page } = await open('&tab=recipe&image=images/train/surfer.jpg');
    const editor = page.getByRole('textbox', { name: 'Recipe, as YAML' });
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  - Blurr\n');
    await page.getByRole('tab', { name: 'Findings' }).click();
    await page.getByText('The recipe has changed since').waitFor();
    await page.getByRole('button', { name: 'Inspect again' }).click();
    await page.getByRole('alert').getByText('did you mean "Blur"?').waitFor();
    await page.getByRole('button', { name: 'Inspect without the recipe' }).click();
    await page.getByRole('heading', { name: 'What the recipe' }).waitFor({ state: 'detached' });
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'have nothing that keeps anybody from using them: %s',
    async (colorScheme) => {
      const { page } = await open('&tab=findings', { width: 390, height: 844 });
      await page.emulateMedia({ colorScheme });
      await page.locator('.shot img').first().waitFor();
      expect(await violationsIn(page)).toEqual([]);
      // What is wider than the page moves within itself.
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
      await page.close();
    },
  );
});
