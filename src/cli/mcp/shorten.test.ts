import { describe, expect, it } from 'vitest';
import { shortenData, shortenLines } from './shorten.js';

const numbers = (length: number) => Array.from({ length }, (_, i) => i);

describe('shortenLines', () => {
  it('keeps the first lines and the verdict at the end', () => {
    const lines = numbers(1000).map(String);
    const short = shortenLines(lines);
    expect(short.length).toBe(141);
    expect(short.slice(119, 122)).toEqual(['119', '… 860 lines are left out here', '980']);
    expect(short.at(-1)).toBe('999');
    expect(shortenLines(lines.slice(0, 140))).toEqual(lines.slice(0, 140));
  });
});

describe('shortenData', () => {
  it('cuts long lists at any depth, and names each once', () => {
    const files = numbers(60).map((i) => ({ name: `${i}`, lines: numbers(70).map(String) }));
    const short = shortenData({ unused: { files }, done: 3 }) as unknown as {
      unused: { files: { lines: string[] }[] };
    };
    expect(short).toMatchObject({
      done: 3,
      shortened: ['unused.files: 50 of 60', 'unused.files[].lines: 50 of 70'],
    });
    expect(short.unused.files.length).toBe(50);
    expect(short.unused.files[49]!.lines.length).toBe(50);
  });

  it('leaves short data as they are, and tables of numbers whole', () => {
    const data = { table: numbers(256), nothing: null, text: 'x', list: [1, 'a'] };
    expect(shortenData(data)).toEqual(data);
  });
});
