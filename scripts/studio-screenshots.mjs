/**
 * Photographs the studio for docs/studio.md: each part of it by day, by night and on a telephone.
 *
 *     npm run build && node scripts/studio-screenshots.mjs
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import sharp from 'sharp';

const ROOT = path.resolve(import.meta.dirname, '..');
const OUT = path.join(ROOT, 'docs/images/studio');
const VIEWS = {
  day: { viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  night: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  telephone: { viewport: { width: 390, height: 844 }, colorScheme: 'light' },
};
const IMAGE = 'soccer.jpg';
const VARIANT = 'soccer_jpg.v1.jpg';

const folder = mkdtempSync(path.join(tmpdir(), 'studio-'));
cpSync(path.join(ROOT, 'raw-images'), path.join(folder, 'raw-images'), { recursive: true });
const command = [path.join(ROOT, 'dist/cli/main.js'), 'studio', '--recipe', 'detection'];
const studio = spawn(process.execPath, command, {
  cwd: folder,
  env: { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') },
  stdio: ['ignore', 'inherit', 'pipe'],
});
const address = await new Promise((resolve) => {
  studio.stderr.on('data', (text) => {
    const found = /http:\S+/.exec(String(text));
    if (found) resolve(found[0]);
  });
});
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ['--no-sandbox'],
});
mkdirSync(OUT, { recursive: true });
for (const [name, view] of Object.entries(VIEWS)) {
  const photograph = async (part, ready, shown = `tab=${part}`) => {
    const page = await browser.newPage(view);
    await page.goto(`${address}&image=${IMAGE}&${shown}`);
    await ready(page);
    // Pictures come one after the other.
    await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => undefined);
    const picture = await sharp(await page.screenshot())
      .webp({ quality: 82 })
      .toBuffer();
    writeFileSync(path.join(OUT, `${part}-${name}.webp`), picture);
    await page.close();
  };
  await photograph('findings', (page) => page.locator('.heat').waitFor());
  await photograph('images', (page) => page.locator('.cell img').nth(5).waitFor());
  await photograph('recipe', (page) => page.locator('.variants img').nth(4).waitFor());
  const variant = `tab=recipe&variant=${VARIANT}`;
  await photograph('large', (page) => page.locator('.made-by img').nth(3).waitFor(), variant);
  await photograph('run', async (page) => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText('Done', { exact: true }).waitFor();
  });
}
await browser.close();
studio.kill('SIGTERM');
rmSync(folder, { recursive: true });
