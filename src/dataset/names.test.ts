import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength, checkKey } from '../core/keys.js';
import { classesRoot, isObjectTile, parseVariantKey, variantKey, variantPrefix } from './names.js';
import { fileKey } from '../state/file-keys.js';

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .map((name) => name.replace(/[/\0]/g, '-').normalize('NFC'))
  .filter((name) => name !== '.' && name !== '..');
/** Cityscapes' mark has a rule of its own. */
const marked = fc.tuple(part, fc.constantFrom('', '_leftImg8bit')).map(([name, mark]) => name + mark);
/** An ending of image files: any characters except separators. */
const ending = fc.stringMatching(/^\.[A-Za-z0-9]{1,5}$/);
/** Any text at all, often with what paths and systems take for something else. */
const className = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('/', '..', ' ', '.', '%', '\\', 'car', 'Car')),
    {
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));
const folder = fc.oneof(
  { weight: 3, arbitrary: part },
  { weight: 1, arbitrary: fc.constantFrom('images', 'JPEGImages', 'train') },
);
const key = fc
  .tuple(fc.array(folder, { maxLength: 3 }), marked, ending)
  .map(([folders, stem, end]) => [...folders, stem + end].join('/'));

describe('variantKey', () => {
  it.each([
    ['a/cat.jpg', 1, '.jpg', 'a/cat_jpg.v1.jpg'],
    ['a/cat.png', 2, '.jpg', 'a/cat_png.v2.jpg'],
    ['x.rf.0a1b.JPG', 12, '.jpg', 'x.rf.0a1b_JPG.v12.jpg'],
    ['under_score.jpeg', 1, '.jpeg', 'under_score_jpeg.v1.jpeg'],
    ['no-ending', 1, '.png', 'no-ending_.v1.png'],
    ['x/x_0_leftImg8bit.png', 3, '.png', 'x/x_0_png.v3_leftImg8bit.png'],
    ['_leftImg8bit.png', 1, '.jpg', '_png.v1_leftImg8bit.jpg'],
  ])('%s, variant %i → %s', (source, variant, end, expected) => {
    expect(variantKey(source, variant, end)).toBe(expected);
  });

  it('can be inverted', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 0, max: 1e6 }), ending, (source, variant, end) => {
        fc.pre(byteLength(source) < 150);
        expect(parseVariantKey(variantKey(source, variant, end))).toEqual({ source, variant });
      }),
    );
  });

  it('names tiles behind variants', () => {
    expect(variantKey('a/cat.jpg', 1, '.png', { tile: 3 })).toBe('a/cat_jpg.v1.t3.png');
    expect(variantKey('x_leftImg8bit.png', 0, '.png', { tile: 12 })).toBe('x_png.v0.t12_leftImg8bit.png');
    const tile = fc.integer({ min: 1, max: 1e4 });
    fc.assert(
      fc.property(key, fc.integer({ min: 0, max: 1e6 }), tile, ending, (source, variant, number, end) => {
        fc.pre(byteLength(source) < 150);
        const parsed = parseVariantKey(variantKey(source, variant, end, { tile: number }));
        expect(parsed).toEqual({ source, variant, tile: number });
      }),
    );
  });

  it('names tiles in folders of classes, from which the Source can be told', () => {
    expect(variantKey('a/cat.jpg', 1, '.png', { tile: 3, class: 'tabby' })).toBe('a/tabby/cat_jpg.v1.o3.png');
    expect(variantKey('images/train/x_leftImg8bit.png', 2, '.png', { tile: 3, class: 'c' })).toBe(
      'train/c/x_png.v2.o3i0_leftImg8bit.png',
    );
    expect(variantKey('train/JPEGImages/a/b.jpg', 0, '.jpg', { tile: 1, class: 'c' })).toBe(
      'train/a/c/b_jpg.v0.o1j1.jpg',
    );
    expect(variantKey('cat.jpg', 0, '.jpg', { tile: 1, class: '../N/A' })).toBe(
      '%2E.%2FN%2FA/cat_jpg.v0.o1.jpg',
    );
    const tile = fc.integer({ min: 1, max: 1e4 });
    fc.assert(
      fc.property(
        key,
        fc.integer({ min: 0, max: 1e6 }),
        tile,
        className,
        ending,
        (source, variant, ...rest) => {
          const [number, name, end] = rest;
          fc.pre(byteLength(source) < 150);
          const output = variantKey(source, variant, end, { tile: number, class: name });
          expect(parseVariantKey(output)).toEqual({ source, variant, tile: number });
          const taken = /(^|\/)(images|JPEGImages)\//.test(source) ? 1 : 0;
          expect(output.split('/').length).toBe(source.split('/').length + 1 - taken);
          expect(isObjectTile(output, source)).toBe(true);
          expect(output.startsWith(classesRoot(source))).toBe(true);
          expect(isObjectTile(output, `x${source}`)).toBe(false);
          expect(checkKey(output)).toBe(output);
        },
      ),
    );
  });

  it('gives each class a folder of its own that every system accepts', () => {
    const folder = (name: string) => {
      const [first, ...rest] = variantKey('a.jpg', 1, '.jpg', { tile: 1, class: name }).split('/');
      expect(rest).toHaveLength(1);
      return first!;
    };
    const same = (a: string, b: string) => a.normalize('NFC') === b.normalize('NFC');
    fc.assert(
      fc.property(className, className, (a, b) => {
        expect(folder(a)).not.toMatch(/^[. ]|[. ]$|[\\/:*?"<>|]/u);
        expect(byteLength(folder(a))).toBeLessThanOrEqual(255);
        expect(folder(a) === folder(b)).toBe(same(a, b));
      }),
    );
    const awkward = [
      '',
      '.',
      '..',
      '%',
      '%2E',
      ' a',
      'a ',
      'a b',
      'Car',
      'car',
      'a/b',
      'a\\b',
      'ü'.repeat(300),
      ...['CON', 'con', '%43ON', 'nul.txt', 'com1'],
    ];
    for (const name of ['CON', 'nul.txt', 'com1']) expect(folder(name)).toMatch(/^%/);
    expect(folder('console')).toBe('console');
    expect(new Set(awkward.map(folder)).size).toBe(awkward.length);
    expect(['Car', 'a b', 'Größe', 'left-turn (2)'].map(folder)).toEqual([
      ...['Car', 'a b', 'Größe', 'left-turn (2)'],
    ]);
  });

  it('leaves room for the folder of a class in a bucket', () => {
    const deep = `${'ordner/'.repeat(143)}${'x'.repeat(200)}.jpg`;
    const output = variantKey(deep, 1, '.jpg', { tile: 9999, class: 'ü'.repeat(300) });
    expect(byteLength(`augmented-images.augment/${output}`)).toBeLessThanOrEqual(1024);
  });

  it('begins as all variants of its Source', () => {
    fc.assert(
      fc.property(key, fc.integer({ min: 0, max: 999 }), ending, (source, variant, end) => {
        fc.pre(byteLength(source) < 150);
        const start = `${variantPrefix(source)}${variant}`;
        expect(variantKey(source, variant, end).startsWith(start)).toBe(true);
      }),
    );
  });

  it('never gives two Sources the same name', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(a !== b);
        expect(variantKey(a, 1, '.jpg')).not.toBe(variantKey(b, 1, '.jpg'));
      }),
    );
  });

  it('shortens names that are too long for a Store, and keeps them different', () => {
    const long = (last: string) => `${'ü'.repeat(120)}${last}.jpeg`;
    const names = ['a', 'b'].map((last) => variantKey(long(last), 1, '.jpeg'));
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(byteLength(name)).toBeLessThanOrEqual(255);
    expect(byteLength(fileKey('records', long('a')))).toBeLessThanOrEqual(255 + 'records/'.length);
  });

  it('shortens folders with which a key would not fit into a bucket, and keeps them different', () => {
    const deep = (last: string) => `train/${'ordner/'.repeat(143)}${last}/a.jpg`;
    const keys = ['x', 'y'].flatMap((last) => [
      variantKey(deep(last), 1, '.jpg'),
      fileKey('records', deep(last)),
    ]);
    expect(new Set(keys).size).toBe(4);
    for (const key of keys) expect(byteLength(`augmented-images.augment/${key}`)).toBeLessThanOrEqual(1024);
    expect(keys[0]).toMatch(/^train\/(ordner\/)+~[0-9a-f]{16}\/a_jpg\.v1\.jpg$/);
    // Shorter ones stay as they are.
    expect(variantKey(`${'ordner/'.repeat(80)}a.jpg`, 1, '.jpg')).toBe(`${'ordner/'.repeat(80)}a_jpg.v1.jpg`);
  });
});

describe('parseVariantKey', () => {
  it.each(['cat.jpg', 'cat_jpg.v1', 'cat_jpg.vx.jpg', 'cat.v1.jpg', 'a_jpg.v1/cat.jpg'])(
    'does not take %s for a variant',
    (name) => {
      expect(parseVariantKey(name)).toBeUndefined();
    },
  );
});
