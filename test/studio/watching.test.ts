import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { hasBrowser, openStudio, violationsIn } from './browser.js';
import type { OpenedStudio } from './browser.js';

/** The image of soccer has persons at its edges, of which the crop leaves some. */
const RECIPE = `seed: 7
variants: 2
preprocess:
  - LongestMaxSize: {max_size: 320}
transforms:
  - Rotate: {limit: [10, 10], p: 1}
  - CenterCrop: {height: 160, width: 160, p: 1}
`;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const VARIANT = '&tab=recipe&image=soccer.jpg&variant=soccer_jpg.v1.jpg';

let folder: string;
let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  await cp(path.join(ROOT, 'raw-images'), path.join(folder, 'in'), { recursive: true });
  await writeFiles(folder, { 'recipe.yaml': RECIPE, 'in/broken.jpg': 'no image' });
  studio = await openStudio(folder, '--recipe', path.join(folder, 'recipe.yaml'));
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

const open: OpenedStudio['open'] = (...where) => studio.open(...where);

const divider = (page: Page) => page.getByRole('slider', { name: /^Divider between/ });

describe.skipIf(!hasBrowser)('one variant large', () => {
  it('is compared with its image by a divider, which the keyboard moves', async () => {
    const { page, complaints } = await open(VARIANT);
    await page.locator('.comparison img').nth(1).waitFor();
    await divider(page).focus();
    await page.keyboard.press('End');
    expect(await divider(page).getAttribute('aria-valuetext')).toBe('100 percent the image');
    const shownOf = (name: string) =>
      page.locator(`.comparison .${name}`).evaluate((image) => getComputedStyle(image).clipPath);
    expect(await shownOf('after')).toBe('inset(0px 0px 0px 100%)');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shownOf('after')).toBe('inset(0px 0px 0px 99%)');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says by which steps, with which values, and shows the picture behind each', async () => {
    const { page } = await open(VARIANT);
    await page.getByRole('row', { name: 'angle 10' }).waitFor();
    expect(await page.getByText('preprocess/LongestMaxSize').count()).toBe(1);
    const sizeOf = () =>
      page
        .locator('.comparison .after')
        .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    await expect.poll(sizeOf).toEqual([160, 160]);
    await page.getByRole('button', { name: 'The picture behind step 2, Rotate' }).press('Enter');
    await expect.poll(sizeOf).toEqual([320, 213]);
    await page.close();
  });

  it('names each object that it lacks with its step, and shows its place in the image', async () => {
    const { page } = await open(VARIANT);
    await page.locator('.lost tbody tr').first().waitFor();
    const facts = await page.getByText(/^seed 7 · \d+ object/).innerText();
    const rows = await page.locator('.lost tbody tr').allInnerTexts();
    const numbers = [...facts.matchAll(/(\d+) (?:in part|dropped)/g)].map(([, number]) => Number(number));
    expect(rows).toHaveLength(numbers.reduce((sum, number) => sum + number));
    expect(
      rows.some((row) => /dropped: nothing of it .* in the picture any more\s+CenterCrop/.test(row)),
    ).toBe(true);
    await page.getByRole('button', { name: 'Show 1 person in the image' }).click();
    await page.locator('.places [data-selected] polygon').waitFor();
    expect(await divider(page).getAttribute('aria-valuetext')).toBe('100 percent the image');
    await page.close();
  });

  it('is pinned while the seed changes, compared with what comes then, and stands in the address', async () => {
    const { page, complaints } = await open(VARIANT);
    await page.locator('.comparison img').nth(1).waitFor();
    await page.getByRole('button', { name: 'Pin this one' }).click();
    await page
      .getByRole('switch', { name: /Compare with the pinned one: soccer_jpg.v1.jpg, seed 7/ })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Other seed' }).click();
    await page
      .getByRole('dialog')
      .getByText(/^seed (?!7 )\d+/)
      .waitFor();
    await page.getByText('Compare with the pinned one').click();
    await page.getByRole('slider', { name: /the pinned variant and soccer_jpg.v1.jpg/ }).waitFor();
    await expect.poll(() => new URL(page.url()).hash).toContain('variant=soccer_jpg.v1.jpg');
    await expect.poll(() => new URL(page.url()).hash).toContain('seed%3A');
    const { hash } = new URL(page.url());
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('region', { name: 'Pinned' }).getByText('pinned · seed 7').waitFor();
    await page.getByRole('tab', { name: 'Images' }).click();
    await page.getByRole('tab', { name: 'Recipe' }).click();
    await page.getByRole('button', { name: 'Unpin' }).click();
    expect(await page.getByRole('region', { name: 'Pinned' }).count()).toBe(0);
    const again = await open(hash.replace('#', '&'));
    await again.page
      .getByRole('dialog')
      .getByText(/^seed (?!7 )\d+/)
      .waitFor();
    // The gallery may ask for the picture of the damaged image before it is left.
    expect(complaints.filter((text) => !text.includes('409'))).toEqual([]);
    await again.page.close();
    await page.close();
  });

  it('has nothing that keeps anybody from using it', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(VARIANT);
      await page.emulateMedia({ colorScheme });
      await page.locator('.lost tbody tr').first().waitFor();
      expect(await violationsIn(page), colorScheme).toEqual([]);
      await page.close();
    }
  });
});

describe.skipIf(!hasBrowser)('the run on the page', () => {
  it('is paused, found again by a page that is loaded anew, goes on, and shows what it writes', async () => {
    const { page, complaints } = await open('&tab=run');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused: no image is begun until you go on').waitFor();
    await page.reload();
    await page.getByText('Paused: no image is begun until you go on').waitFor();
    expect(await page.getByRole('button', { name: 'Run', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Done, with failures', { exact: true }).waitFor();
    await page.getByRole('cell', { name: /^broken.jpg: not an image/ }).waitFor();
    await page
      .getByRole('img', { name: /^The output .*\.v1\./ })
      .first()
      .waitFor();
    await page.getByRole('rowheader', { name: 'person' }).waitFor();
    expect(await page.getByRole('row', { name: /^person \d+ \d+ \d+ \d+ .*CenterCrop/ }).count()).toBe(1);
    expect(await violationsIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is cancelled while it is paused, and says so', async () => {
    const { page } = await open(
      `&${new URLSearchParams({ tab: 'run', recipe: `${RECIPE}output: {quality: 71}` })}`,
    );
    await page.getByRole('button', { name: 'Run with the recipe as it is here' }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^(Pausing|Paused): /).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled: the next run goes on from there').waitFor();
    await page.getByText(/^interrupted after \d+ of \d+ images/).waitFor();
    await page.close();
  });
});
