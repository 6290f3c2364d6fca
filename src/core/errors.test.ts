import { describe, expect, it } from 'vitest';
import * as errors from './errors.js';

describe('errors', () => {
  it('each have a code of their own, which programs can rely on', () => {
    const made = [
      new errors.UsageError(''),
      new errors.RecipeError(''),
      new errors.PlanError(''),
      new errors.ImageError(''),
      new errors.LabelError({ file: 'a.txt', line: 3 }, 'it is wrong'),
      new errors.KeyError(''),
      new errors.ConflictError(''),
      new errors.ConcurrentUpdateError(''),
      new errors.StoreError('', true),
    ];
    const classes = Object.values(errors).filter(
      (value) => typeof value === 'function' && value.prototype instanceof errors.AugmentError,
    );
    expect(made.map((error) => error.constructor)).toEqual(expect.arrayContaining(classes));
    expect(made.map(({ code }) => code)).toEqual([
      'AUGMENT_USAGE',
      'AUGMENT_RECIPE',
      'AUGMENT_PLAN',
      'AUGMENT_IMAGE',
      'AUGMENT_LABEL',
      'AUGMENT_KEY',
      'AUGMENT_CONFLICT',
      'AUGMENT_CONCURRENT_UPDATE',
      'AUGMENT_STORE',
    ]);
    expect(made[4]!.message).toBe('a.txt:3: it is wrong');
  });
});
