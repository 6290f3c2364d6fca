import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { hasBrowser, openStudio, violationsIn } from './browser.js';
import type { OpenedStudio } from './browser.js';

const RECIPE = `# kept
variants: 1
transforms:
  - Rotate: { limit: [-10, 10], p: 0.8 } # tilt
  - OneOf: # one of
      p: 0.5
      transforms:
        - Blur
        - GaussNoise
`;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  await writeFiles(folder, { 'recipe.yaml': RECIPE });
  await cp(path.join(ROOT, 'raw-images/surfer.jpg'), path.join(folder, 'in/surfer.jpg'));
  studio = await openStudio(folder, '--recipe', path.join(folder, 'recipe.yaml'));
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

async function open(): Promise<{ page: Page; complaints: string[]; lines: () => Promise<string[]> }> {
  const viewport = { width: 1280, height: 900 };
  const { page, complaints } = await studio.open('&tab=recipe&image=surfer.jpg', viewport);
  await page.locator('.variants img').nth(1).waitFor();
  const lines = () => page.locator('.cm-line').allTextContents();
  return { page, complaints, lines };
}

/** Machines that do much else at the same time take their time. */
const soon = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 20_000 });
const opened = async (page: Page, name: string) => {
  await page.getByRole('button', { name, exact: true }).focus();
  await page.keyboard.press('Enter');
};

