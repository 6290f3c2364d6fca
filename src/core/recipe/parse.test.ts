import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RecipeError, UsageError } from '../errors.js';
import { builtInModules } from '../modules.js';
import { horizontalFlip } from '../transforms/spatial/horizontal-flip.js';
import { defaultRecipe, parseRecipe, withOverrides } from './parse.js';

/** The lines of the error; empty if the text is a Recipe. */
function mistakesIn(text: string): string[] {
  try {
    parseRecipe(text, 'r.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(RecipeError);
    return (error as RecipeError).message.split('\n');
  }
  return [];
}

describe('parseRecipe', () => {
  it('completes missing settings', () => {
    const { modules, notes, ...settings } = parseRecipe('transforms: []', 'r.yaml');
    expect(modules).toBe(builtInModules);
    expect(notes).toEqual([]);
    expect(settings).toEqual({
      version: 1,
      seed: '0',
      packages: [],
      variants: 1,
      decode: { exif: 'apply', frames: 'refuse', cmyk: 'refuse', damaged: 'refuse' },
      preprocess: [],
      transforms: [],
      labels: {
        read: 'auto',
        masks: 'auto',
        files: 'auto',
        via_class: '',
        write: 'same',
        on_error: 'reject',
        min_visibility: 0,
        min_area: 0,
        min_width: 0,
        min_height: 0,
        max_loss: 1,
        voc_origin: 'auto',
        swap: {},
        classes: { rename: {}, drop: [], names: [] },
      },
      output: { format: 'same', quality: 90, subsampling: 'same', originals: false },
      splits: { augment: ['train'], others: 'copy' },
      limits: { pixels: 100_000_000, bytes: 100_000_000 },
      filter: { objects: { empty: 'keep', min: 0 } },
    });
  });

  it('reads a transform without parameters, with parameters, and with nothing after the colon', () => {
    const { transforms } = parseRecipe(
      'transforms: [HorizontalFlip, {HorizontalFlip: }, {HorizontalFlip: {p: 0.5}}]',
      'r.yaml',
    );
    expect(transforms).toHaveLength(3);
    for (const node of transforms) {
      expect(node).toEqual({ transform: horizontalFlip, p: 0.5, parameters: {}, children: [] });
    }
  });

  it('reads JSON, with tabs, as it reads YAML', () => {
    const json = '{\n\t"seed": 7,\n\t"transforms": [\n\t\t{"OneOf": {"transforms": ["NoOp"]}}\n\t]\n}';
    const yaml = 'seed: "7"\ntransforms:\n  - OneOf:\n      transforms:\n        - NoOp\n';
    expect(parseRecipe(json, 'r.json')).toEqual(parseRecipe(yaml, 'r.yaml'));
  });

  it('is frozen at every level', () => {
    const recipe = parseRecipe('transforms: [Affine: {rotate: 3}]', 'r.yaml');
    expect(Object.isFrozen(recipe.labels.classes.rename)).toBe(true);
    expect(Object.isFrozen(recipe.transforms[0]!.parameters)).toBe(true);
  });

  it('follows anchors', () => {
    const recipe = parseRecipe('transforms:\n  - &flip {HorizontalFlip: {p: 0.2}}\n  - *flip', 'r.yaml');
    expect(recipe.transforms[1]).toEqual(recipe.transforms[0]);
  });
});

describe('a text of very many lines', () => {
  it('is refused without a crash', () => {
    const numbers = Array.from({ length: 140_000 }, (_, i) => i).join('\n');
    expect(mistakesIn(numbers)).not.toEqual([]);
  });
});

describe('a setting that has no effect any more', () => {
  it.each(['fast', 'exact'])('is noted: dct %s', (dct) => {
    const { notes, decode } = parseRecipe(`decode: {dct: ${dct}}\ntransforms: []`, 'r.yaml');
    expect(notes).toEqual(['decode.dct has no effect: JPEG is always decoded and encoded exactly']);
    expect(decode.dct).toBeUndefined();
  });
});

describe('mistakes', () => {
  it('are reported all at once, in the order of the lines, with position, field, expected and found', () => {
    const text = `version: 2
seed: 1.5
varients: 4
decode: {dct: fats}
output:
  quality: 300
transforms:
  - HorizontalFlipp
  - Affine: {scale: [0.8, x], rotat: 3, p: 2}
  - Resize
preprocess: [Rotate, Transpose: {p: 0.5}]`;
    expect(mistakesIn(text)).toEqual([
      'r.yaml:1:10: version: expected 1, found 2',
      'r.yaml:2:7: seed: expected a whole number or a text, found 1.5',
      'r.yaml:3:1: varients: not known; did you mean "variants"?',
      'r.yaml:4:15: decode.dct: expected fast, exact (did you mean "fast"?), found "fats"',
      'r.yaml:6:12: output.quality: expected at most 100, found 300',
      'r.yaml:8:5: transforms[0].HorizontalFlipp: no transform of this name; did you mean "HorizontalFlip"?',
      'r.yaml:9:27: transforms[1].Affine.scale[1]: expected a number, found "x"',
      'r.yaml:9:31: transforms[1].Affine.rotat: not known; did you mean "rotate"?',
      'r.yaml:9:44: transforms[1].Affine.p: expected at most 1, found 2',
      'r.yaml:10:5: transforms[2].Resize.height: expected a number, found nothing',
      'r.yaml:10:5: transforms[2].Resize.width: expected a number, found nothing',
      'r.yaml:11:14: preprocess[0].Rotate: random: preprocess takes only transforms that always do the same',
      'r.yaml:11:37: preprocess[1].Transpose.p: expected 1: preprocess always runs, found 0.5',
    ]);
  });

  it.each([
    ['transforms: [Rain]', 'no transform of this name; did you mean "RandomRain"?'],
    ['transforms: [Brightness]', 'did you mean "PlasmaBrightnessContrast" or "RandomBrightnessContrast"?'],
    [
      'mix: {pool: pool.json}\ntransforms: [InsideBoxes: {transforms: [CutMix]}]',
      'it acts on parts of an image, into which other images cannot be mixed',
    ],
    [
      'mix: {pool: ../pool.json}\ntransforms: [MixUp]',
      'r.yaml:1:13: mix.pool: must be a file in the folder of the recipe or below it, such as pool.json, so that a recipe of somebody else reaches no other file; move the pool there, found "../pool.json"',
    ],
    ['mix: {pool: /tmp/pool.json}\ntransforms: [MixUp]', 'must be a file in the folder of the recipe'],
    [
      'transforms: [TextImage]',
      'Albumentations 2.0.8 has `TextImage`; it is not needed here: it needs words',
    ],
    ['transforms: [constructor]', 'no transform of this name'],
    [
      'transforms: [Compose: {transforms: []}]',
      'Albumentations 2.0.8 has `Compose`; it is not needed here: the list of transforms replaces it',
    ],
    ['transforms: [Zzzzzzzz]', 'no transform of this name; known here: Affine, '],
    ['transforms: [7]', 'transforms[0]: expected a transform: its name, or `Name: {parameters}`, found 7'],
    [
      'transforms: [{Affine: , rotate: 3}]',
      'expected one name, found Affine, rotate: indent parameters below it',
    ],
    ['transforms: [Affine: 3]', 'transforms[0].Affine: expected a mapping of parameters, found 3'],
    ['transforms: {NoOp: }', 'transforms: expected a list of transforms, found {"NoOp":null}'],
    ['', 'transforms: expected a list of transforms, found nothing'],
    ['7', 'expected a mapping (name: value), found 7'],
    ['transforms: [OneOf: {transforms: []}]', 'OneOf.transforms: expected at least one transform'],
    ['transforms: [OneOf: {transforms: [NoOp: {p: 0}]}]', 'expected at least one transform with p above 0'],
    [
      'transforms: [OneOf: {transforms: [OneOf: {transforms: [Nope]}]}]',
      'OneOf.transforms[0].OneOf.transforms[0].Nope',
    ],
    ['transforms: [NoOp: {transforms: []}]', 'NoOp.transforms: not known'],
    ['transforms: [Affine: {shear: {x: 1, z: 3}}]', 'Affine.shear.z: not known'],
    ['preprocess: [OneOf: {transforms: [NoOp]}]\ntransforms: []', 'preprocess takes only transforms'],
    [
      'preprocess: [LongestMaxSize: {max_size: [32, 64]}]\ntransforms: []',
      'preprocess takes only transforms',
    ],
    [
      'output: {quality: best}\ntransforms: []',
      'r.yaml:1:19: output.quality: expected same, or a number, found "best"',
    ],
    [
      'output: {subsampling: "4:4:0"}\ntransforms: []',
      'output.subsampling: expected same, 4:4:4, 4:2:2, 4:2:0',
    ],
    ['output: {format: gif}\ntransforms: []', 'output.format: expected same, jpeg, jpg, png, webp, tiff'],
    ['preprocess: [PadIfNeeded: {position: random}]\ntransforms: []', 'preprocess takes only transforms'],
    ['seed: 1\nseed: 2\ntransforms: []', 'r.yaml:2:1: Map keys must be unique'],
    ['transforms: []\nvariants: .nan', 'variants: expected'],
    ['transforms: []\nseed: !!js/function x', 'Unresolved tag'],
    ['transforms: [', 'r.yaml:1:'],
    ['__proto__: {variants: 3}\ntransforms: []', '__proto__: not known'],
  ])('%s', (text, expected) => {
    expect(mistakesIn(text).join('\n')).toContain(expected);
  });

  it('in hostile texts are refused quickly', () => {
    const levels = 'abcdefghij'.split('');
    const laughs = levels.map(
      (name, i) =>
        `${name}: &${name} [${Array(9)
          .fill(i > 0 ? `*${levels[i - 1]!}` : 'ha')
          .join()}]`,
    );
    for (const text of [
      laughs.join('\n'),
      'transforms: &a [OneOf: {transforms: *a}]',
      '['.repeat(20_000),
      '- '.repeat(20_000),
      'x'.repeat(1_000_001),
    ]) {
      expect(mistakesIn(text)).toHaveLength(1);
    }
  });

  it('are listed up to fifty', () => {
    const lines = mistakesIn(`transforms: [${Array(60).fill('Nope').join()}]`);
    expect(lines).toHaveLength(51);
    expect(lines[50]).toBe('… and 10 more');
  });
});

describe('the recipes of the project', () => {
  const folder = new URL('../../../recipes/', import.meta.url);
  const names = readdirSync(folder);

  it('are four to start from, and those of five trainers', () => {
    expect(names.map((name) => name.replace('.yaml', '')).toSorted()).toEqual(
      'classification detection mmdetection nnunet rf-detr segmentation timm ultralytics vertical-flip'.split(
        ' ',
      ),
    );
  });

  it.each(names)('%s can be read', (name) => {
    expect(parseRecipe(readFileSync(new URL(name, folder), 'utf8'), name).transforms).not.toHaveLength(0);
  });

  it('vertical-flip.yaml equals the default Recipe', () => {
    const text = readFileSync(new URL('vertical-flip.yaml', folder), 'utf8');
    expect(parseRecipe(text, 'vertical-flip.yaml')).toEqual(defaultRecipe());
  });
});

describe('withOverrides', () => {
  it('replaces only the given settings', () => {
    const changed = withOverrides(defaultRecipe(), { variants: 3, seed: 'x', format: 'png', quality: 75 });
    expect(changed).toEqual({
      ...defaultRecipe(),
      variants: 3,
      seed: 'x',
      output: { ...defaultRecipe().output, format: 'png', quality: 75 },
    });
    expect(withOverrides(defaultRecipe(), {})).toEqual(defaultRecipe());
  });

  it('takes the quality and the format as a Recipe does', () => {
    const { output } = withOverrides(defaultRecipe(), { quality: 'same', format: 'jpg' });
    expect(output).toMatchObject({ quality: 'same', format: 'jpeg' });
  });

  it('ignores other flags', () => {
    const flags = { workers: 4, quality: 80 };
    expect(withOverrides(defaultRecipe(), flags).output.quality).toBe(80);
  });

  it('names the flag that cannot be used', () => {
    expect(() => withOverrides(defaultRecipe(), { quality: 101, format: 'gif' })).toThrow(UsageError);
    expect(() => withOverrides(defaultRecipe(), { quality: 101 })).toThrow(
      '--quality: expected at most 100, found 101',
    );
  });
});
