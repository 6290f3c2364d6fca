import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/support/folders.js';
import { UsageError } from '../core/errors.js';
import { requireApart } from './require-apart.js';

describe('requireApart', () => {
  it.each([
    ['s3://bkt/raw', 's3://bkt/out'],
    ['s3://bkt/raw', 's3://bkt/raw-more'],
    ['s3://bkt/out-raw', 's3://bkt/out'],
    ['s3://bkt/raw', 's3://other/raw'],
    ['s3://bkt', 's3://other/raw'],
    ['raw', 's3://bkt/raw'],
    ['s3://bkt/raw', 'raw'],
    ['raw', 'out'],
  ])('lets %s become %s', async (input, output) => {
    await expect(requireApart(input, output)).resolves.toBeUndefined();
  });

  it.each([
    ['s3://bkt/raw', 's3://bkt/raw/', /the same prefix/],
    ['s3://bkt/raw', 's3://bkt/raw/out', /lies in the input/],
    ['s3://bkt', 's3://bkt/out', /lies in the input/],
    ['s3://bkt/out.augment', 's3://bkt/out', /lies in the input/],
    ['s3://bkt/out/raw', 's3://bkt/out', /lies in the output/],
    ['s3://bkt/out.augment/raw', 's3://bkt/out', /lies in the output/],
    ['s3://bkt/raw', 's3://other', /name a prefix/],
    ['raw', './raw', /the same folder/],
    ['raw', 'raw/out', /lies in the input/],
    ['out.augment/raw', 'out', /lies in the output/],
  ])('refuses that %s become %s', async (input, output, reason) => {
    await expect(requireApart(input, output)).rejects.toThrow(UsageError);
    await expect(requireApart(input, output)).rejects.toThrow(reason);
  });

  it.each([
    ['kept', undefined],
    ['s3://bkt/kept', undefined],
    ['raw/kept', /--state raw\/kept lies in/],
    ['out/kept', /--state out\/kept lies in/],
    ['out', /--state out lies in/],
    ['.', /or contains it/],
  ])('holds the state %s, where it is named, to the same', async (state, reason) => {
    const apart = requireApart('raw', 'out', undefined, state);
    await (reason ? expect(apart).rejects.toThrow(reason) : expect(apart).resolves.toBeUndefined());
  });

  it('follows links', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'raw'));
    await symlink(path.join(folder, 'raw'), path.join(folder, 'link'));
    const [raw, out] = [path.join(folder, 'raw'), path.join(folder, 'link', 'out')];
    await expect(requireApart(raw, out)).rejects.toThrow(/lies in the input/);
  });
});
