import { expect, it } from 'vitest';
import { describeStatus } from './status.js';

const failure = (key: string, more = {}) => ({ key, reason: 'it is so', ...more });

it('counts images, apart from failures that are about none, and names edited outputs with what to do', () => {
  const failures = [
    failure('a.jpg'),
    failure('pool.json'),
    ...[1, 2, 3, 4].map((i) => failure(`${i}.jpg`, { edited: `${i}_jpg.v1.jpg` })),
  ];
  const lines = describeStatus({ done: 3, failures, retried: [] }, 'out', {});
  expect(lines).toEqual([
    'failed: a.jpg: it is so',
    'failed: pool.json: it is so',
    expect.stringMatching(
      /^edited: 1_jpg\.v1\.jpg of 1\.jpg, 2_\S+ of 2\.jpg, 3_\S+ of 3\.jpg, and 1 more: .* move the file away, or delete it; then run again, or on AWS /,
    ),
    '3 images done, 4 with edited outputs, 1 failed, 1 other failure',
  ]);
  expect(describeStatus({ done: 3, failures: [], retried: [] }, 'out', {})).toEqual([
    '3 images done, 0 failed',
  ]);
});

it('tells failed images whose earlier outputs stay from those without any', () => {
  const failures = [
    { key: 'a.jpg', reason: 'it is empty' },
    { key: 'b.jpg', reason: 'it is damaged', outdated: true },
  ] as const;
  expect(describeStatus({ done: 1, failures, retried: [] }, 'out', {})).toEqual([
    'failed: a.jpg: it is empty',
    'failed: b.jpg: it is damaged (its outputs are those of an earlier version, and stay)',
    '1 image done, 2 failed',
  ]);
});
