import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { augment, augmentRun } from './support/command.js';
import { makeImage } from './support/dataset.js';
import { snapshot, temporaryFolder, writeFiles } from './support/folders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A codec whose images are one red pixel, or end the process, as a defect of native code does. */
const PACKAGE = `
export default {
  name: 'fatal-codec',
  version: '1.0.0',
  codecs: [{
    name: 'fatal', title: 'Fatal', endings: ['.fatal'], mediaType: 'image/x-fatal', canWrite: false, maxSide: 100,
    recognises: (bytes) => Buffer.from(bytes.subarray(0, 5)).toString() === 'fatal',
    inspect: () => ({ stored: { width: 1, height: 1 }, channels: 3, hasAlpha: false, bits: 8 }),
    decode(bytes, info, options, allocate) {
      if (Buffer.from(bytes).toString() === 'fatal: end') {
        process.kill(process.pid, 'SIGKILL');
        for (;;);
      }
      const target = allocate(1, 1, 3, false);
      target.data.set([255, 0, 0]);
      return target;
    },
  }],
};
`;
const RECIPE = 'variants: 2\noutput: {format: png}\ntransforms: [HorizontalFlip: {p: 1}]\n';
const FATAL = 'm.fatal';
const OTHERS = ['a.png', 'b.png', 'y.jpg', 'z.jpg'];

let folder: string;
let flags: string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFiles(folder, { 'codec.mjs': PACKAGE, 'recipe.yaml': RECIPE });
  flags = ['--package', path.join(folder, 'codec.mjs'), '--recipe', path.join(folder, 'recipe.yaml')];
});

async function makeInput(name: string): Promise<{ input: string; output: string }> {
  const input = path.join(folder, name, 'images');
  const images = OTHERS.map(async (key, i) => [key, await makeImage(key, i, 40, 30)] as const);
  await writeFiles(input, { ...Object.fromEntries(await Promise.all(images)), [FATAL]: 'fatal: end' });
  return { input, output: path.join(folder, name, 'out') };
}

async function journalsOf(output: string): Promise<string[]> {
  return Object.keys(await snapshot(`${output}.augment`)).filter((key) => key.startsWith('journal/'));
}

describe('an image that ends the whole program', () => {
  it.each([
    ['in the calling thread', []],
    ['in worker threads', ['--workers', '2']],
  ])('is named by the next run, which does all others (%s)', async (name, more) => {
    const { input, output } = await makeInput(name);
    expect((await augment('run', input, output, ...flags, ...more)).code).toBe('SIGKILL');
    expect(await journalsOf(output)).not.toEqual([]);

    const second = await augmentRun(input, output, ...flags, ...more);
    expect(second.code).toBe(1);
    expect(second.summary).toMatchObject({ done: OTHERS.length, failures: [{ key: FATAL }] });
    expect(second.summary.failures[0]!.reason).toMatch(
      /ended the whole program.*tried alone \(SIGKILL\); save it/,
    );
    expect(second.stderr).toContain(FATAL);

    const third = await augmentRun(input, output, ...flags, ...more);
    expect(third.summary).toMatchObject({
      unchanged: OTHERS.length,
      decoded: 0,
      written: 0,
      failures: second.summary.failures,
    });
    expect((await augment('status', output)).stderr).toContain('ended the whole program');

    await writeFile(path.join(input, FATAL), 'fatal: no');
    const mended = await augmentRun(input, output, ...flags, ...more);
    expect(mended).toMatchObject({
      code: 0,
      summary: { unchanged: OTHERS.length, variants: 2, failures: [] },
    });
    expect(await journalsOf(output)).toEqual([]);
  });

  it('is forgotten when it is taken out of the input', async () => {
    const { input, output } = await makeInput('taken-out');
    expect((await augment('run', input, output, ...flags)).code).toBe('SIGKILL');
    await rm(path.join(input, FATAL));
    expect((await augmentRun(input, output, ...flags)).summary).toMatchObject({
      done: OTHERS.length,
      failures: [],
    });
    expect(await journalsOf(output)).toEqual([]);
  });

  it('fails a dry run by name, too, which leaves the journal as it was', async () => {
    const { input, output } = await makeInput('dry-run');
    expect((await augment('run', input, output, ...flags)).code).toBe('SIGKILL');
    const before = await snapshot(`${output}.augment`);
    const { code, summary } = await augmentRun(input, output, ...flags, '--dry-run');
    expect([code, summary.done, summary.failures.map(({ key }) => key)]).toEqual([1, OTHERS.length, [FATAL]]);
    expect(await snapshot(`${output}.augment`)).toEqual(before);
  });
});
