// Measures the studio with many images, in a browser: npm run --silent build && node bench/studio/run.mjs [--images 100000]
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { median } from '../statistics.mjs';
import { linkDataset } from './data-set.mjs';
import { change, jump, scroll, whenFilled, whenFirst } from './in-page.mjs';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100000' },
    photos: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '15' },
    folder: { type: 'string', default: tmpdir() },
    dist: { type: 'string', default: path.resolve(import.meta.dirname, '../../dist') },
    smoke: { type: 'boolean', default: false },
  },
});
const IMAGES = values.smoke ? 300 : Number(values.images);
const PHOTOS = values.smoke ? 20 : Number(values.photos);
const SECONDS = values.smoke ? 0.5 : Number(values.seconds);
const ROUNDS = values.smoke ? 2 : Number(values.rounds);
/** In pixels of CSS a second; a row has 196. */
const SPEEDS = [400, 1000, 2500, 10_000];
const RECIPE = `variants: 4
transforms:
  - HorizontalFlip
  - Affine: {rotate: [-10, 10], scale: [0.8, 1.2], keep_ratio: true, p: 1}
  - RandomBrightnessContrast: {p: 1}
`;

const folder = mkdtempSync(path.join(values.folder, 'augment-studio-'));
try {
  const input = await linkDataset(folder, IMAGES, PHOTOS);
  const recipe = path.join(folder, 'recipe.yaml');
  writeFileSync(recipe, RECIPE);
  for (const round of ['first time', 'again']) {
    console.log(`${IMAGES.toLocaleString('en')} images, ${round}`);
    await withStudio([input, path.join(folder, 'output'), '--recipe', recipe], measure);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function withStudio(args, use) {
  const began = performance.now();
  const command = [path.join(values.dist, 'cli/main.js'), 'studio', ...args];
  const env = { ...process.env, XDG_CACHE_HOME: path.join(folder, 'cache') };
  const studio = spawn(process.execPath, command, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox', '--enable-precise-memory-info'],
  });
  try {
    const address = await new Promise((resolve) => {
      studio.stderr.on('data', (text) => {
        const found = /http:\S+/.exec(String(text));
        if (found) resolve(found[0]);
      });
    });
    console.log(`  address printed after ${(performance.now() - began).toFixed(0)} ms`);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await use({ page, address, pid: studio.pid });
  } finally {
    await browser.close();
    studio.kill('SIGTERM');
  }
}

async function measure({ page, address, pid }) {
  await page.goto(address);
  const first = await page.evaluate(whenFirst);
  const filled = await page.evaluate(whenFilled);
  console.log(
    `  first thumbnail ${first.toFixed(0)} ms after the page was opened, all in view ${filled.toFixed(0)} ms`,
  );
  await page
    .locator('.count')
    .getByText(/images?$/)
    .waitFor();
  const complete = await page.evaluate(() => globalThis.performance.now());
  console.log(`  the whole input was read after ${complete.toFixed(0)} ms`);
  console.log(await readMemory(page, pid));
  for (const speed of SPEEDS) {
    await page.evaluate(jump, 0);
    await page.evaluate(whenFilled);
    const { frames, blankFrames, meanBlank, mostBlank, slowestMs } = await page.evaluate(scroll, {
      ...{ speed, seconds: SECONDS },
    });
    const blank = `${blankFrames} of ${frames} frames with a blank cell (of the view ${(100 * meanBlank).toFixed(0)} % on average, at most ${(100 * mostBlank).toFixed(0)} %)`;
    console.log(`  scrolling at ${speed} px/s: ${blank}, slowest frame ${slowestMs.toFixed(0)} ms`);
  }
  for (const share of [1, 0.37, 0.71, 0.13]) {
    const began = performance.now();
    await page.evaluate(jump, share);
    await page.evaluate(whenFilled);
    console.log(
      `  jump to ${(100 * share).toFixed(0)} %: all in view after ${(performance.now() - began).toFixed(0)} ms`,
    );
  }
  console.log(await readMemory(page, pid));
  await measureChanges(page, address);
}

/** The page is opened anew, since only the address after the # differs. */
async function measureChanges(page, address) {
  await page.goto('about:blank');
  await page.goto(`${address}&tab=recipe`);
  await page.locator('.variants img').nth(4).waitFor();
  const times = [];
  for (let i = 0; i < ROUNDS; i++) {
    times.push(await page.evaluate(change, 'Other seed'));
    await page.waitForTimeout(200);
  }
  const of = (part) => `${median(times.map((time) => time[part])).toFixed(0)} ms`;
  console.log(
    `  a changed recipe shows its first variant after ${of('first')}, all four after ${of('all')} (medians)`,
  );
}

async function readMemory(page, pid) {
  const heap = await page.evaluate('performance.memory.usedJSHeapSize');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
  return `  memory: page ${Math.round(heap / 2 ** 20)} MiB of JavaScript, server ${mebibytes('VmRSS')} MiB (at most ${mebibytes('VmHWM')})`;
}
