import { describe, expect, it } from 'vitest';
import { parameterNames } from '../recipe/tree.js';
import { builtInTransforms } from './catalogue.js';

describe('catalogue', () => {
  it.each(builtInTransforms.entries)(
    '$name has a name, a line of documentation and parameters by name',
    (entry) => {
      expect(entry.summary).toMatch(/\.$/);
      const own = parameterNames(entry);
      expect(own).not.toContain('p');
      for (const refused of Object.keys(entry.refused ?? {})) expect(own).not.toContain(refused);
    },
  );

  it('does not accept names of members that every object has', () => {
    expect(builtInTransforms.get('toString')).toBeUndefined();
  });
});
