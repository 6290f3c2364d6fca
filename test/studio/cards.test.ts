import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start } from '../support/command.js';
import type { Started } from '../support/command.js';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { complaintsOf, hasBrowser, openBrowser, violationsIn } from './browser.js';

const RECIPE = `variants: 1
transforms:
  - Rotate: { limit: [10, 10], p: 0.3 }
  - Blur
  - OneOf:
      p: 1
      transforms:
        - CenterCrop: { height: 200, width: 200 }
`;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let browser: Browser;
let studio: Started;
let address: string;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  // Not in the folder of whoever runs the tests.
  process.env['XDG_CACHE_HOME'] = path.join(folder, 'cache');
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  for (const name of ['surfer.jpg', 'surfer.txt'])
    await cp(path.join(ROOT, 'raw-images', name), path.join(folder, 'in', name));
  const where = [path.join(folder, 'in'), path.join(folder, 'out')];
  studio = start('studio', ...where, '--recipe', path.join(folder, 'recipe.yaml'));
  address = await studio.says(/http:\S+/);
  browser = await openBrowser();
});

afterAll(async () => {
  if (!hasBrowser) return;
  await browser.close();
  studio.process.kill('SIGTERM');
  await studio.ended;
  await rm(folder, { recursive: true });
});

async function open(
  viewport = { width: 1280, height: 900 },
): Promise<{ page: Page; complaints: string[]; text: () => Promise<string> }> {
  const page = await browser.newPage({ viewport });
  const complaints = complaintsOf(page);
  // Browsers ask whether to leave a page with something that is not saved.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${address}&tab=recipe&image=surfer.jpg`);
  await page.locator('.variants img').nth(1).waitFor();
  return { page, complaints, text: async () => textIn(page) };
}

