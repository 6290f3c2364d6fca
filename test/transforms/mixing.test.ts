import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Annotations } from '../../src/core/annotations/model.js';
import { moveAnnotations } from '../../src/core/annotations/move.js';
import { compile } from '../../src/core/engine/compile.js';
import { copyRaster } from '../../src/core/engine/raster.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { Engine } from '../../src/core/engine/run.js';
import type { Box } from '../../src/core/geometry/types.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import { mosaic } from '../../src/core/transforms/mixing/mosaic.js';
import type { OtherSource, Scene } from '../../src/core/transforms/transform.js';

interface Reference {
  readonly parts: readonly { readonly at: readonly [number, number, number, number]; readonly box: Box }[];
  readonly cases: readonly {
    readonly parameters: object;
    readonly centre: readonly [number, number];
    readonly image: string;
    readonly boxes: Readonly<Record<string, Box>>;
  }[];
}

/** Made by test/reference/make_mixing_reference.py. */
const FOLDER = new URL('../golden/mixing/', import.meta.url);
const reference = JSON.parse(readFileSync(new URL('mosaic.json', FOLDER), 'utf8')) as Reference;
const engine = new Engine();

async function rasterOf(image: Sharp): Promise<Raster> {
  const { data, info } = await image
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: 3, depth: 8, data: new Uint8Array(data) };
}

const photograph = fileURLToPath(new URL('../../raw-images/astronaut.png', import.meta.url));
const rasters = await Promise.all(
  reference.parts.map(({ at: [left, top, width, height] }) =>
    rasterOf(sharp(photograph).extract({ left, top, width, height })),
  ),
);
const labels = reference.parts.map(({ at: [, , width, height], box }, index): Annotations => {
  return { width, height, objects: [{ class: `part ${index}`, box }], labelMaps: [], tags: [] };
});
const others = rasters.slice(1).map(({ width, height }, index): OtherSource => {
  const frame = { width, height };
  return {
    source: { key: String(index + 1), sha256: '0'.repeat(64), frame },
    labels: labels[index + 1]!,
    operations: [],
    ...frame,
  };
});

describe('Mosaic as in Albumentations', () => {
  it.each(reference.cases)('$parameters', async ({ parameters, centre, image, boxes }) => {
    const [own] = labels;
    const scene: Scene = {
      ...own!,
      channels: 3,
      annotations: own!,
      others: (count) => others.slice(0, count),
    };
    const { operations } = mosaic.sample(mosaic.schema.parse(parameters), new QueuedRandom(centre), scene);

    const surfaces = rasters.map((raster) => engine.load(raster));
    const made = engine.run(compile(operations, own!), surfaces[0]!, {
      other: ({ key }) => surfaces[Number(key)]!,
    });
    const { data } = engine.consume(made, copyRaster);
    const expected = await rasterOf(sharp(fileURLToPath(new URL(image, FOLDER))));
    const off = Array.from(data, (level, i) => Math.abs(level - expected.data[i]!));
    expect(off.reduce((most, one) => Math.max(most, one), 0)).toBeLessThanOrEqual(1);

    const { annotations } = moveAnnotations(own!, operations, { others: ({ key }) => labels[Number(key)]! });
    expect(annotations.objects.map((object) => object.class).sort()).toEqual(Object.keys(boxes).sort());
    for (const { class: name, box } of annotations.objects)
      box!.forEach((edge, i) => {
        expect(edge).toBeCloseTo(boxes[name]![i]!, 2);
      });
  });
});
