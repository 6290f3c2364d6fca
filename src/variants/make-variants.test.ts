import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { gradient, sampleImage } from '../codecs/testing/pictures.js';
import { builtInFormats } from '../core/formats/index.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Source } from '../dataset/source.js';
import { sha256 } from '../stores/sha256.js';
import type { Output } from '../stores/store.js';
import { augmentImage } from './augment-image.js';
import { ByteBudget } from './byte-budget.js';
import { EngineQueue } from './engine-queue.js';
import { makeVariants } from './make-variants.js';
import { openSource } from './open-source.js';
import { hashLabels, type SourceBytes } from './read-source.js';

const text = (content: string) => new TextEncoder().encode(content);
const { schema } = builtInFormats
  .get('yolo')
  .dataset!.read('data.yaml', text('names: [person]\nkpt_shape: [2, 3]\nflip_idx: [1, 0]\n'));
const image = new Uint8Array(sampleImage('soccer.jpg'));
const labelFiles = [
  { role: 'labels', key: 'soccer.txt', bytes: text('0 0.5 0.5 0.4 0.4 0.40 0.5 2 0.60 0.5 2\n') },
] as const;
const bytes: SourceBytes = {
  image: () => Promise.resolve(image),
  imageSha256: sha256(image),
  labelFiles,
  labelsSha256: hashLabels(undefined, [], { schema }),
};
const source: Source = {
  key: 'soccer.jpg',
  size: image.length,
  role: 'augment',
  labels: { format: 'yolo', files: [{ role: 'labels', key: 'soccer.txt' }] },
};
const flip = parseRecipe('variants: 2\ntransforms: [HorizontalFlip: {p: 1}, RandomGamma]', 'recipe.yaml');

describe('makeVariants', () => {
  it('gives the same image and labels as the library, with keypoint partners', async () => {
    const { variants } = await makeVariants(source, bytes, [1, 2], {
      recipe: flip,
      schema,
      engineQueue: new EngineQueue(),
    });
    const { annotations, labelContext } = await openSource(source, bytes, { recipe: flip, schema });
    const library = await augmentImage(image, { recipe: flip, key: source.key, annotations, schema });
    expect(library).toHaveLength(2);
    for (const [i, variant] of library.entries()) {
      const [made, labels] = variants[i]!.outputs;
      expect(made!.bytes).toEqual(variant.bytes);
      const [written] = builtInFormats
        .get('yolo')
        .write(variant.annotations, { ...labelContext, fileName: 'a.jpg' });
      expect(labels!.bytes).toEqual(written!.bytes);
      expect(new TextDecoder().decode(labels!.bytes)).toContain('0.400000 0.500000 2 0.600000 0.500000 2');
    }
  });

  it('makes the same of an image that an earlier call has kept, and does not decode it', async () => {
    const crop = parseRecipe('variants: 2\ntransforms: [RandomCrop: {height: 40, width: 40, p: 1}]', 'crop');
    const [kept, apart] = [new EngineQueue(), new EngineQueue()];
    const make = async (engineQueue: EngineQueue, from = image) => {
      const read = { ...bytes, image: () => Promise.resolve(from) };
      const context = { recipe: crop, schema, engineQueue, keepsImage: engineQueue === kept };
      const { variants } = await makeVariants(source, read, [1, 2], context);
      return variants.map(({ outputs }) => outputs.map((output) => sha256(output.bytes)));
    };
    const cutOff = image.subarray(0, image.length - 2000);
    const made = await make(apart);
    expect(await make(kept)).toEqual(made);
    expect(await make(kept, cutOff)).toEqual(made);
    await expect(make(apart, cutOff)).rejects.toThrow('soccer.jpg');
  });

  it('gives away outputs as they are made, so that they need no memory', async () => {
    const context = { recipe: flip, schema, engineQueue: new EngineQueue() };
    const whole = await makeVariants(source, bytes, [0, 1, 2], context);
    const taken: Output[] = [];
    const take = (outputs: readonly Output[]) => {
      taken.push(...outputs);
      return Promise.resolve();
    };
    const { variants } = await makeVariants(source, bytes, [0, 1, 2], { ...context, take, mostHeld: 0 });
    expect(variants.map(({ recorded }) => recorded)).toEqual(whole.variants.map(({ recorded }) => recorded));
    // The original is the file that was read.
    expect(variants.map(({ outputs }) => outputs.length)).toEqual([2, 0, 0]);
    expect(taken).toEqual(whole.variants.slice(1).flatMap(({ outputs }) => outputs));
  });

  it('refuses an image that does not fit into the memory, before it is decoded', async () => {
    const engineQueue = new EngineQueue(new ByteBudget(100 * 2 ** 20));
    const making = makeVariants(source, bytes, [1], { recipe: flip, schema, engineQueue });
    await expect(making).rejects.toThrow(
      /^soccer\.jpg: \d+ × \d+ pixels need \d+ MB of memory with this recipe, and one image may take 100 MB; lower/,
    );
    expect(engineQueue.engine.size).toBe(new EngineQueue().engine.size);
    // Copying it needs no more than its bytes.
    expect(
      (await makeVariants(source, bytes, [0], { recipe: flip, schema, engineQueue })).variants,
    ).toHaveLength(1);
  });

  it('copies variant 0 with its labels if nothing changes it, without decoding', async () => {
    const context = { recipe: flip, schema, engineQueue: new EngineQueue() };
    const { variants, decoded } = await makeVariants(source, bytes, [0], context);
    expect(decoded).toBe(false);
    expect(variants[0]!.outputs.map(({ key }) => key)).toEqual(['soccer.jpg', 'soccer.txt']);
    expect(variants[0]!.outputs.map((output) => output.bytes)).toEqual([image, labelFiles[0].bytes]);
    expect(variants[0]!.recorded).not.toHaveProperty('plan');
  });

  it('does not decode where coded blocks are only moved, and moves labels as ever', async () => {
    // Its sides are multiples of 16.
    const file = new Uint8Array(await gradient(64, 48, 3).jpeg().toBuffer());
    const whole = { ...bytes, image: () => Promise.resolve(file), imageSha256: sha256(file) };
    const make = (output: string) =>
      makeVariants(source, whole, [1, 2], {
        recipe: parseRecipe(
          `variants: 2\noutput: {${output}}\ntransforms: [HorizontalFlip: {p: 1}]`,
          'r.yaml',
        ),
        schema,
        engineQueue: new EngineQueue(),
      });
    const [moved, encoded] = [await make('quality: same'), await make('quality: 90')];
    expect([moved.decoded, encoded.decoded]).toEqual([false, true]);
    const [first] = moved.variants;
    expect(first!.recorded.image).toMatchObject({ pixels: '', encoding: { lossless: true } });
    expect(first!.recorded.plan).toEqual(encoded.variants[0]!.recorded.plan);
    expect(first!.outputs[1]).toEqual(encoded.variants[0]!.outputs[1]);
  });

  it('gives the wanted variants in that order, and leaves no memory in use', async () => {
    const engineQueue = new EngineQueue();
    const context = { recipe: flip, schema, engineQueue };
    const made = async () => {
      const { variants } = await makeVariants(source, bytes, [2, 0, 1], context);
      return variants.map(({ recorded }) => recorded.variant);
    };
    expect(await made()).toEqual([2, 0, 1]);
    const { size } = engineQueue.engine;
    for (let i = 0; i < 3; i++) await made();
    expect(engineQueue.engine.size).toBe(size);
  });
});

