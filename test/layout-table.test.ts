import { readFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { mistakesOf, ROWS } from './support/layout-table.js';

const PAGE = 'docs/labels.md';

describe('every layout of the table', () => {
  it.each(ROWS)('is understood: $image with $labels', async (row) => {
    expect(await mistakesOf(row)).toEqual([]);
  });
});

describe('the table in docs/labels.md', () => {
  it('has exactly these rows; `npm run docs` writes it', async () => {
    const page = await readFile(PAGE, 'utf8');
    const show = (pattern: string) => `\`${pattern.replaceAll('{s}', 'SPLIT').replaceAll('{n}', 'x')}\``;
    const rows = ROWS.map(
      ({ image, labels, format: { name } }) => `| ${show(image)} | ${show(labels)} | ${name} |`,
    );
    const table = ['| image | labels | format |', '| --- | --- | --- |', ...rows].join('\n');
    const marked = page.replace(
      /(<!-- layouts: written by `npm run docs` -->)[^]*(<!-- end of layouts -->)/,
      (_, begin: string, end: string) => `${begin}\n\n${table}\n\n${end}`,
    );
    const options = { ...(await resolveConfig(PAGE)), filepath: PAGE };
    await expect(await format(marked, options)).toMatchFileSnapshot(`../${PAGE}`);
  });
});
