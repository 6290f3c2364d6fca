import { expect, it } from 'vitest';
import type { Finding } from '../jobs/verify-source.js';
import { describeFindings } from './describe-findings.js';

const stray = (key: string, detail = 'nothing accounts for it'): Finding => ({ key, kind: 'stray', detail });

it('says of strays how many lie in a folder, and names the first', () => {
  const many = Array.from({ length: 132 }, (_, i) => stray(`old/${100 + i}.jpg`));
  const gone = stray('old/x.jpg', 'its image is gone');
  const different: Finding = { key: 'old/100.txt', kind: 'different', detail: 'the labels differ' };
  expect(describeFindings([stray('a.jpg'), ...many, gone, different, stray('b.jpg')])).toEqual([
    'stray: 2 files in the output (a.jpg, b.jpg), of each: nothing accounts for it',
    'stray: 132 files in old/ (100.jpg, 101.jpg, 102.jpg, …), of each: nothing accounts for it',
    'stray: old/x.jpg: its image is gone',
    'different: old/100.txt: the labels differ',
  ]);
});

it('keeps every other finding', () => {
  const missing = ['a', 'b'].map((key): Finding => ({ key, kind: 'missing', detail: 'it was made' }));
  expect(describeFindings(missing)).toEqual(['missing: a: it was made', 'missing: b: it was made']);
});
