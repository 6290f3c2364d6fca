import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeSettings } from './describe-settings.js';
import { parseRecipe } from './parse.js';
import { settingsSchema } from './schema.js';

const groups = describeSettings();
const settings = groups.flatMap(({ path, settings: own }) =>
  own.map((setting) => ({ ...setting, place: [...path, setting.name] })),
);
const setting = (place: string) => settings.find((one) => one.place.join('.') === place);

it('describes all settings of a Recipe but those that nobody can choose', () => {
  const placesIn = ({ properties }: z.core.JSONSchema.BaseSchema, path: string[] = []): string[] =>
    Object.entries(properties ?? {}).flatMap(([name, property]) =>
      typeof property === 'object' && property.properties
        ? placesIn(property, [...path, name])
        : [[...path, name].join('.')],
    );
  const all = placesIn(z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }));
  expect(settings.map(({ place }) => place.join('.')).toSorted()).toEqual(
    all.filter((place) => !['version', 'decode.dct'].includes(place)).toSorted(),
  );
});

it('has a meaning for each setting and each group, and a value to begin with', () => {
  for (const { place, meaning, type, default: usual, example } of settings) {
    expect(meaning, place.join('.')).toMatch(/^[A-Z`].*\.$/u);
    expect(type, place.join('.')).not.toContain('anything');
    expect(usual !== undefined || example !== undefined, place.join('.')).toBe(true);
  }
  for (const { path, meaning } of groups.slice(1)) expect(meaning, path.join('.')).toMatch(/^[A-Z].*\.$/u);
});

it('says which mappings a Recipe need not have', () => {
  const optional = groups.filter(({ isOptional }) => isOptional).map(({ path }) => path.join('.'));
  expect(optional.toSorted()).toEqual(['balance', 'mix', 'tiles', 'tiles.objects']);
});

it('has a control that fits', () => {
  expect(setting('variants')?.control).toEqual({
    ...{ kind: 'number', minimum: 0, maximum: 1_000_000, whole: true },
  });
  expect(setting('seed')?.control).toEqual({ kind: 'text' });
  expect(setting('output.quality')?.control).toMatchObject({ kind: 'number', words: ['same'], maximum: 100 });
  expect(setting('filter.objects.empty')?.control).toMatchObject({ kind: 'number', words: ['keep', 'drop'] });
  expect(setting('output.originals')?.control).toEqual({ kind: 'switch' });
  expect(setting('labels.write')?.control).toMatchObject({ kind: 'choice' });
  expect(setting('tiles.size')?.control).toMatchObject({ kind: 'numbers' });
});

it.each(settings.map(({ place, ...rest }) => [place.join('.'), place, rest] as const))(
  '%s: a Recipe takes its default or its example',
  (_, place, { default: usual, example }) => {
    const value = usual === undefined ? example : (JSON.parse(usual) as unknown);
    const settingsOnly = place.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
    const needed = { balance: place[1] === 'ratio' ? {} : { to: 5 } };
    const [top] = place;
    const recipe = {
      transforms: [],
      ...(settingsOnly as object),
      ...(top === 'balance' && {
        balance: { ...needed.balance, ...(settingsOnly as { balance: object }).balance },
      }),
    };
    expect(() => parseRecipe(JSON.stringify(recipe), 'recipe.json')).not.toThrow();
  },
);
