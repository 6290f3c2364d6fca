import { describe, expect, it, vi } from 'vitest';
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
      (value) => typeof value === 'function' && Object.getPrototypeOf(value) === errors.AugmentError,
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

  it('of another copy of this library are told apart in the same way', async () => {
    vi.resetModules();
    const copy = await import('./errors.js');
    expect(copy.ImageError).not.toBe(errors.ImageError);
    const error = new copy.ImageError('it is damaged');
    expect(error instanceof errors.ImageError).toBe(true);
    expect(error instanceof errors.AugmentError).toBe(true);
    expect(error instanceof errors.LabelError).toBe(false);
  });

  it('are no errors of other programs, and no errors of a class that a user derives', () => {
    class TooDark extends errors.ImageError {}
    expect(new errors.ImageError('') instanceof TooDark).toBe(false);
    expect(new TooDark('') instanceof TooDark).toBe(true);
    expect(new TooDark('') instanceof errors.ImageError).toBe(true);
    for (const other of [
      new Error('AUGMENT_IMAGE'),
      Object.assign(new Error(), { code: 'ENOENT' }),
      { code: 'AUGMENT_IMAGE' },
      undefined,
    ])
      expect(other instanceof errors.AugmentError).toBe(false);
  });
});
