import { describe, expect, it } from 'vitest';
import { recipeDigest } from './digest.js';
import { parseRecipe } from './parse.js';

const digest = (text: string) => recipeDigest(parseRecipe(text, 'r.yaml'));
const BASE = 'seed: 1\ntransforms: [Affine: {rotate: [-5, 5], scale: 1.1}]';

describe('recipeDigest', () => {
  it.each([
    [
      'formatting and quotes',
      '{"seed": "1", "transforms": [{"Affine": {"rotate": [-5.0, 5.0], "scale": 1.1}}]}',
    ],
    ['the order of keys', 'transforms:\n- Affine: {scale: 1.1, rotate: [-5, 5]}\nseed: 1'],
    [
      'defaults written out',
      `${BASE}\nversion: 1\ndecode: {exif: apply}\noutput: {quality: 90, subsampling: same}`,
    ],
    [
      'defaults of a transform',
      'seed: 1\ntransforms: [Affine: {rotate: [-5, 5], scale: 1.1, fill: 0, p: 0.5}]',
    ],
    [
      'other ways to write the same',
      'seed: 1\ntransforms: [Affine: {rotate: [-5, 5], scale: {x: 1.1, y: 1.1}, border_mode: 0}]',
    ],
    ['the number of variants', `${BASE}\nvariants: 9`],
    ['a setting that has no effect', `${BASE}\ndecode: {dct: exact}`],
    ['originals', `${BASE}\noutput: {originals: true}`],
    ['splits and limits', `${BASE}\nsplits: {others: skip}\nlimits: {pixels: 5}`],
  ])('does not depend on %s', (_what, text) => {
    expect(digest(text)).toBe(digest(BASE));
  });

  it('does not depend on which name JPEG is given', () => {
    const named = (name: string) =>
      digest(`transforms: [ImageCompression: {compression_type: ${name}}]\noutput: {format: ${name}}`);
    expect(named('jpg')).toBe(named('jpeg'));
    expect(named('jpg')).not.toBe(digest('transforms: [ImageCompression]'));
  });

  it('depends on everything that decides bytes', () => {
    const others = [
      'seed: 2\ntransforms: [Affine: {rotate: [-5, 5], scale: 1.1}]',
      'seed: 1\ntransforms: [Affine: {rotate: [-5, 5.5], scale: 1.1}]',
      'seed: 1\ntransforms: [Affine: {rotate: [-5, 5], scale: 1.1, p: 0.6}]',
      'seed: 1\ntransforms: [Sequential: {transforms: [Affine: {rotate: [-5, 5], scale: 1.1}]}]',
      `${BASE}\npreprocess: [Transpose]`,
      `${BASE}\ndecode: {exif: stored}`,
      `${BASE}\nlabels: {min_area: 1}`,
      `${BASE}\nlabels: {classes: {names: [cat]}}`,
      `${BASE}\noutput: {quality: 91}`,
      `${BASE}\noutput: {quality: same}`,
      `${BASE}\noutput: {subsampling: "4:2:0"}`,
      `${BASE}\noutput: {format: png}`,
      `${BASE}\noutput: {subsampling: "4:4:4"}`,
    ];
    expect(new Set([BASE, ...others].map(digest)).size).toBe(others.length + 1);
  });

  it('equals the published digests', () => {
    expect(digest('transforms: [VerticalFlip: {p: 1}]')).toBe(
      '03d7445595eb7fd38a527e6c364f6e02206b34377fe48dc99ebb9fe5499ae5cd',
    );
  });
});
