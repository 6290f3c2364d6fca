import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCalls } from './calls.js';

describe('parseCalls', () => {
  it('reads numbers, words, lists, mappings and nested calls', () => {
    const text =
      "Outer(\n  Inner(a=-1.5e-3, b=(1, None), c=[True, 'x, y'], mode=Mode.EDGE)\n  {'k': 2, 'l': <lambda>}\n)(p=None)";
    expect(parseCalls(text)).toEqual([
      {
        call: 'Outer',
        items: [
          {
            call: 'Inner',
            items: [],
            named: { a: -0.0015, b: [1, null], c: [true, 'x, y'], mode: 'EDGE' },
          },
          { call: '', items: [], named: { k: 2, l: '<lambda>' } },
        ],
        named: { p: null },
      },
    ]);
  });

  it.each(['Blur(', 'Blur(p=)', 'Blur)', '(1, 2)', 'version: 1\ntransforms:\n  - Blur\n', '{"a": 1}', ''])(
    'refuses what is no call: %j',
    (text) => {
      expect(parseCalls(text)).toBeUndefined();
    },
  );

  it('ends for every text', () => {
    const texts = fc.string({
      unit: fc.constantFrom('A', '(', ')', '[', ']', '{', '}', ',', '=', ':', '1', ' '),
    });
    fc.assert(fc.property(texts, (text) => Array.isArray(parseCalls(text) ?? [])));
    expect(parseCalls('A('.repeat(100_000))).toBeUndefined();
  });
});
