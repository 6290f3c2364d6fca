import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingIn, setSetting } from './recipe-settings.js';

const RECIPE = `# what it is for
version: 1
variants: 4 # enough

# geometry
transforms:
  - HorizontalFlip
labels:
  # a fifth
  min_visibility: 0.2
  classes: { drop: [dog, cat] }
output: { originals: true } # both
`;
const SHIPPED = import.meta.glob<string>('../../recipes/*.yaml', {
  ...{ query: '?raw', import: 'default', eager: true },
});
const TEXTS = [RECIPE, '{version: 1, transforms: [Blur]}\n', 'transforms: [Blur]', ...Object.values(SHIPPED)];
const PATHS = [
  ['seed'],
  ['variants'],
  ['labels', 'min_area'],
  ['labels', 'min_visibility'],
  ['labels', 'classes', 'drop'],
  ['labels', 'classes', 'names'],
  ['output', 'quality'],
  ['output', 'originals'],
  ['tiles', 'objects', 'margin'],
];

describe('a change of a setting', () => {
  it('writes the value alone', () => {
    expect(setSetting(RECIPE, ['variants'], 5)).toBe(RECIPE.replace('4 #', '5 #'));
    expect(setSetting(RECIPE, ['labels', 'classes', 'drop'], ['dog', 'bird'])).toBe(
      RECIPE.replace('dog, cat', 'dog, bird'),
    );
    expect(setSetting(RECIPE, ['labels', 'min_visibility'], 0.25)).toBe(RECIPE.replace('0.2\n', '0.25\n'));
  });

  it('finds a place for a new one', () => {
    const lines = (changed: string) =>
      changed.split('\n').filter((line) => !RECIPE.split('\n').includes(line));
    expect(lines(setSetting(RECIPE, ['output', 'quality'], 80))).toEqual([
      'output: { originals: true, quality: 80 } # both',
    ]);
    expect(lines(setSetting(RECIPE, ['labels', 'write'], 'coco'))).toEqual(['  write: coco']);
    expect(setSetting(RECIPE, ['seed'], 7)).toContain('variants: 4 # enough\nseed: 7\n\n# geometry');
    expect(setSetting(RECIPE, ['tiles', 'objects', 'margin'], 0.1)).toBe(
      `${RECIPE}tiles: { objects: { margin: 0.1 } }\n`,
    );
    expect(setSetting('labels:\ntransforms: []\n', ['labels', 'min_area'], 9)).toBe(
      'labels: { min_area: 9 }\ntransforms: []\n',
    );
    expect(setSetting('', ['output', 'quality'], 9)).toBe('output: { quality: 9 }\n');
  });

  it('takes it out, and mappings that it leaves empty', () => {
    expect(setSetting(RECIPE, ['output', 'originals'], undefined)).toBe(
      RECIPE.replace('output: { originals: true } # both\n', ''),
    );
    expect(setSetting(RECIPE, ['version'], undefined)).toBe(RECIPE.replace('version: 1\n', ''));
    expect(setSetting('seed: 3\ntransforms: []', ['seed'], undefined)).toBe('transforms: []');
    expect(setSetting('{seed: 3, transforms: []}', ['seed'], undefined)).toBe('{transforms: []}');
    expect(setSetting(RECIPE, ['labels'], undefined)).not.toContain('labels');
    expect(setSetting(RECIPE, ['tiles'], undefined)).toBe(RECIPE);
  });

  it('leaves a text alone that cannot be read, and what an alias stands for', () => {
    expect(setSetting('transforms: [\n', ['seed'], 3)).toBe('transforms: [\n');
    const shared = 'packages: &p {}\nlabels: *p\n';
    expect(setSetting(shared, ['labels', 'min_area'], 3)).toBe(shared);
  });

  it('changes no other value, and its inverse gives what there was', () => {
    const value = fc.oneof(fc.nat(), fc.constantFrom('same', true, ['a', 'b']), fc.constant({ old: 'new' }));
    fc.assert(
      fc.property(fc.constantFrom(...TEXTS), fc.constantFrom(...PATHS), value, (before, path, given) => {
        const changed = setSetting(before, path, given);
        expect(settingIn(parse(changed), path)).toEqual(given);
        expect([...changed.matchAll(/#.*$/gm)].join()).toBe([...before.matchAll(/#.*$/gm)].join());
        const had = settingIn(parse(before), path);
        const back = setSetting(changed, path, had);
        if (had === undefined) expect(back).toBe(before);
        else expect(parse(back)).toEqual(parse(before));
        const out = setSetting(before, path, undefined);
        expect(settingIn(parse(out), path)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});
