import { describe, expect, it } from 'vitest';
import { RecipeError, UsageError } from '../core/errors.js';
import { builtInModules } from '../core/modules.js';
import { recipeOfTransform } from './recipe-of-transform.js';

const recipeOf = (name: string, parameters = '{}') => recipeOfTransform(name, parameters, 3, builtInModules);

describe('the recipe of one transform', () => {
  it('applies it to each variant, with the parameters given', () => {
    const { variants, transforms } = recipeOf('Rotate', '{limit: 15, border_mode: wrap}');
    expect(variants).toBe(3);
    expect(transforms).toHaveLength(1);
    expect(transforms[0]).toMatchObject({ p: 1, parameters: { limit: [-15, 15], border_mode: 'wrap' } });
  });

  it('has a probability of its own where one is given', () => {
    expect(recipeOf('Rotate', '{p: 0.5}').transforms[0]!.p).toBe(0.5);
  });

  it('asks for a pool where it mixes other images in', () => {
    expect(recipeOf('MixUp').mix).toBeDefined();
    expect(recipeOf('Rotate').mix).toBeUndefined();
  });

  it('refuses what is no mapping, and says why in one line', () => {
    expect(() => recipeOf('Rotate', 'x: [')).toThrow(/^--with x: \[: Flow sequence [^\n]*$/);
    expect(() => recipeOf('Rotate', '15')).toThrow(UsageError);
  });

  it('refuses unknown names and parameters, and what combines others', () => {
    expect(() => recipeOf('Rotat')).toThrow('did you mean "Rotate"');
    expect(() => recipeOf('Rotate', '{angle: 3}')).toThrow(RecipeError);
    expect(() => recipeOf('OneOf')).toThrow('augment preview IMAGE --recipe FILE');
  });
});