describe.skipIf(!hasBrowser)('the cards of the recipe', () => {
  it('change a range by keyboard, and nothing else in the text', async () => {
    const { page, complaints, lines } = await open();
    const before = await lines();
    const picture = page.locator('.variants img').nth(1);
    const source = await picture.getAttribute('src');
    await opened(page, 'Rotate');
    await page.getByRole('slider', { name: 'greatest limit of Rotate', exact: true }).focus();
    await page.keyboard.press('ArrowRight');
    const changed = '  - Rotate: { limit: [-10, 12], p: 0.8 } # tilt';
    await soon(lines).toEqual(before.with(3, changed));
    await soon(() => picture.getAttribute('src')).not.toBe(source);
    await page.getByRole('spinbutton', { name: 'p of Rotate, as a number' }).fill('0.25');
    await soon(lines).toEqual(before.with(3, changed.replace('0.8', '0.25')));
    await page.getByRole('button', { name: 'Reset p of Rotate' }).press('Enter');
    await soon(lines).toEqual(before.with(3, changed.replace(', p: 0.8', '')));
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are followed by the variants while a slider is dragged, and it is undone as one', async () => {
    const { page, complaints, lines } = await open();
    const before = await lines();
    await opened(page, 'Rotate');
    const picture = page.locator('.variants img').nth(1);
    const source = await picture.getAttribute('src');
    const thumb = (await page.locator('.react-aria-SliderThumb').nth(2).boundingBox())!;
    const [x, y] = [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let i = 1; i <= 40; i++) await page.mouse.move(x + i, y);
    await soon(() => picture.getAttribute('src')).not.toBe(source);
    await page.mouse.up();
    await soon(async () => (await lines())[3]).toMatch(/limit: \[-10, \d{2,3}\]/);
    await page.keyboard.press('Control+z');
    await soon(lines).toEqual(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('have a control for each kind of parameter', async () => {
    const { page, lines } = await open();
    await opened(page, 'Rotate');
    await page.getByRole('button', { name: 'border_mode of Rotate' }).press('Enter');
    await page.getByRole('option', { name: 'reflect', exact: true }).press('Enter');
    await page.getByRole('switch', { name: 'crop_border of Rotate' }).press('Space');
    await page.getByLabel('fill of Rotate', { exact: true }).fill('#0a141e');
    await page.getByLabel('fill_mask of Rotate, as a number').fill('7');
    await soon(async () => (await lines())[3]).toBe(
      '  - Rotate: { limit: [-10, 10], border_mode: reflect, crop_border: true, fill: [10, 20, 30], fill_mask: 7, p: 0.8 } # tilt',
    );
    await page.close();
  });

  it('show mistakes at the field', async () => {
    const { page, lines } = await open();
    await opened(page, 'GaussNoise');
    const field = page.getByRole('spinbutton', { name: 'greatest std_range of GaussNoise, as a number' });
    await field.fill('7');
    await soon(async () => (await lines()).join('\n')).toContain('GaussNoise: { std_range: [0.2, 7] }');
    const parameter = page.locator('.parameter', { has: page.getByText('std_range', { exact: true }) });
    await parameter.getByText('[1]: expected at most 1').waitFor();
    await page.getByRole('button', { name: 'Reset std_range of GaussNoise' }).press('Enter');
    await parameter.getByText('expected at most').waitFor({ state: 'detached' });
    const probability = page.getByRole('spinbutton', { name: 'p of GaussNoise, as a number' });
    await probability.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('70');
    await page.locator('.parameter').getByText('expected at most 1').waitFor();
    expect(await probability.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await probability.inputValue()).toBe('70');
    await page.close();
  });

  it('are switched off and on, moved and removed, and all of it is undone', async () => {
    const { page, complaints, lines } = await open();
    const before = await lines();
    const toggle = page.getByRole('switch', { name: 'Rotate is on' });
    await toggle.press('Space');
    await soon(async () => (await lines())[3]).toContain('p: 0 }');
    await toggle.press('Space');
    await soon(lines).toEqual(before);

    const handle = page.getByRole('button', { name: 'Move Rotate: arrow keys' });
    await handle.focus();
    await page.keyboard.press('ArrowDown');
    const moved = [...before.slice(0, 3), ...before.slice(4, 9), before[3]!, ''];
    await soon(lines).toEqual(moved);
    await soon(() => handle.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Remove OneOf' }).press('Enter');
    await soon(async () => (await lines()).length).toBe(5);
    await page.keyboard.press('Control+z');
    await soon(lines).toEqual(moved);
    await page.keyboard.press('Control+z');
    await soon(lines).toEqual(before);
    await page.keyboard.press('Control+Shift+z');
    await soon(lines).toEqual(moved);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await soon(lines).toEqual(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are put in order with the mouse', async () => {
    const { page, lines } = await open();
    const before = await lines();
    const inside = page.getByRole('list', { name: 'Transforms of OneOf' }).getByRole('listitem');
    await page.getByRole('button', { name: 'Move GaussNoise: arrow keys' }).dragTo(inside.first());
    await soon(lines).toEqual([...before.slice(0, 7), before[8]!, before[7]!, '']);
    await page.close();
  });

  it('are added from a catalogue with pictures of the own image', async () => {
    const { page, complaints, lines } = await open();
    const before = await lines();
    await page.getByRole('button', { name: 'Add a transform to OneOf' }).press('Enter');
    await page.keyboard.type('centercrop');
    await page.getByText('1 transform', { exact: true }).waitFor();
    await page.locator('.example img').first().waitFor();
    expect(await violationsIn(page)).toEqual([]);
    await page.getByRole('button', { name: /^CenterCrop/ }).press('Enter');
    const added = '        - CenterCrop: { height: 512, width: 512 }';
    await soon(lines).toEqual([...before.slice(0, 9), added, '']);
    await page.getByRole('button', { name: 'Add a transform …', exact: true }).press('Enter');
    await page.getByRole('button', { name: /^SomeOf/ }).press('Enter');
    await soon(async () => (await lines()).slice(-3)).toEqual(['  - SomeOf:', '      transforms: []', '']);
    await page.getByText('expected at least one transform').first().waitFor();
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
    await page.close();
  });

  it('come from a ready-made recipe, or from a pipeline of another program', async () => {
    const { page, complaints, lines } = await open();
    const before = await lines();
    await page.getByText('1 × 1 = 1 variant').waitFor();
    await page.getByRole('button', { name: 'Ready-made recipes' }).press('Enter');
    await page.getByRole('button', { name: /^classification/ }).waitFor();
    expect(await violationsIn(page)).toEqual([]);
    await page.getByRole('button', { name: /^classification/ }).press('Enter');
    await soon(async () => (await lines()).join()).toContain('RandomResizedCrop');
    await page.keyboard.press('Control+z');
    await soon(lines).toEqual(before);
    await page.getByRole('button', { name: 'Import a pipeline' }).press('Enter');
    await page.getByLabel('The pipeline').fill('Compose([HorizontalFlip(p=0.5), Nowhere(p=1)])');
    await page.getByRole('button', { name: 'Convert' }).press('Enter');
    await page.getByText('What could not be carried').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Nowhere' }).first().waitFor();
    expect(await violationsIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Use this recipe' }).press('Enter');
    await soon(async () => (await lines()).join()).toContain('- HorizontalFlip');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await soon(lines).toEqual(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('keep what can be undone while another part of the studio is shown', async () => {
    const { page, lines } = await open();
    const before = await lines();
    await page.getByRole('button', { name: 'Remove Blur' }).press('Enter');
    await page.getByRole('tab', { name: 'Run' }).click();
    await page.locator('.cm-editor').waitFor({ state: 'hidden' });
    await page.getByText('1 × 1 = 1 variant').last().waitFor();
    await page.getByRole('tab', { name: 'Recipe' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await soon(lines).toEqual(before);
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'have nothing that keeps anybody from using them: %s',
    async (colorScheme) => {
      const { page } = await open();
      await page.emulateMedia({ colorScheme });
      await opened(page, 'Rotate');
      await page.getByLabel('fill of Rotate', { exact: true }).waitFor();
      expect(await violationsIn(page)).toEqual([]);
      await page.close();
    },
  );
});
