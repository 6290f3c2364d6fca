import { expect, it } from 'vitest';
import { builtInModules } from '../core/modules.js';
import { describeStatus } from './status.js';

it('tells failed images whose earlier outputs stay from those without any', () => {
  const failures = [
    { key: 'a.jpg', reason: 'it is empty' },
    { key: 'b.jpg', reason: 'it is damaged', outdated: true },
  ] as const;
  expect(describeStatus({ done: 1, failures, retried: [] }, 'out', builtInModules)).toEqual([
    'failed: a.jpg: it is empty',
    'failed: b.jpg: it is damaged (its outputs are those of an earlier version, and stay)',
    '1 image done, 2 failed',
  ]);
});
