import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { start } from './support/command.js';
import { makeImage } from './support/dataset.js';
import { eventually } from './support/eventually.js';
import { temporaryFolder } from './support/folders.js';

async function comes(file: string): Promise<void> {
  await eventually(() => {
    expect(existsSync(file), file).toBe(true);
  });
}

async function goes(file: string): Promise<void> {
  await eventually(() => {
    expect(existsSync(file), file).toBe(false);
  });
}

describe('augment watch', () => {
  it(
    'follows images that are added, labelled and deleted, in a folder that is empty at first',
    { timeout: 240_000 },
    async () => {
      const input = await temporaryFolder();
      const output = path.join(await temporaryFolder(), 'out');
      const variant = path.join(output, 'cat_jpg.v1.jpg');

      const watching = start('watch', input, output, '--workers', '1');
      await watching.says(/watching/);

      await writeFile(path.join(input, 'cat.jpg'), await makeImage('cat.jpg', 0));
      await comes(variant);

      await writeFile(path.join(input, 'cat.txt'), '0 0.5 0.5 0.2 0.2\n');
      await comes(path.join(output, 'cat_jpg.v1.txt'));

      await rm(path.join(input, 'cat.jpg'));
      await goes(variant);

      watching.process.kill('SIGINT');
      const { code, stderr } = await watching.ended;
      expect(code, stderr).toBe(130);
    },
  );

  it('ends like run if the Recipe cannot be used', async () => {
    const input = await temporaryFolder();
    await writeFile(path.join(input, 'recipe.yaml'), 'transforms: [Flop]\n');
    const { code, stderr } = await start('watch', input, path.join(await temporaryFolder(), 'out')).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('recipe.yaml:1:14');
  });
});
