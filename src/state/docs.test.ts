import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { STATE_FILES } from './state-file.js';

const text = readFileSync(new URL('../../docs/state.md', import.meta.url), 'utf8');
const sections = new Map(text.split(/^## /m).map((section) => [section.split('\n')[0]!, section] as const));

describe('docs/state.md', () => {
  it.each(Object.entries(STATE_FILES))('describes %s: its fields, its version and its loss', (_, file) => {
    const section = sections.get(file.path);
    expect(section).toMatch(new RegExp(`\\| \`version\` +\\| ${file.version} |The fields are those of`));
    expect(section).toContain('If it is lost');
  });

  it('names every kind of file in its table, and no other', () => {
    const rows = [...text.matchAll(/^\| `([\w./-]+)` +\|.*\|.*\|$/gm)].map(([, name]) => name!);
    const files = rows.filter((name) => /\.json$|\/$/.test(name));
    const kinds = files.map((name) => name.replace(/(SOURCE|NUMBER|PART)\.json$/, ''));
    expect(new Set(kinds)).toEqual(
      new Set([...Object.values(STATE_FILES).map(({ path }) => path), 'temporary/']),
    );
  });
});
