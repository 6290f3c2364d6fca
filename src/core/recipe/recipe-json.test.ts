import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import { builtInModules } from '../modules.js';
import type { Modules } from '../modules.js';
import { builtInTransforms } from '../transforms/catalogue.js';
import { createCatalogue } from '../transforms/registry.js';
import { defineTransform, type Transform } from '../transforms/transform.js';
import type { Operation } from '../plan/operations.js';
import { samplePlan } from '../sampling/sample.js';
import { recipeDigest } from './digest.js';
import { parseRecipe, readRecipe } from './parse.js';
import { recipeJson } from './recipe-json.js';
import { settingsSchema } from './schema.js';

const recipeOf = (text: string, modules?: Modules) => parseRecipe(text, 'r.yaml', modules);

const LONG = `seed: 7
decode: {exif: stored}
preprocess: [LongestMaxSize: {max_size: 99}]
transforms:
  - Affine: {scale: {x: 1.1}, rotate: 5, p: 0.9}
  - OneOf: {p: 0.5, transforms: [GaussianBlur, {MotionBlur: {p: 0.1}}]}
labels: {min_area: 4, swap: {left: right}, classes: {rename: {a: b}, drop: [c]}}
output: {quality: 90, originals: true}
limits: {bytes: 5}`;

describe('recipeJson', () => {
  it('is the shortest form of a Recipe', () => {
    expect(recipeJson(recipeOf(LONG))).toEqual({
      seed: '7',
      decode: { exif: 'stored' },
      preprocess: [{ LongestMaxSize: { max_size: 99 } }],
      transforms: [
        { Affine: { scale: { x: [1.1, 1.1], y: [1, 1] }, rotate: [5, 5], p: 0.9 } },
        { OneOf: { transforms: ['GaussianBlur', { MotionBlur: { p: 0.1 } }] } },
      ],
      labels: { min_area: 4, swap: { left: 'right' }, classes: { rename: { a: 'b' }, drop: ['c'] } },
      output: { originals: true },
      limits: { bytes: 5 },
    });
  });

  it('gives the same Recipe when it is read', () => {
    const recipe = recipeOf(LONG);
    expect(readRecipe(JSON.parse(JSON.stringify(recipeJson(recipe))), 'r.json')).toEqual(recipe);
  });

  it.each(builtInTransforms.entries)(
    'can be read again: the normal form of $name gives itself',
    ({ schema, name }) => {
      const given: Readonly<Record<string, object>> = {
        Affine: { scale: { x: [0.5, 1] }, rotate: 3, shear: 2, translate_px: { y: [1, 2] }, fill: [1, 2, 3] },
        ColorJitter: { brightness: 0.3, contrast: [0.9, 1], hue: 0.1 },
        CenterCrop: { height: 3, width: 4 },
        CoarseDropout: { num_holes_range: [1, 3], fill: 'random' },
        Crop: { x_max: 9, y_max: 9 },
        Letterbox: { size: 64 },
        LongestMaxSize: { max_size: 9 },
        MotionBlur: { blur_limit: [4, 8] },
        PadIfNeeded: { min_height: 9, min_width: 9, fill: 7, border_mode: 1 },
        RandomCrop: { height: 3, width: 4 },
        RandomResizedCrop: { size: [8, 9] },
        Resize: { height: 3, width: 4, interpolation: 3 },
        SmallestMaxSize: { max_size: 9 },
        AtLeastOneBBoxRandomCrop: { height: 3, width: 4 },
        ConstrainedCoarseDropout: { bbox_labels: ['cat'], fill: 'random' },
        CropAndPad: { px: [1, [2, 3], -4, 0] },
        Pad: { padding: [3, 4] },
        RandomCropNearBBox: { max_part_shift: 0.4 },
        RandomSizedBBoxSafeCrop: { height: 3, width: 4 },
        RandomSizedCrop: { min_max_height: [3, 4], size: [8, 9] },
        ScaleJitter: { target_size: [8, 9] },
        XYMasking: { num_masks_x: 3, mask_x_length: [2, 5] },
        CropNonEmptyMaskIfExists: { height: 8, width: 8, ignore_values: [2] },
        GridElasticDeform: { num_grid_xy: [2, 3], magnitude: 4 },
      };
      const once = schema.parse(given[name] ?? {});
      expect(schema.parse(once)).toEqual(once);
    },
  );
});

/** The built-in modules, one of their transforms in another version. */
function modulesWith(entry: Transform): Modules {
  const others = builtInTransforms.entries.filter(({ name }) => name !== entry.name);
  return { ...builtInModules, transforms: createCatalogue([...others, entry]) };
}

