import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { opaqueBitmap } from '../core/annotations/opaque.js';
import { rasterise } from '../core/geometry/raster-polygon.js';
import { formatPool, parseRecipe, withPool, withPoolFile } from '../core/recipe/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { makeImage } from '../../test/support/dataset.js';
import { collectPool } from './collect-pool.js';
import { run } from './run.js';
import { verify } from './verify.js';

const RECIPE = parseRecipe(
  'mix: {pool: pool.json}\ntransforms: [OverlayElements: {p: 1, bbox: [0, 0, 1, 1]}]\nlabels: {read: yolo}',
  'recipe.yaml',
);
const [WIDTH, HEIGHT] = [30, 20];

/** Red, opaque in the upper left quarter, and half so to the right of it. */
function logo() {
  const data = Buffer.alloc(4 * WIDTH * HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const right = x < WIDTH / 2 ? 255 : 127;
    data.set([255, 0, 0, y < HEIGHT / 2 ? right : 0], 4 * i);
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
}

async function inputWith(image: Uint8Array, key = 'logo.png') {
  const input = memoryStore();
  input.put(key, image);
  input.put('a.png', await makeImage('a.png', 1, 60, 40));
  // One in each quarter.
  const labels = [0, 1, 2, 3]
    .map((i) => `${i} ${i % 2 ? 0.75 : 0.25} ${i > 1 ? 0.75 : 0.25} 0.3 0.3\n`)
    .join('');
  // Without labels it could not show objects of others.
  input.put('logo.txt', new Uint8Array());
  input.put('a.txt', new TextEncoder().encode(labels));
  input.put('data.yaml', new TextEncoder().encode('names: [a, b, c, d]\n'));
  return input;
}

describe('a pool', () => {
  it.each([1, 3, 6, 8])(
    'says where an image is opaque, as displayed; its orientation is %i',
    async (orientation) => {
      const image = await logo().withMetadata({ orientation }).webp({ lossless: true }).toBuffer();
      const input = await inputWith(image, 'logo.webp');
      const { sources } = await collectPool(input, RECIPE, {});
      expect(sources.map(({ alpha, opaque }) => [alpha, opaque !== undefined])).toEqual([
        [false, false],
        [true, true],
      ]);
      const entry = sources[1]!;
      const outlines = withPool(RECIPE, sources).pool!.opaqueOf(entry)!;
      const upright = await sharp(image).rotate().raw().toBuffer({ resolveWithObject: true });
      const { width, height } = upright.info;
      const alpha = Uint8Array.from({ length: width * height }, (_, i) => upright.data[4 * i + 3]!);
      const raster = { width, height, channels: 3, depth: 8, data: new Uint8Array(), alpha } as const;
      expect(entry).toMatchObject({ width, height });
      expect(rasterise([{ rings: outlines }], width, height)).toEqual(opaqueBitmap(raster));
    },
  );

  it('tells which labels a logo hides, and makes the same again', async () => {
    const input = await inputWith(await logo().png().toBuffer());
    const { sources } = await collectPool(input, RECIPE, {});
    const recipe = withPoolFile(RECIPE, formatPool({ sources }), 'pool.json');
    const output = { output: memoryStore(), state: memoryStore() };
    await run({ input, output, recipe, delete: false });
    const labels = new TextDecoder().decode((await output.output.read('a_png.v1.txt'))!.bytes);
    expect(
      labels
        .trim()
        .split('\n')
        .map((line) => line[0]),
    ).toEqual(['1', '2', '3']);
    expect((await verify({ input, output })).findings).toEqual([]);
  });

  it('of an earlier version, without that, is to be written again', async () => {
    const { sources } = await collectPool(await inputWith(await logo().png().toBuffer()), RECIPE, {});
    const old = formatPool({ sources: sources.map(({ opaque: _, ...entry }) => entry) });
    expect(() => withPoolFile(RECIPE, old, 'pool.json')).toThrow(
      /^pool\.json: .*sources\.1\.opaque: it is missing, as in pools of earlier versions.*write it again: augment pool INPUT$/,
    );
    const damaged = formatPool({
      sources: sources.map((entry) => (entry.alpha ? { ...entry, opaque: '1' } : entry)),
    });
    const { pool } = withPoolFile(RECIPE, damaged, 'pool.json');
    expect(() => pool!.opaqueOf(sources[1]!)).toThrow(/logo\.png: .*opaque: .*write it again/);
  });
});
