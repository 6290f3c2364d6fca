import { link, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';
import { imageFiles, YOLO } from '../support/layout-files.js';
import { hasBrowser, openStudio } from './browser.js';
import type { OpenedStudio } from './browser.js';

/** More than the server lists at once, and more than the page asks for at once. */
const IMAGES = 1200;
const nameOf = (i: number) => `images/${String(i).padStart(4, '0')}.jpg`;

let folder: string;
let studio: OpenedStudio;

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await temporaryFolder();
  const input = path.join(folder, 'in');
  await writeFiles(input, { ...(await imageFiles(nameOf(0))), 'data.yaml': 'names: [cat, dog]\n' });
  await mkdir(path.join(input, 'labels'));
  await writeFiles(input, { 'labels/0000.txt': YOLO });
  for (let i = 1; i < IMAGES; i++) {
    await link(path.join(input, nameOf(0)), path.join(input, nameOf(i)));
    await link(
      path.join(input, 'labels/0000.txt'),
      path.join(input, `labels/${String(i).padStart(4, '0')}.txt`),
    );
  }
  studio = await openStudio(folder);
});

afterAll(async () => {
  if (hasBrowser) await studio.close();
});

describe.skipIf(!hasBrowser)('the images of a large input', () => {
  it('are asked for around the view, from the first to the last', async () => {
    const { page, complaints } = await studio.open();
    const lists: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/images?')) lists.push(new URL(request.url()).search);
    });
    await page.getByText('1,200 images', { exact: true }).waitFor();
    const first = page.getByRole('option').first();
    await first.locator('img').waitFor();
    await first.focus();
    await page.keyboard.press('End');
    const last = page.getByRole('option', { name: path.basename(nameOf(IMAGES - 1)) });
    await last.locator('img').waitFor();
    expect(await last.getAttribute('aria-posinset')).toBe(String(IMAGES));
    expect(await page.locator('.cell').count()).toBeLessThan(200);
    // Of the pages in between, none was asked for.
    expect(lists.some((query) => query.includes('offset=500'))).toBe(false);
    await page.keyboard.press('Home');
    await page
      .getByRole('option', { name: path.basename(nameOf(0)) })
      .locator('img')
      .waitFor();
    await page.getByLabel('Name contains').fill('1199');
    await page.getByText('1 image', { exact: true }).waitFor();
    expect(await page.getByRole('option').count()).toBe(1);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('are inspected in a thread, which ends where it is cancelled: while it lists, and while it reads', async () => {
    const { page, complaints } = await studio.open('&tab=findings');
    await page.getByText('Reading images and labels').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByText('Cancelled: nothing new was found out').waitFor();
    expect(await page.evaluate(cancelAtOnce)).toBe('cancelled');
    await page.getByRole('button', { name: 'Inspect', exact: true }).press('Enter');
    await page.getByRole('region', { name: 'duplicate' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });
});

/** Runs in the page: asks as the page does, with its token. @returns the state that it comes to */
async function cancelAtOnce(): Promise<string> {
  const headers = {
    Authorization: `Bearer ${sessionStorage.getItem('token')}`,
    'Content-Type': 'application/json',
  };
  const ask = async (method: string, body?: string) => {
    const answer = await fetch('./api/inspection', { method, headers, ...(body !== undefined && { body }) });
    return ((await answer.json()) as { state: string }).state;
  };
  await ask('POST', '{}');
  let state = await ask('DELETE');
  while (state === 'running') state = await ask('GET');
  return state;
}
