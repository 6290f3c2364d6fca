import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { compile } from '../../src/core/engine/compile.js';
import { copyRaster } from '../../src/core/engine/raster.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { Engine } from '../../src/core/engine/run.js';
import { catalogue, type EntryName } from '../../src/core/transforms/catalogue.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import type { OtherSource, Scene, Transform } from '../../src/core/transforms/transform.js';

interface Case {
  readonly transform: EntryName;
  readonly parameters: object;
  readonly draws: readonly unknown[];
  /** Absent for those that take one image. */
  readonly other: string | null;
  readonly image: string;
}

/** Made by test/reference/make_reference_image_reference.py. */
const FOLDER = new URL('../golden/reference-images/', import.meta.url);
const cases = JSON.parse(readFileSync(new URL('references.json', FOLDER), 'utf8')) as readonly Case[];
const engine = new Engine();

/** The mean and the largest difference in levels that are allowed. */
const ALLOWED: Readonly<Record<string, readonly [mean: number, most: number]>> = {
  // Where the other image is scaled, samples may differ by a level.
  HistogramMatching: [0.2, 1],
  // Upstream rounds down, and the least error of its numbers then takes a level.
  FDA: [0.6, 2],
  // It rounds twice where upstream rounds once.
  PixelDistributionAdaptation: [0.4, 1],
  OverlayElements: [0.1, 1],
  Superpixels: [0, 0],
};

/** Positions are finer here, and a level may give a pixel to another superpixel. */
const SCALED = [0.5, 40] as const;

async function rasterOf(file: URL): Promise<Raster> {
  const { data, info } = await sharp(fileURLToPath(file))
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, depth: 8, data: new Uint8Array(data) };
}

function labelsOf({ width, height }: Raster) {
  return { width, height, objects: [], labelMaps: [], tags: [] };
}

it.each(cases)('$transform $parameters as in Albumentations', async (one) => {
  const [own, other] = await Promise.all([
    rasterOf(new URL('../transforms/source.png', FOLDER)),
    rasterOf(new URL(`${one.other ?? 'small'}.png`, FOLDER)),
  ]);
  const { width, height } = other;
  const source = { key: 'other', sha256: '0'.repeat(64), frame: { width, height } };
  const pooled: OtherSource = { source, width, height, labels: labelsOf(other), operations: [] };
  const scene: Scene = { ...own, annotations: labelsOf(own), others: () => [pooled] };
  const transform = catalogue[one.transform] as Transform;
  const random = new QueuedRandom(one.draws);
  const { operations } = transform.sample(transform.schema.parse(one.parameters), random, scene);
  expect(random.left).toBe(0);

  const [image, beside] = [engine.load(own), engine.load(other)];
  const { data } = engine.consume(
    engine.run(compile(operations, own), image, { other: () => beside }),
    copyRaster,
  );
  const expected = await rasterOf(new URL(one.image, FOLDER));
  const off = Array.from(data, (level, i) => Math.abs(level - expected.data[i]!));
  const [mean, most] =
    'max_size' in one.parameters && one.parameters.max_size !== null ? SCALED : ALLOWED[one.transform]!;
  expect(off.reduce((sum, each) => sum + each, 0) / off.length).toBeLessThanOrEqual(mean);
  expect(off.reduce((greatest, each) => Math.max(greatest, each), 0)).toBeLessThanOrEqual(most);
});
