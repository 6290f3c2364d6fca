import { describe, expect, it } from 'vitest';
import { builtInTransforms } from '../transforms/catalogue.js';
import { recipeJsonSchema } from './json-schema.js';

interface Loose {
  readonly [key: string]: Loose;
}

const schema = recipeJsonSchema() as unknown as Loose;
const choices = schema.definitions!.transform!.oneOf as unknown as Loose[];

describe('recipeJsonSchema', () => {
  it('has all fields, closed, with their defaults', () => {
    expect(Object.keys(schema.properties!).toSorted()).toEqual(
      'balance decode filter labels limits mix output packages preprocess seed splits tiles transforms variants version'.split(
        ' ',
      ),
    );
    expect(schema.additionalProperties).toBe(false);
    const output = schema.properties!.output!.properties!;
    expect(output.quality).toMatchObject({
      anyOf: [{ const: 'same' }, { type: 'integer', minimum: 1, maximum: 100 }],
      default: 90,
    });
    expect(output.subsampling).toMatchObject({ enum: ['same', '4:4:4', '4:2:2', '4:2:0'], default: 'same' });
    expect(output.format).toMatchObject({
      enum: ['same', 'jpeg', 'jpg', 'png', 'webp', 'tiff'],
      default: 'same',
    });
    expect(schema.required).toEqual(['transforms']);
  });

  it('has every transform, bare and with parameters', () => {
    expect(choices).toHaveLength(2 * builtInTransforms.names.length);
    for (const { name, summary } of builtInTransforms.entries) {
      expect(choices).toContainEqual({ const: name, description: summary });
    }
  });

  it('describes parameters, p and, for controls, the list below', () => {
    const parameters = (name: string) =>
      (
        choices.find(({ properties }) => properties?.[name])!.properties![name]!.oneOf as unknown as Loose[]
      )[1]!;
    expect(parameters('Affine').properties).toHaveProperty('balanced_scale');
    expect(parameters('Affine').properties!.p).toMatchObject({ default: 0.5 });
    expect(parameters('Affine')).not.toHaveProperty('required');
    expect(parameters('SomeOf').properties!.transforms).toMatchObject({ minItems: 1 });
    expect(parameters('Resize').required).toEqual(['height', 'width']);
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});
