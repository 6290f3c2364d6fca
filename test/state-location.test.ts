import path from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { augment, augmentRun } from './support/command.js';
import { imageFiles } from './support/layout-files.js';
import { snapshot, temporaryFolder, writeFiles } from './support/folders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let input: string;
let output: string;
let state: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  [input, output, state] = [
    path.join(folder, 'in'),
    path.join(folder, 'out'),
    path.join(folder, 'kept/state'),
  ];
  await writeFiles(input, await imageFiles('a.jpg', 'b.jpg'));
  const { code, summary } = await augmentRun(input, output, '--state', state, '--workers', '2');
  expect([code, summary.variants]).toEqual([0, 2]);
});

it('is all in the place that --state names, and a second run has nothing to do', async () => {
  const before = await snapshot(folder);
  expect(Object.keys(before).filter((key) => key.startsWith('out.augment'))).toEqual([]);
  expect(before).toHaveProperty(['kept/state/records/a.jpg.json']);
  const { summary } = await augmentRun(input, output, '--state', state);
  expect(summary).toMatchObject({ unchanged: 2, variants: 0, written: 0 });
});

it.each([
  ['status', () => ['status', output], '2 images done, 0 failed', 0],
  ['verify', () => ['verify', input, output], '2 images verified: the output is as it was made', 2],
  ['assemble', () => ['assemble', output], '0 files written', 2],
  ['explain', () => ['explain', path.join(output, 'a_jpg.v1.jpg')], 'variant 1 of a.jpg', 2],
])(
  'is found by %s with --state; without it, the command says where it looked',
  async (_, command, says, code) => {
    const found = await augment(...command(), '--state', state);
    expect(found.code).toBe(0);
    expect(found.stdout + found.stderr).toContain(says);
    const lost = await augment(...command());
    expect(lost.code).toBe(code);
    expect(lost.stderr).toMatch(/out\.augment.*--state|no state beside a folder above it; --state/u);
  },
);

it('cannot be where other files lie, nor inside of the input or the output, nor around them', async () => {
  const other = path.join(folder, 'other');
  await writeFiles(other, { 'letter.txt': 'mine' });
  for (const [place, reason] of [
    [other, 'contains letter.txt, which is part of no state'],
    [path.join(input, 'state'), 'lies in'],
    [path.join(output, 'state'), 'lies in'],
    [folder, 'or contains it'],
  ] as const) {
    const refused = await augment('run', input, output, '--state', place);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(reason) as string });
  }
});
