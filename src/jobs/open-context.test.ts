import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { confinedStores } from '../stores/confined.js';
import { standardStores } from '../stores/standard.js';
import { addressesOf } from './executors.js';
import { openContext } from './open-context.js';

it('holds threads to the places that the calling thread is held to', async () => {
  const top = await temporaryFolder();
  const inside = path.join(top, 'inside');
  for (const name of ['inside/in', 'outside']) await mkdir(path.join(top, name), { recursive: true });
  const stores = confinedStores(standardStores, [inside]);
  const setupOf = (input: string) => ({
    ...addressesOf({ input, output: path.join(inside, 'out'), stores })!,
    ...{
      recipe: { version: 1, transforms: [] },
      digest: '',
      files: [],
      packages: [],
      task: 'augment' as const,
    },
  });
  const { stores: opened } = await openContext(setupOf(path.join(inside, 'in')));
  expect(opened.input.location).toBe(path.join(inside, 'in'));
  await expect(openContext(setupOf(path.join(top, 'outside')))).rejects.toThrow('is out of reach');
});