describe('a setting that is added with a neutral default', () => {
  const TEXT = 'transforms: [GaussNoise: {std_range: [0.1, 0.2]}]\nlabels: {min_area: 3}';

  it('changes no digest as a parameter of a transform, until it is used', () => {
    const old = builtInTransforms.get('GaussNoise') as Transform;
    const schema = (old.schema as z.ZodObject).extend({
      shape: z.enum(['round', 'square']).default('round'),
    });
    const modules = modulesWith({ ...old, schema });
    expect(recipeDigest(recipeOf(TEXT, modules))).toBe(recipeDigest(recipeOf(TEXT)));
    const used = recipeOf('transforms: [GaussNoise: {std_range: [0.1, 0.2], shape: square}]', modules);
    expect(recipeDigest(used)).not.toBe(recipeDigest(recipeOf(TEXT)));
  });

  it('changes no digest as a setting anywhere in the Recipe', () => {
    const recipe = recipeOf(TEXT);
    // The Recipe that a later version reads from the same text, with its new settings at their defaults.
    const later = settingsSchema.extend({
      sharpen: z.boolean().default(false),
      labels: settingsSchema.shape.labels
        .unwrap()
        .extend({ keep_crowds: z.boolean().default(true) })
        .prefault({}),
    });
    const json = recipeJson(recipe);
    const { preprocess: _, transforms: __, ...settings } = json;
    expect(recipeJson({ ...recipe, ...later.parse(settings) }, later)).toEqual(json);
    expect(recipeJson({ ...recipe, ...later.parse({ ...settings, sharpen: true }) }, later)).not.toEqual(
      json,
    );
  });
});

describe('defects of another package', () => {
  const modulesOf = (entry: Transform): Modules => ({
    ...builtInModules,
    transforms: createCatalogue([...builtInTransforms.entries, entry]),
  });
  const base = {
    name: 'Odd',
    package: { name: 'eyes', version: '1.0.0' },
    group: 'pixel',
    summary: 'Does something odd.',
    p: 1,
  } as const;

  it('are named: a schema whose output does not give itself', () => {
    const schema = z.object({
      size: z
        .number()
        .default(1)
        .transform((size) => 2 * size),
    });
    const sample = () => ({ sampled: {}, operations: [] });
    expect(() => recipeOf('transforms: [Odd]', modulesOf({ ...base, schema, sample }))).toThrow(
      /transforms\[0\]\.Odd: a defect of the package eyes: the output of its schema/,
    );
  });

  it('are named: an Operation that does not exist', () => {
    const operations = [{ kind: 'tabel' }] as unknown as readonly Operation[];
    const odd = { ...base, schema: z.object({}), sample: () => ({ sampled: {}, operations }) };
    const annotations = { width: 2, height: 2, objects: [], labelMaps: [], tags: [] };
    const source = {
      key: 'a',
      imageSha256: '',
      frame: { width: 2, height: 2 },
      channels: 3,
      annotations,
    } as const;
    const recipe = recipeOf('transforms: [Odd: {p: 1}]', modulesOf(odd));
    expect(() => samplePlan(recipe, source, 1)).toThrow(
      'Odd of eyes returned a wrong Operation: 0.kind: not an Operation',
    );
  });
});

describe('a transform of another package', () => {
  const blink = (version: string) =>
    defineTransform({
      name: 'Blink',
      package: { name: 'eyes', version },
      group: 'pixel',
      summary: 'Does nothing.',
      p: 0.5,
      schema: z.object({}),
      sample: () => ({ sampled: {}, operations: [] }),
    });
  const modules = (version: string): Modules => ({
    ...modulesWith(blink(version)),
    packages: [{ name: 'eyes', version }],
  });

  it('is named with its package, whose version is part of the digest', () => {
    const recipe = recipeOf('transforms: [Sequential: {transforms: [Blink]}]', modules('1.0.0'));
    expect(recipeJson(recipe)).toMatchObject({ packages: ['eyes'] });
    const digests = ['1.0.0', '1.0.1'].map((version) =>
      recipeDigest(readRecipe(recipeJson(recipe), 'r.json', modules(version))),
    );
    expect(new Set(digests).size).toBe(2);
  });

  it('is refused by name if its package is not loaded', () => {
    const json = recipeJson(recipeOf('transforms: [Blink]', modules('1.0.0')));
    expect(() => readRecipe(json, 'r.json')).toThrow(
      'the package eyes is not loaded; add it with --package eyes',
    );
  });
});