describe('a copied original with an orientation tag', () => {
  const notesOf = async (recipe: string, orientation: number) => {
    const tagged = await sharp(image).withMetadata({ orientation }).jpeg().toBuffer();
    const file: SourceBytes = { ...bytes, image: () => Promise.resolve(tagged), imageSha256: sha256(tagged) };
    const { variants, notes } = await makeVariants(source, file, [0], {
      recipe: parseRecipe(`output: {originals: true}\ntransforms: []\n${recipe}`, 'recipe.yaml'),
      schema,
      engineQueue: new EngineQueue(),
    });
    const metadata = await sharp(variants[0]!.outputs[0]!.bytes).metadata();
    return { metadata, notes: notes.join('\n'), isCopy: variants[0]!.outputs[0]!.bytes === tagged };
  };

  it('is named, as some readers ignore the tag and its labels are for one kind of them', async () => {
    const applied = await notesOf('', 6);
    expect(applied).toMatchObject({ isCopy: true, metadata: { orientation: 6 } });
    expect(applied.notes).toMatch(
      /right for readers that turn .*OpenCV.*wrong for readers that do not .*Pillow/,
    );
    expect((await notesOf('decode: {exif: stored}\n', 6)).notes).toMatch(
      /right for readers that do not turn/,
    );
    expect((await notesOf('', 1)).notes).toBe('');
  });

  it('is written upright and without the tag where it goes through preprocess', async () => {
    const { metadata, notes, isCopy } = await notesOf('preprocess: [NoOp]\n', 6);
    const { width, height } = await sharp(image).metadata();
    expect({ notes, isCopy }).toEqual({ notes: '', isCopy: false });
    expect(metadata).toMatchObject({ width: height, height: width });
    expect(metadata.orientation).toBeUndefined();
    expect(metadata.exif).toBeUndefined();
  });
});
