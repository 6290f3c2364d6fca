import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { start } from '../support/command.js';

/** A browser that comes from the package registry, for machines with Linux on x64. Elsewhere these tests are skipped. */
export const hasBrowser = process.platform === 'linux' && process.arch === 'x64';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export async function openBrowser(): Promise<Browser> {
  // The arguments of the package are for one page: with them, the browser ends with the first that is closed.
  return playwright.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox'] });
}

/** The built command with a browser, which shows it. */
export interface OpenedStudio {
  /** @param hash what the address says behind the token, such as `&tab=run` */
  readonly open: (hash?: string, viewport?: Viewport) => Promise<OpenedPage>;
  /** Ends both, and removes the folder. */
  readonly close: () => Promise<void>;
}

interface OpenedPage {
  readonly page: Page;
  readonly complaints: string[];
}

interface Viewport {
  readonly width: number;
  readonly height: number;
}

/**
 * Starts `augment studio` on the folders `in` and `out`.
 * @param folder has them, and the cache, which must not be that of whoever runs the tests
 */
export async function openStudio(folder: string, ...options: readonly string[]): Promise<OpenedStudio> {
  process.env['XDG_CACHE_HOME'] = path.join(folder, 'cache');
  const studio = start('studio', path.join(folder, 'in'), path.join(folder, 'out'), ...options);
  const [address, browser] = await Promise.all([studio.says(/http:\S+/), openBrowser()]);
  return {
    open: async (hash = '', viewport = { width: 1280, height: 800 }) => {
      const page = await browser.newPage({ viewport });
      const complaints = complaintsOf(page);
      await page.goto(address + hash);
      return { page, complaints };
    },
    close: async () => {
      await browser.close();
      studio.process.kill('SIGTERM');
      expect((await studio.ended).code).toBe(0);
      await rm(folder, { recursive: true });
    },
  };
}

/** Everything that the browser complains about: errors of scripts, and what the content security policy stopped. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  return complaints;
}

/** What keeps somebody from using the page, as axe finds it: only what is serious. */
export async function violationsIn(page: Page): Promise<string[]> {
  // The policy of the page lets no script in; the tool of the test comes by another door.
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    const found = await axe.run();
    return found.violations
      .filter(({ impact }) => ['serious', 'critical'].includes(impact))
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
