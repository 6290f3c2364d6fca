import { describe, expect, it } from 'vitest';
import { parameterNames } from '../recipe/tree.js';
import { catalogueEntry, entryNames, isEntryName } from './catalogue.js';

describe('catalogue', () => {
  it.each(entryNames)('%s has a name, a line of documentation and parameters by name', (name) => {
    const entry = catalogueEntry(name);
    expect(entry.name).toBe(name);
    expect(entry.summary).toMatch(/\.$/);
    const own = parameterNames(entry.schema);
    expect(own).not.toContain('p');
    for (const refused of Object.keys(entry.refused ?? {})) expect(own).not.toContain(refused);
  });

  it('does not take what every object has for a name', () => {
    expect(isEntryName('toString')).toBe(false);
  });
});
