import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceVariants, variantsAfter } from './balance.js';
import type { BalanceRules, CountedImage, Raise } from './balance.js';

type Classes = Readonly<Record<string, number>>;

const image = (key: string, classes: Classes): CountedImage => ({
  key,
  classes: Object.entries(classes).map(([name, objects]) => ({ name, objects })),
});

function balance(images: readonly CountedImage[], rules: Partial<BalanceRules>, variants = 1) {
  return balanceVariants(images, { variants, originals: false }, { most: 10, by: 'objects', ...rules });
}

/** The number of each image, by its own labels and what was raised. */
function numbersAfter(images: readonly CountedImage[], rules: Partial<BalanceRules>, variants: number) {
  const raises = JSON.parse(JSON.stringify(balance(images, rules, variants).raises)) as Raise[];
  return images.map((one) => variantsAfter(raises, one, variants, { most: 10, by: 'objects', ...rules }));
}

const RARE = [
  image('a', { car: 4, bus: 1 }),
  image('b', { bus: 1 }),
  image('c', { car: 5 }),
  image('d', { tram: 1 }),
];

describe('balance', () => {
  it('raises rare classes by the images of which they are the largest share', () => {
    const { variants, balance: found } = balance(RARE, { to: 5 });
    expect(variants).toEqual([2, 3, 1, 5]);
    expect(found).toEqual({
      classes: [
        { name: 'bus', before: 2, after: 5, target: 5 },
        { name: 'car', before: 9, after: 13, target: 5 },
        { name: 'tram', before: 1, after: 5, target: 5 },
      ],
      images: 3,
    });
  });

  it('gives no image more than the most, and says what is missing', () => {
    const { variants, balance: found } = balance(RARE, { to: 50, most: 4 });
    expect(variants).toEqual([4, 4, 4, 4]);
    expect(found.classes.find(({ name }) => name === 'tram')).toMatchObject({ after: 4, target: 50 });
  });

  it('brings each class to a share of the most frequent one, by images that do not raise that as well', () => {
    const { variants, balance: found } = balance(RARE, { ratio: 0.5 });
    expect(variants).toEqual([1, 4, 1, 5]);
    expect(found.classes.map(({ after, target }) => [after, target])).toEqual([
      [5, 5],
      [9, 5],
      [5, 5],
    ]);
    const together = [image('a', { car: 4, bus: 1 }), image('b', { car: 1, bus: 1 })];
    expect(balance(together, { ratio: 0.8, most: 50 }).variants).toEqual([1, 11]);
    expect(balance(together.slice(0, 1), { ratio: 0.5 }).variants).toEqual([1]);
  });

  it('does not go on where a class that is raised becomes the most frequent one', () => {
    const images = [image('a', { person: 3 }), image('b', { bus: 2, car: 1 })];
    const { variants, balance: found } = balance(images, { ratio: 1 });
    expect(variants).toEqual([1, 3]);
    expect(found.classes.map(({ name, after, target }) => [name, after, target])).toEqual([
      ['bus', 6, 3],
      ['car', 3, 3],
      ['person', 3, 3],
    ]);
  });

  it('counts originals as outputs, and classes of whole images once for each', () => {
    const images = [image('a', { cat: 0 }), image('b', { dog: 0 }), image('c', { dog: 0 })];
    const rules = { to: 4, most: 10, by: 'objects' } as const;
    const { variants } = balanceVariants(images, { variants: 1, originals: true }, rules);
    expect(variants).toEqual([3, 1, 1]);
  });

  it('leaves images without classes, and a balanced data set, as they are', () => {
    expect(balance([image('a', {}), image('b', { cat: 3 })], { to: 2 }).variants).toEqual([1, 1]);
    expect(balance([], { ratio: 1 })).toEqual({
      variants: [],
      raises: [],
      balance: { classes: [], images: 0 },
    });
  });

  it('tells of an image that comes later what it would have got', () => {
    const rules = { to: 5, most: 8, by: 'objects' } as const;
    const { raises } = balance(RARE, rules);
    const after = (one: CountedImage) => variantsAfter(raises, one, 1, rules);
    expect(after(image('e', { tram: 1 }))).toBe(5);
    expect(after(image('Z', { tram: 1 }))).toBe(6);
    expect(after(image('e', { car: 1 }))).toBe(1);
    expect(after(image('e', {}))).toBe(1);
  });

  const classes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 9 }));
  const images = fc
    .array(classes, { maxLength: 12 })
    .map((all) => all.map((one, i) => image(`image${i}`, one)));
  const rules = fc.oneof(
    fc.record({ to: fc.integer({ min: 1, max: 60 }), most: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ ratio: fc.double({ min: 0.1, max: 1, noNaN: true }), most: fc.integer({ min: 1, max: 9 }) }),
  );

  it('only raises, reaches each target or the most of each image, whatever the order of the images', () => {
    fc.assert(
      fc.property(images, rules, fc.integer({ min: 0, max: 3 }), (given, asked, least) => {
        const { variants, balance: found } = balance(given, asked, least);
        for (const number of variants) {
          expect(number).toBeGreaterThanOrEqual(least);
          expect(number).toBeLessThanOrEqual(Math.max(least, asked.most));
        }
        for (const { name, after, target } of 'to' in asked ? found.classes : []) {
          const having = given.flatMap((one, i) =>
            one.classes.some((own) => own.name === name) ? [variants[i]!] : [],
          );
          expect(after >= target || having.every((number) => number >= asked.most)).toBe(true);
        }
        expect(numbersAfter(given, asked, least)).toEqual(variants);
        const reversed = balance([...given].reverse(), asked, least);
        expect([...reversed.variants].reverse()).toEqual(variants);
        expect(reversed.balance).toEqual(found);
      }),
    );
  });
});
