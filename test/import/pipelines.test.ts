import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importPipeline, parseRecipe } from '../../src/core/recipe/index.js';
import { augmentImage } from '../../src/variants/augment-image.js';
import { meanDifference } from './pictures.js';

/** Pipelines that Albumentations itself saved: test/reference/make_saved_pipelines.py made the files. */
const FOLDER = new URL('pipelines/', import.meta.url);
const VERSIONS = readdirSync(FOLDER);
const SOURCE = readFileSync(new URL('../golden/transforms/source.png', import.meta.url));

const FIXED = '.fixed.json';
const filesOf = (version: string) => readdirSync(new URL(`${version}/`, FOLDER));
const read = (version: string, file: string) => readFileSync(new URL(`${version}/${file}`, FOLDER));

const imported = (version: string, file: string) => importPipeline(read(version, file).toString(), file);

/** What is lost, up to its reason. */
const LOST: Readonly<Record<string, readonly string[]>> = {
  '1.3.1/classification-skin': ['OpticalDistortion.shift_limit', 'ElasticTransform.alpha_affine'],
  '1.3.1/detection-signs': ['Affine'],
  '1.3.1/keypoints-faces': ['SomeOf'],
  '1.3.1/segmentation-organs': ['ElasticTransform.alpha_affine', 'OpticalDistortion.shift_limit'],
  '1.4.24/keypoints-faces': ['SomeOf'],
  '1.4.24/surfaces': ['SomeOf'],
};

function of(table: Readonly<Record<string, readonly string[]>>, version: string, name: string) {
  return table[`${version}/${name}`] ?? table[name] ?? [];
}

describe.each(VERSIONS)('what Albumentations %s saved', (version) => {
  const files = filesOf(version).filter((file) => !file.endsWith('.png'));
  const free = files.filter((file) => !file.endsWith(FIXED));
  const fixed = files.filter((file) => file.endsWith(FIXED));

  it.each(free)('%s is read, and all that is lost is said', (file) => {
    const { yaml, lost, notes } = imported(version, file);
    const name = file.slice(0, file.lastIndexOf('.'));
    expect(notes[0]).toMatch(new RegExp(`^saved by Albumentations ${version.replaceAll('.', '\\.')}`));
    const said = lost.map((line) => line.split(':')[0]!);
    // A choice is left out if nothing remains in it.
    expect(said.filter((one) => one !== 'OneOf').sort()).toEqual([...of(LOST, version, name)].sort());
    expect(parseRecipe(yaml, 'imported.yaml').transforms).not.toEqual([]);
  });

  it.each(fixed)('%s makes the same picture', async (file) => {
    const { yaml, lost } = imported(version, file);
    expect(lost).toEqual([]);
    const recipe = parseRecipe(yaml, 'imported.yaml');
    const [variant] = await augmentImage(SOURCE, { recipe, key: 'source.png' });
    const theirs = read(version, file.replace(FIXED, '.fixed.png'));
    expect(await meanDifference(variant!.bytes, theirs)).toBeLessThan(allowed(yaml));
  });
});

/** Mean difference of levels. Albumentations hands RGB to an encoder that expects BGR. */
function allowed(yaml: string): number {
  return /CLAHE|HueSaturationValue|ImageCompression/.test(yaml) ? 2 : 1;
}
