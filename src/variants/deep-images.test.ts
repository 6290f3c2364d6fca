import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { builtInFormats } from '../core/formats/index.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Source } from '../dataset/source.js';
import { sha256 } from '../stores/sha256.js';
import { augmentImage } from './augment-image.js';
import { EngineQueue } from './engine-queue.js';
import { makeVariants } from './make-variants.js';
import { openSource } from './open-source.js';
import { peakOf } from './peak.js';
import { planVariant } from './plan-variant.js';
import { hashLabels } from './read-source.js';

const { schema } = builtInFormats
  .get('yolo')
  .dataset!.read('data.yaml', new TextEncoder().encode('names: [a]'));
const units = Uint16Array.from({ length: 40 * 30 }, (_, i) => i * 51);
const raw = { width: 40, height: 30, channels: 1 } as const;
const deep = await sharp(units, { raw }).toColourspace('grey16').png().toBuffer();
const source: Source = { key: 'depth.png', size: deep.length, role: 'augment' };
const bytes = {
  image: () => Promise.resolve(new Uint8Array(deep)),
  imageSha256: sha256(deep),
  labelFiles: [],
  labelsSha256: hashLabels(undefined, [], { schema }),
};

function recipeOf(transforms: string, rest = '') {
  return parseRecipe(`variants: 1\ntransforms: [${transforms}]\n${rest}`, 'recipe.yaml');
}

function make(variant: number, recipe = recipeOf('HorizontalFlip: {p: 1}')) {
  return makeVariants(source, bytes, [variant], { recipe, schema, engineQueue: new EngineQueue() });
}

describe('a Source of 16 bits', () => {
  it('keeps them in its variants, with no note', async () => {
    const { variants, notes } = await make(1);
    const { data } = await sharp(variants[0]!.outputs[0]!.bytes)
      .toColourspace('grey16')
      .raw({ depth: 'ushort' })
      .toBuffer({ resolveWithObject: true });
    const mirrored = units.map((_, i) => units[i - (i % 40) + 39 - (i % 40)]!);
    expect(new Uint16Array(data.buffer, data.byteOffset, data.length / 2)).toEqual(mirrored);
    expect(notes).toEqual([]);
  });

  it.each(['jpeg', 'webp'])('is reduced for %s, with a note', async (format) => {
    const { notes } = await make(1, recipeOf('HorizontalFlip: {p: 1}', `output: {format: ${format}}`));
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/^depth\.png: (JPEG|WebP) has 8 bits per sample: those of 16 are reduced/u);
  });

  it.each(['ImageCompression: {p: 0}', 'OneOf: {transforms: [HorizontalFlip, ImageCompression]}'])(
    'fails by the name of a transform that works on 8 bits, drawn or not: %s',
    async (transforms) => {
      const recipe = recipeOf(transforms);
      const message = /^depth\.png: the image has 16 bits per sample, and ImageCompression works on 8/u;
      await expect(make(1, recipe)).rejects.toThrow(message);
      await expect(augmentImage(deep, { recipe, key: source.key })).rejects.toThrow(message);
      await expect(make(0, recipe)).resolves.toMatchObject({ decoded: false });
    },
  );

  it('fails where a Plan of another program encodes it again', async () => {
    const recipe = recipeOf('HorizontalFlip: {p: 1}');
    const opened = await openSource(source, bytes, { recipe, schema });
    const [output] = planVariant(1, opened, { recipe, schema });
    const { plan } = output!;
    const recode = { kind: 'recode', format: 'jpeg', quality: 50 } as const;
    const recoded = { ...plan, steps: [{ ...plan.steps[0]!, operations: [recode] }] };
    const making = makeVariants(source, bytes, [1], {
      recipe,
      schema,
      planned: [{ variant: 1, plan: recoded }],
      engineQueue: new EngineQueue(),
    });
    await expect(making).rejects.toThrow('JPEG has 8 bits per sample, and the image 16');
  });

  it('needs twice the memory for its rasters', async () => {
    const recipe = recipeOf('HorizontalFlip: {p: 1}');
    const { info, ...opened } = await openSource(source, bytes, { recipe, schema });
    const large = { width: 4000, height: 3000 };
    const plan = { ...planVariant(1, { info, ...opened }, { recipe, schema })[0]!.plan, frame: large };
    const peakWith = (depth: 8 | 16): number =>
      peakOf({
        info: { ...info, stored: large, frame: large, bits: depth, depth },
        size: 1000,
        plans: [plan],
        format: 'png',
      });
    expect(peakWith(16) - peakWith(8)).toBeGreaterThanOrEqual(2 * 12_000_000);
  });
});
