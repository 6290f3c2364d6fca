import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RecipeError } from '../errors.js';
import { importAlbumentations } from './albumentations.js';
import { parseRecipe } from './parse.js';

// Written by json.dump(albumentations.to_dict(…)) with Albumentations 2.0.8.
const REAL = readFileSync(new URL('testing/albumentations.json', import.meta.url), 'utf8');

const read = (transform: object) => importAlbumentations(JSON.stringify({ transform }), 'pipeline.json');

describe('importAlbumentations', () => {
  const { yaml, warnings } = importAlbumentations(REAL, 'albumentations.json');
  const recipe = parseRecipe(yaml, 'imported.yaml');

  it('makes a Recipe with the same parameters', () => {
    expect(recipe.transforms).toHaveLength(24);
    expect(recipe.transforms[3]).toMatchObject({
      transform: { name: 'Affine' },
      p: 0.7,
      parameters: {
        rotate: [-15, 15],
        scale: { x: [0.8, 1.2], y: [0.8, 1.2] },
        shear: { x: [-5, 5], y: [-5, 5] },
        translate_percent: { x: [-0.1, 0.1], y: [-0.1, 0.1] },
        border_mode: 'constant',
        interpolation: 'linear',
      },
    });
    const someOf = recipe.transforms.find(({ transform }) => transform.name === 'SomeOf')!;
    expect(someOf).toMatchObject({ p: 1, parameters: { n: 2, replace: false } });
    expect(someOf.children.map(({ transform }) => transform.name)).toEqual([
      'RandomBrightnessContrast',
      'RandomGamma',
      'HueSaturationValue',
      'ColorJitter',
    ]);
  });

  it('imports the minima of boxes as rules for labels', () => {
    expect(recipe.labels).toMatchObject({ min_area: 16, min_visibility: 0.2, min_width: 2, min_height: 0 });
  });

  it('warns of everything that it leaves out', () => {
    expect(warnings).toEqual([
      'CLAHE: left out, this version does not have it yet',
      'Normalize: left out, this version does not have it yet',
    ]);
  });

  it('writes no defaults', () => {
    expect(yaml).toContain('  - HorizontalFlip\n');
    expect(yaml).not.toContain('border_mode: 0');
  });

  it('reads a single transform, a nested Compose and full class names', () => {
    const inner = { __class_fullname__: 'albumentations.VerticalFlip', p: 1 };
    expect(read(inner).yaml).toContain('- VerticalFlip:\n      p: 1\n');
    const nested = { __class_fullname__: 'Compose', p: 0.3, transforms: [inner] };
    expect(parseRecipe(read(nested).yaml, 'r').transforms).toMatchObject([
      {
        transform: { name: 'Sequential' },
        p: 0.3,
        children: [{ transform: { name: 'VerticalFlip' }, p: 1 }],
      },
    ]);
  });

  it('leaves out a control that becomes empty, and parameters that it cannot import', () => {
    const lost = { __class_fullname__: 'OneOf', p: 1, transforms: [{ __class_fullname__: 'MyOwn' }] };
    const odd = { __class_fullname__: 'Affine', p: 0.5, interpolation: 4, rotate: [-3, 3] };
    const made = read({ __class_fullname__: 'Compose', p: 1, transforms: [lost, odd] });
    expect(parseRecipe(made.yaml, 'r').transforms).toMatchObject([
      { transform: { name: 'Affine' }, parameters: { rotate: [-3, 3], interpolation: 'linear' } },
    ]);
    expect(made.warnings.join('\n')).toMatch(
      /MyOwn: left out, not known\nOneOf: left out, nothing remains in it\nAffine.interpolation: left out, .* found 4/,
    );
  });

  it.each(['', '[]', '{"transform": 3}', '{', 'transforms: [NoOp]'])('refuses %j', (text) => {
    expect(() => importAlbumentations(text, 'x.json')).toThrow(RecipeError);
  });
});
