import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseRecipe } from '../core/recipe/index.js';
import { builtInTransforms } from '../core/transforms/catalogue.js';
import { exampleRecipe, hasExtremes, requiredParameters } from './examples.js';
import type { Extreme } from './examples.js';

const EXTREMES: readonly Extreme[] = ['least', 'greatest'];
const entryOf = (name: string) => builtInTransforms.get(name)!;
const shown = (name: string, extreme: Extreme) =>
  (parse(exampleRecipe(entryOf(name), extreme, false)) as { transforms: unknown[] }).transforms[0];

describe('the example of a transform', () => {
  it.each(builtInTransforms.entries)('$name: is a Recipe at both ends of its ranges', (entry) => {
    for (const extreme of EXTREMES) {
      const { transforms } = parseRecipe(exampleRecipe(entry, extreme, true), 'example');
      expect(transforms[0]).toMatchObject({ p: 1, transform: { name: entry.name } });
    }
  });

  it('has all ranges at one end', () => {
    expect(shown('Rotate', 'least')).toEqual({
      Rotate: { limit: [-15, -15], border_mode: 'reflect_101', p: 1 },
    });
    expect(shown('GaussianBlur', 'greatest')).toMatchObject({ GaussianBlur: { sigma_limit: [2, 2] } });
    expect([hasExtremes(entryOf('Rotate')), hasExtremes(entryOf('HorizontalFlip'))]).toEqual([true, false]);
  });

  it('gives what must be given', () => {
    expect(requiredParameters(entryOf('CenterCrop'))).toEqual({ height: 512, width: 512 });
    expect(requiredParameters(entryOf('Rotate'))).toEqual({});
    for (const entry of builtInTransforms.entries.filter(
      ({ group }) => !['control', 'mixing'].includes(group),
    )) {
      const text = JSON.stringify({ transforms: [{ [entry.name]: requiredParameters(entry) }] });
      expect(() => parseRecipe(text, entry.name), entry.name).not.toThrow();
    }
  });
});
