import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { catalogue } from './catalogue.js';
import type { Transform } from './transform.js';

type Signature = Readonly<Record<string, { readonly default?: unknown }>>;
const signatures = Object.assign(
  {},
  ...['transforms', 'reference-images'].map((folder): unknown =>
    JSON.parse(
      readFileSync(new URL(`../../../test/golden/${folder}/signatures.json`, import.meta.url), 'utf8'),
    ),
  ),
) as Readonly<Record<string, Signature>>;

/** Required parameters. */
const needed: Readonly<Record<string, object>> = {
  Resize: { height: 10, width: 20 },
  CenterCrop: { height: 10, width: 20 },
  RandomCrop: { height: 10, width: 20 },
  RandomResizedCrop: { size: [10, 20] },
  LongestMaxSize: { max_size: 10 },
  SmallestMaxSize: { max_size: 10 },
  AtLeastOneBBoxRandomCrop: { height: 10, width: 20 },
  CropAndPad: { px: 3 },
  RandomSizedBBoxSafeCrop: { height: 10, width: 20 },
  RandomSizedCrop: { min_max_height: [5, 9], size: [10, 20] },
  CropNonEmptyMaskIfExists: { height: 10, width: 20 },
  GridElasticDeform: { num_grid_xy: [3, 4], magnitude: 5 },
};
/** Parameters that upstream does not have. */
const ours: Readonly<Record<string, readonly string[]>> = {
  OverlayElements: ['bbox', 'num_elements_range', 'scale_range'],
  SafeRotate: ['expand'],
  Affine: ['antialias'],
  ElasticTransform: ['alpha_unit'],
  Mosaic: ['layout'],
  ShiftScaleRotate: ['antialias'],
  Perspective: ['antialias'],
};

const transforms: readonly Transform[] = Object.values(catalogue).filter(
  (entry) => entry.group !== 'control',
);
const upstream = transforms.filter(({ origin }) => origin === undefined);

function signatureOf({ name }: Transform): Signature {
  const signature = signatures[name];
  if (signature) return signature;
  throw new Error(`Albumentations has no ${name}: give it an origin, as Letterbox has one`);
}

function parameterNames({ schema }: Transform): string[] {
  return Object.keys((schema as z.ZodObject).shape);
}

describe('parameters of Albumentations 2.0.8', () => {
  it.each(upstream)('$name: same names', (transform) => {
    const theirs = Object.keys(signatureOf(transform)).filter((key) => key !== 'p');
    const carried = [...parameterNames(transform), ...Object.keys(transform.refused ?? {})];
    const added = ours[transform.name] ?? [];
    expect(carried.filter((key) => !added.includes(key)).sort()).toEqual(theirs.sort());
  });

  it.each(upstream)('$name: same defaults', (transform) => {
    const { name, p, schema, refused = {} } = transform;
    const { p: probability, ...parameters } = signatureOf(transform);
    expect(p).toBe(probability?.default);
    const defaults = Object.entries(parameters)
      .filter(([key, value]) => 'default' in value && !(key in refused))
      .map(([key, value]) => [key, value.default]);
    const given = { ...(Object.fromEntries(defaults) as object), ...needed[name] };
    expect(schema.parse(needed[name] ?? {})).toEqual(schema.parse(given));
  });

  it.each(upstream)('$name: same parameters without a default', (transform) => {
    const { schema } = transform;
    const required = Object.entries(signatureOf(transform)).filter(([, value]) => !('default' in value));
    const missing = schema.safeParse({}).error?.issues.map(({ path }) => path[0]) ?? [];
    const names = required.map(([key]) => key);
    expect(missing.filter((key) => names.includes(String(key))).sort()).toEqual(names.sort());
  });

  it('has an origin if Albumentations has no such transform', () => {
    const others = transforms.filter(({ name }) => signatures[name] === undefined);
    expect(others.filter(({ origin }) => origin === undefined)).toEqual([]);
  });

  it.each(transforms)('$name: has its defaults in a JSON Schema', ({ schema }) => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
    const silent = Object.entries(properties).filter(
      ([key, value]) => !required.includes(key) && !Object.hasOwn(value as object, 'default'),
    );
    expect(silent).toEqual([]);
  });
});
