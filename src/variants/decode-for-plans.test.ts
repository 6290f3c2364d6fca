import { describe, expect, it } from 'vitest';
import type { JpegOptions } from 'sharp';
import { gradient, look } from '../codecs/testing/pictures.js';
import { augmentImage } from './augment-image.js';
import { builtInFormats } from '../core/formats/index.js';
import { Engine } from '../core/engine/run.js';
import type { Rectangle } from '../core/geometry/types.js';
import { around } from '../core/geometry/rectangle.js';
import type { Operation } from '../core/plan/operations.js';
import type { Plan } from '../core/plan/plan.js';
import { parseRecipe } from '../core/recipe/index.js';
import { sha256 } from '../stores/sha256.js';
import { decodeForPlans } from './decode-for-plans.js';
import { decodeUpright } from './decode-upright.js';
import { EngineQueue } from './engine-queue.js';
import { makeVariants } from './make-variants.js';
import { hashLabels } from './read-source.js';

const STRICT = { frames: 'refuse', cmyk: 'refuse', damaged: 'refuse' } as const;
const engine = new Engine();

async function jpeg(orientation = 1, options: JpegOptions = {}): Promise<Uint8Array> {
  return gradient(210, 150, 3).withMetadata({ orientation }).jpeg(options).toBuffer();
}

/** As RandomCrop makes it. */
function cropping({ x, y, width, height }: Rectangle, frame: Plan['frame']): Plan {
  const window: Operation = {
    kind: 'window',
    x,
    y,
    width,
    height,
    border: 'constant',
    fill: [0],
    maskFill: 0,
  };
  return {
    version: 1,
    frame,
    steps: [{ transform: 'Crop', path: 'Crop', sampled: {}, operations: [window] }],
  };
}

async function decoded(
  file: Uint8Array,
  parts: readonly Rectangle[],
  damaged: 'refuse' | 'accept' = 'refuse',
) {
  const info = await look(file);
  const warnings: string[] = [];
  const plans = parts.map((part) => cropping(part, info.frame));
  const { surface, part } = await decodeForPlans(
    file,
    info,
    plans,
    { ...STRICT, damaged },
    engine,
    (warning) => warnings.push(warning),
  );
  return engine.consume(surface, () => ({ part, warnings, pixels: engine.hash(surface) }));
}

/** The hash of the pixels that a part has in the whole image. */
async function expectedPixels(file: Uint8Array, { x, y, width, height }: Rectangle): Promise<string> {
  const whole = await decodeUpright(file, await look(file), STRICT, engine);
  const data = Buffer.concat(
    Array.from({ length: height }, (_, row) => {
      const start = ((y + row) * whole.width + x) * 3;
      return Uint8Array.from(whole.data.subarray(start, start + width * 3));
    }),
  );
  engine.free(whole);
  return engine.hash({ width, height, channels: 3, depth: 8, data });
}

const ONE = { x: 37, y: 21, width: 30, height: 40 };
const OTHER = { x: 50, y: 61, width: 41, height: 23 };

describe('decodeForPlans', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'decodes what the Plans read together, at orientation %i',
    async (tag) => {
      const file = await jpeg(tag);
      const { part, pixels } = await decoded(file, [ONE, OTHER]);
      expect(part).toEqual(around([ONE, OTHER]));
      expect(pixels).toBe(await expectedPixels(file, part));
    },
  );

  it('decodes the whole image where a part would save little, and where the codec has no parts', async () => {
    const most = { x: 1, y: 1, width: 190, height: 140 };
    expect((await decoded(await jpeg(), [most])).part).toEqual({ x: 0, y: 0, width: 210, height: 150 });
    const png = await gradient(210, 150, 3).png().toBuffer();
    expect((await decoded(png, [ONE])).part).toEqual({ x: 0, y: 0, width: 210, height: 150 });
  });

  it('decodes the whole of a progressive file: if its last scans are missing, all blocks depend on each other', async () => {
    const file = await jpeg(1, { progressive: true });
    const scan = Buffer.from(file).lastIndexOf(Buffer.of(0xff, 0xda), file.length >> 1);
    const lacking = Buffer.concat([file.subarray(0, scan), Buffer.of(0xff, 0xd9)]);
    const { part, pixels } = await decoded(lacking, [ONE]);
    expect(part).toEqual({ x: 0, y: 0, width: 210, height: 150 });
    expect(pixels).toBe(await expectedPixels(lacking, part));
  });

  it.each([{}, { progressive: true }])(
    'refuses damage behind the part as in the whole image: %o',
    async (options) => {
      const file = await jpeg(1, options);
      const cut = file.subarray(0, -20);
      const { size } = engine;
      const whole = await decodeUpright(cut, await look(cut), STRICT, engine).catch(String);
      expect(whole).toMatch('damaged JPEG');
      expect(await decoded(cut, [{ x: 0, y: 0, width: 20, height: 20 }]).catch(String)).toBe(whole);
      expect(engine.size).toBe(size);
    },
  );

  it('decodes the whole of a damaged image that is accepted', async () => {
    const cut = (await jpeg()).subarray(0, -20);
    const { part, warnings } = await decoded(cut, [ONE], 'accept');
    expect(part).toEqual({ x: 0, y: 0, width: 210, height: 150 });
    expect(warnings).toHaveLength(1);
  });
});

describe('makeVariants', () => {
  it('gives the bytes of the library, which decodes the whole image, and labels of the whole image', async () => {
    const image = await jpeg(6);
    const { schema } = builtInFormats
      .get('yolo')
      .dataset!.read('data.yaml', Buffer.from('names: [person]\n'));
    const labelFiles = [{ role: 'labels', key: 'a.txt', bytes: Buffer.from('0 0.5 0.5 0.6 0.7\n') }] as const;
    const recipe = parseRecipe(
      'variants: 3\ntransforms: [RandomCrop: {height: 48, width: 60}, HorizontalFlip, RandomBrightnessContrast]',
      'recipe.yaml',
    );
    const source = {
      key: 'a.jpg',
      size: image.length,
      role: 'augment',
      labels: { format: 'yolo', files: [{ role: 'labels', key: 'a.txt' }] },
    } as const;
    const bytes = {
      image: () => Promise.resolve(image),
      imageSha256: sha256(image),
      labelFiles,
      labelsSha256: hashLabels(undefined, [], { schema }),
    };
    const { variants } = await makeVariants(source, bytes, [1, 2, 3], {
      recipe,
      schema,
      engineQueue: new EngineQueue(),
    });
    const library = await augmentImage(image, { recipe, key: 'a.jpg', schema });
    expect(variants.map(({ outputs }) => outputs[0]!.bytes)).toEqual(library.map((one) => one.bytes));
    expect(variants.map(({ recorded }) => recorded.report.kept)).toEqual([1, 1, 1]);
  });
});
