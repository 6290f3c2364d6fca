import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LABEL_EFFECTS } from '../../src/core/plan/operations.js';
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
    if (entry.group === 'control') return;
    const picture = `images/transforms/${name}.webp`;
    expect(own).toContain(`](${picture})`);
    expect(existsSync(new URL(`../../docs/${picture}`, import.meta.url)), 'run `npm run docs`').toBe(true);
  });

  it('has no picture of anything else', () => {
    const pictures = readdirSync(new URL('../../docs/images/transforms', import.meta.url));
    const drawn = builtInTransforms.entries.filter(({ group }) => group !== 'control');
    expect(pictures.sort()).toEqual(drawn.map(({ name }) => `${name}.webp`).sort());
  });
});

describe('docs/operations.md', () => {
  const sections = new Map(
    read('operations.md')
      .split('\n## ')
      .map((section) => [section.split('\n', 1)[0]!, section] as const),
  );
  const isNamed = (name: string, section: string) => new RegExp(`\\b${name}\\b`).test(sections.get(section)!);

  it('lists every transform of the catalogue, and none of them as one to come', () => {
    const { names } = builtInTransforms;
    expect(names.filter((name) => !isNamed(name, 'Transforms of the catalogue'))).toEqual([]);
    const toCome = sections.get('Transforms to come')!;
    expect(names.filter((name) => new RegExp(`^\\|[^|]*\\b${name}\\b`, 'm').test(toCome))).toEqual([]);
  });

  it('describes every kind', () => {
    const kinds = [...sections.get('Kinds')!.matchAll(/^\| `(\w+)`/gm)].map(([, kind]) => kind);
    expect(kinds.sort()).toEqual(Object.keys(LABEL_EFFECTS).sort());
  });
});
