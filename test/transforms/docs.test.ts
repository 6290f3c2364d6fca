import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtInTransforms } from '../../src/core/transforms/catalogue.js';
import { describeParameters } from '../../src/core/transforms/describe.js';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

describe('docs/transforms.md is what scripts/transforms-doc.mjs writes', () => {
  const text = read('transforms.md');

  it.each(builtInTransforms.entries)('$name', (entry) => {
    const { name } = entry;
    const [, section = ''] = text.split(`\n### ${name}\n`);
    const own = section.split('\n### ')[0]!;
    expect(own).toContain(entry.summary.replaceAll('*', '\\*'));
    const rows = describeParameters(entry).map((one) => [
      `\`${one.name}\``,
      one.default === undefined ? 'required' : `\`${one.default}\``,
    ]);
    const table = own
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, 3)
          .map((cell) => cell.trim()),
      );
    expect(table).toEqual(rows);
  });
});

it('docs/operations.md has every transform of the catalogue', () => {
  const text = read('operations.md');
  const missing = builtInTransforms.names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  expect(missing).toEqual([]);
});
