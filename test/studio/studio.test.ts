import { cp, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { augmentRun } from '../support/command.js';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { fileURLToPath } from 'node:url';
import { hasBrowser, openStudio, violationsIn } from './browser.js';
import type { OpenedStudio } from './browser.js';

const RECIPE = `# kept
variants: 2
transforms:
  - Rotate: {limit: [10, 10], p: 1}
`;
const HOSTILE = '<img src=x onerror=document.title=1>.jpg';
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  await cp(path.join(ROOT, 'raw-images'), path.join(folder, 'in'), { recursive: true });
  await cp(path.join(folder, 'in/surfer.jpg'), path.join(folder, 'in', HOSTILE));
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  studio = await openStudio(folder, '--recipe', path.join(folder, 'recipe.yaml'));
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

const open: OpenedStudio['open'] = (...where) => studio.open(...where);

const alertsOf = (page: Page) => page.getByRole('alert');

describe.skipIf(!hasBrowser)('the page of the studio', () => {
  it('shows all images, and takes the names of files as names', async () => {
    const { page, complaints } = await open();
    await page.getByRole('option', { name: HOSTILE }).waitFor();
    const { length } = (await readdir(path.join(folder, 'in'))).filter((name) => /\.(jpe?g|png)$/.test(name));
    await page.getByText(`${length} images`, { exact: true }).waitFor();
    await page
      .locator('.cell img')
      .nth(length - 1)
      .waitFor();
    expect(await page.title()).toBe('Augment On Demand studio');
    await page.getByLabel('Name contains').fill('horse');
    await page.getByText('1 image', { exact: true }).waitFor();
    expect(new URL(page.url()).hash).not.toContain('token');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is worked by keyboard: from the images to another recipe, saved', async () => {
    const { page, complaints } = await open();
    await page.getByRole('option').first().waitFor();
    await page.getByRole('option').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByText('2 variants of each image').waitFor();
    const editor = page.getByRole('textbox', { name: 'Recipe, as YAML' });
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  - InvertImg: {p: 1}');
    await page.getByText('not saved').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('· saved in').waitFor();
    expect(await readFile(path.join(folder, 'recipe.yaml'), 'utf8')).toBe(`${RECIPE}  - InvertImg: {p: 1}`);
    expect(complaints).toEqual([]);
    await writeFiles(folder, { 'recipe.yaml': RECIPE });
    // The file counts: the page follows.
    await expect.poll(() => editor.innerText(), { timeout: 10_000 }).not.toContain('InvertImg');
    await page.close();
  });

  it('loses nothing where the file is changed, too, or gone', async () => {
    const { page, complaints } = await open('&tab=recipe&image=surfer.jpg');
    const editor = page.getByRole('textbox', { name: 'Recipe, as YAML' });
    await editor.getByText('Rotate').waitFor();
    const file = path.join(folder, 'recipe.yaml');
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('# mine');
    await writeFiles(folder, { 'recipe.yaml': `${RECIPE}# theirs\n` });
    await alertsOf(page).getByText('was changed by another program').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByText('nothing was saved').waitFor();
    expect(await readFile(file, 'utf8')).toContain('# theirs');
    await page.getByRole('button', { name: 'Overwrite the file' }).click();
    await page.getByText('· saved in').waitFor();
    expect(await readFile(file, 'utf8')).toBe(`${RECIPE}# mine`);
    await rm(file);
    await page.getByText('is gone').waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('· saved in').waitFor();
    expect(await readFile(file, 'utf8')).toBe(`${RECIPE}# mine`);
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    await writeFiles(folder, { 'recipe.yaml': RECIPE });
    await page.close();
  });

  it('shows mistakes at their lines, and keeps the last preview', async () => {
    const { page } = await open('&tab=recipe&image=surfer.jpg');
    await page.locator('.variants img').nth(2).waitFor();
    const editor = page.getByRole('textbox', { name: 'Recipe, as YAML' });
    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('  - Blurr');
    await alertsOf(page)
      .getByText('Line 5: transforms[1].Blurr: no transform of this name; did you mean "Blur"?')
      .waitFor();
    expect(await page.locator('.variants img').count()).toBe(3);
    await page.close();
  });

  it('makes the very pictures that run writes, and follows each change', async () => {
    const { page } = await open('&tab=recipe&image=surfer.jpg');
    await page.locator('.variants img').nth(2).waitFor();
    const picture = page.locator('.variants img').nth(1);
    const before = await picture.getAttribute('src');
    await page.getByRole('switch', { name: 'Rotate is on' }).focus();
    await page.keyboard.press('Space');
    await expect.poll(() => picture.getAttribute('src')).not.toBe(before);
    await page.keyboard.press('Space');
    await expect.poll(() => page.locator('.variants').getAttribute('aria-busy')).toBe('false');
    await augmentRun(
      ...[path.join(folder, 'in'), path.join(folder, 'apart'), '--recipe', path.join(folder, 'recipe.yaml')],
    );
    for (const name of ['surfer_jpg.v1.jpg', 'surfer_jpg.v2.jpg']) {
      await page.getByRole('button', { name }).click();
      const downloading = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download the file' }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(name);
      const shown = await readFile(await download.path());
      expect(shown.equals(await readFile(path.join(folder, 'apart', name)))).toBe(true);
      await page.getByRole('button', { name: 'Close' }).click();
    }
    await page.close();
  });

  it('runs, and shows what came of it', async () => {
    const { page, complaints } = await open('&tab=run');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Done', { exact: true }).waitFor();
    expect((await readdir(path.join(folder, 'out'))).length).toBeGreaterThan(30);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(['images', 'recipe', 'run'])('has nothing that keeps anybody from using it: %s', async (tab) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(`&tab=${tab}&image=surfer.jpg`);
      await page.emulateMedia({ colorScheme });
      await page.locator('[role=tabpanel] :is(img, button, p)').first().waitFor();
      expect(await violationsIn(page), colorScheme).toEqual([]);
      await page.close();
    }
  });
});