const textIn = async (page: Page) => (await page.locator('.cm-line').allTextContents()).join('\n');
/** Machines that do much else at the same time take their time. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 20_000 });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).press('Enter');
/** The name of what has the focus. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element === document.body ? 'nothing' : (element?.ariaLabel ?? element?.textContent.trim());
  });

describe.skipIf(!hasBrowser)('the focus stays where somebody works', () => {
  it('on a card that is moved, also where it cannot be moved further', async () => {
    const { page, text } = await open();
    await press(page, 'Move Blur up');
    await soon(text).toMatch(/- Blur\n.*- Rotate/);
    await soon(() => focused(page)).toBe('Move Blur up');
    await press(page, 'Move Blur up');
    expect(await focused(page)).toBe('Move Blur up');
    await press(page, 'Move Blur down');
    await soon(text).toMatch(/- Rotate.*\n.*- Blur/);
    await press(page, 'Move Blur down');
    await soon(text).toMatch(/- Blur\n$/);
    await soon(() => focused(page)).toBe('Move Blur down');
    await page.close();
  });

  it('beside a card that is removed, and where the last one was', async () => {
    const { page, text } = await open();
    await press(page, 'Remove Rotate');
    await soon(text).not.toContain('Rotate');
    await soon(() => focused(page)).toBe('Move Blur: arrow keys');
    await press(page, 'Remove OneOf');
    await soon(text).not.toContain('OneOf');
    await soon(() => focused(page)).toBe('Move Blur: arrow keys');
    await press(page, 'Remove Blur');
    await soon(text).not.toContain('Blur');
    await soon(() => focused(page)).toBe('Add a transform …');
    await page.close();
  });

  it('behind a dialog, on what has opened it', async () => {
    const { page, text } = await open();
    for (const name of ['Add a transform …', 'Ready-made recipes …', 'Import a pipeline …']) {
      await press(page, name);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await soon(() => focused(page)).toBe(name);
    }
    await press(page, 'Add a transform to OneOf …');
    await page.getByRole('button', { name: /^ToGray/ }).press('Enter');
    await soon(text).toContain('- ToGray');
    await soon(() => focused(page)).toBe('Add a transform to OneOf …');
    await press(page, 'Ready-made recipes …');
    await page.getByRole('button', { name: /^classification/ }).press('Enter');
    await soon(text).toContain('RandomResizedCrop');
    await soon(() => focused(page)).toBe('Ready-made recipes …');
    await page.close();
  });

  it('on the variant that was large, also where the address has opened it', async () => {
    const { page } = await open();
    const variant = page.getByRole('button', { name: 'surfer_jpg.v1.jpg' });
    const isFocused = () => variant.evaluate((element) => element === document.activeElement);
    await variant.press('Enter');
    await page.getByRole('button', { name: 'Previous' }).press('Enter');
    await page.getByRole('button', { name: 'Previous' }).press('Enter');
    expect(await focused(page)).toBe('Previous');
    await page.getByRole('button', { name: 'Next' }).press('Enter');
    await page.keyboard.press('Escape');
    await soon(isFocused).toBe(true);
    await page.goto('about:blank');
    await page.goto(`${address}&tab=recipe&image=surfer.jpg&variant=surfer_jpg.v1.jpg`);
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await soon(isFocused).toBe(true);
    await page.close();
  });

  it('where something is undone and done again, to the last', async () => {
    const { page, text } = await open();
    await press(page, 'Remove Blur');
    await soon(text).not.toContain('Blur');
    await press(page, 'Undo');
    await soon(text).toBe(RECIPE);
    await press(page, 'Undo');
    expect(await focused(page)).toBe('Undo');
    await press(page, 'Redo');
    await soon(text).not.toContain('Blur');
    await press(page, 'Redo');
    expect(await focused(page)).toBe('Redo');
    await press(page, 'Undo');
    await soon(text).toBe(RECIPE);
    await press(page, 'Add a transform …');
    await page.getByRole('button', { name: /^ToGray/ }).press('Enter');
    await page.getByRole('button', { name: 'Remove ToGray' }).focus();
    await page.keyboard.press('Control+z');
    await soon(text).toBe(RECIPE);
    await soon(() => focused(page)).not.toBe('nothing');
    await page.close();
  });

  it('in a parameter that is set, and reset', async () => {
    const { page, text } = await open();
    await press(page, 'Rotate');
    await press(page, 'Reset p of Rotate');
    await soon(text).toContain('limit: [10, 10] }');
    await soon(() => page.evaluate(() => document.activeElement?.closest('.parameter')?.textContent)).toMatch(
      /^pProbability|^p/,
    );
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('a slider', () => {
  it('of two handles at one place gives either of them to the mouse', async () => {
    const { page, text } = await open();
    await press(page, 'Rotate');
    const handles = page.getByRole('group', { name: 'limit of Rotate' }).locator('.react-aria-SliderThumb');
    for (const [index, way, expected] of [
      [0, -60, /limit: \[-\d+, 10\]/],
      [1, 60, /limit: \[-\d+, (?:[2-9]\d|\d{3})\]/],
    ] as const) {
      const box = (await handles.nth(index).boundingBox())!;
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + way, y, { steps: 5 });
      await page.mouse.up();
      await soon(text).toMatch(expected);
    }
    await page.close();
  });

  it('that is moved by several keys is undone at once, up to a pause', async () => {
    const { page, text } = await open();
    await press(page, 'Rotate');
    await page.getByRole('slider', { name: 'greatest limit of Rotate', exact: true }).focus();
    // However long the keys take, no time goes by on the page.
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1000);
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await soon(text).toContain('limit: [10, 16]');
    await page.clock.fastForward(2000);
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await soon(text).toContain('limit: [10, 22]');
    await page.keyboard.press('Control+z');
    await soon(text).toContain('limit: [10, 16]');
    await page.keyboard.press('Control+z');
    await soon(text).toBe(RECIPE);
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('a page that is loaded anew', () => {
  it('still knows what can be undone, and the p of what is switched off', async () => {
    const { page, complaints, text } = await open();
    await page.getByRole('switch', { name: 'Rotate is on' }).press('Space');
    await soon(text).toContain('p: 0 }');
    await press(page, 'Remove Blur');
    await soon(text).not.toContain('Blur');
    // The address follows a little later.
    await page.waitForURL((url) => url.hash.includes('recipe=') && !url.hash.includes('Blur'));
    await page.reload();
    await page.locator('.variants img').nth(1).waitFor();
    expect(await text()).not.toContain('Blur');
    await page.getByRole('switch', { name: 'Rotate is on' }).press('Space');
    await soon(text).toContain('p: 0.3 }');
    for (let i = 0; i < 3; i++) await press(page, 'Undo');
    await soon(text).toBe(RECIPE);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('the settings of the recipe', () => {
  const openedGroup = async (page: Page, name: string) => {
    const group = page.locator('.settings', { has: page.locator('summary', { hasText: name }) });
    await group.locator('summary').press('Enter');
    return group;
  };

  it('are fields, whose change is one of the text', async () => {
    const { page, complaints, text } = await open();
    const top = await openedGroup(page, 'variants: 1');
    await top.getByRole('spinbutton', { name: 'variants of the recipe, as a number' }).fill('2');
    await page.locator('.variants img').nth(2).waitFor();
    const output = await openedGroup(page, 'output');
    await output.getByRole('switch', { name: 'originals of output' }).press('Space');
    await output.getByRole('button', { name: 'quality of output' }).press('Enter');
    await page.getByRole('option', { name: 'same', exact: true }).press('Enter');
    const tiles = await openedGroup(page, 'tiles');
    await tiles.getByRole('button', { name: 'Set size of tiles' }).press('Enter');
    const changed = RECIPE.replace('variants: 1', 'variants: 2');
    await soon(text).toBe(
      `${changed}output: { originals: true, quality: same }\ntiles: { size: [640, 640] }\n`,
    );
    await press(page, 'Remove tiles');
    await output.getByRole('button', { name: 'Reset quality of output' }).press('Enter');
    await output.getByRole('button', { name: 'Reset originals of output' }).press('Enter');
    await soon(text).toBe(changed);
    expect(await violationsIn(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('show mistakes at the field, and at the group that is closed', async () => {
    const { page, text } = await open();
    const labels = await openedGroup(page, 'labels');
    await labels.getByRole('spinbutton', { name: 'max_loss of labels, as a number' }).fill('3');
    const field = labels.locator('.parameter', { has: page.getByText('max_loss', { exact: true }) });
    await field.getByText('expected at most 1').waitFor();
    await labels.locator('summary').press('Enter');
    await labels.getByText('1 mistake').waitFor();
    const balance = await openedGroup(page, 'balance');
    await balance.getByRole('button', { name: 'Set to of balance' }).press('Enter');
    await balance.getByRole('button', { name: 'Set ratio of balance' }).press('Enter');
    await soon(text).toContain('balance: { to: 500, ratio: 0.5 }');
    await balance.getByText('expected either `to` or `ratio`').waitFor();
    await page.close();
  });

  it('have preprocess as cards, of transforms that always do the same', async () => {
    const { page, text } = await open();
    await page.locator('summary', { hasText: 'preprocess' }).press('Enter');
    await press(page, 'Add a transform to preprocess …');
    await page.getByRole('button', { name: /^Letterbox/ }).waitFor();
    expect(await page.getByRole('dialog').getByText('Rotate', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: /^Letterbox/ }).press('Enter');
    await soon(text).toMatch(/variants: 1\npreprocess:\n {2}- Letterbox\ntransforms:/);
    expect(await page.getByRole('switch', { name: 'Letterbox is on' }).count()).toBe(0);
    await press(page, 'Letterbox');
    await page.getByRole('switch', { name: 'scaleup of Letterbox' }).press('Space');
    await soon(text).toContain('- Letterbox: { scaleup: false }');
    await press(page, 'Remove Letterbox');
    await soon(text).toContain('preprocess: []');
    await soon(() => focused(page)).toBe('Add a transform to preprocess …');
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('on a telephone', () => {
  const TELEPHONE = { width: 390, height: 844 };

  it('what is needed most is in reach, wherever one has scrolled to', async () => {
    const { page, text } = await open(TELEPHONE);
    const isCoveredNow = (name: string) => page.getByText(name, { exact: true }).evaluate(isCovered);
    for (const place of [0, 300, 100_000]) {
      await page.evaluate((y) => {
        scrollTo(0, y);
      }, place);
      for (const name of ['Save', 'Undo', 'Add a transform …'])
        expect(await isCoveredNow(name), `${name} at ${place}`).toBe(false);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(TELEPHONE.width);
    await press(page, 'Add a transform …');
    await page.getByRole('dialog').waitFor();
    for (const name of ['Save', 'Add a transform …']) expect(await isCoveredNow(name), name).toBe(true);
    await page.getByRole('button', { name: /^ToGray/ }).click();
    await soon(text).toContain('- ToGray');
    expect(await violationsIn(page)).toEqual([]);
    await page.close();
  });

  it('a variant and what is said of it are no wider than the window', async () => {
    const { page } = await open(TELEPHONE);
    await page.getByRole('button', { name: 'surfer_jpg.v1.jpg' }).press('Enter');
    await page.locator('.modal table').first().waitFor();
    const widths = await page
      .locator('.modal')
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    expect(widths.scrollWidth).toBe(widths.clientWidth);
    await page.close();
  });
});

/** Whether something else lies above it, or it is not in the window. */
function isCovered(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  const shown = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return !element.contains(shown);
}
