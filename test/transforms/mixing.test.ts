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
import type { Operation } from '../../src/core/plan/operations.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import { mosaic } from '../../src/core/transforms/mixing/mosaic.js';
import { affine } from '../../src/core/transforms/spatial/affine.js';
import { centerCrop } from '../../src/core/transforms/spatial/center-crop.js';
import { mean } from '../../src/core/transforms/testing/statistics.js';
import type { OtherSource, Scene, Transform } from '../../src/core/transforms/transform.js';

interface Made {
  readonly centre: readonly [number, number];
  readonly image: string;
  readonly boxes: Readonly<Record<string, Box>>;
}

interface Reference {
  readonly parts: readonly { readonly at: readonly [number, number, number, number]; readonly box: Box }[];
  readonly cases: readonly (Made & { readonly parameters: object })[];
  readonly trainings: readonly Training[];
}

/** A mosaic of Ultralytics, moved, of which the middle is cut out. */
interface Training extends Made {
  readonly imgsz: number;
  readonly scale: number;
  /** Counter-clockwise. */
  readonly degrees: number;
  /** In pixels. */
  readonly translation: readonly [number, number];
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

const own = labels[0]!;
const scene: Scene = { ...own, channels: 3, annotations: own, others: (count) => others.slice(0, count) };

/** How far the levels are from those of the reference, and the labels. */
async function compared(operations: readonly Operation[], image: string) {
  const surfaces = rasters.map((raster) => engine.load(raster));
  const made = engine.run(compile(operations, own), surfaces[0]!, {
    other: ({ key }) => surfaces[Number(key)]!,
  });
  const raster = engine.consume(made, copyRaster);
  const expected = await rasterOf(sharp(fileURLToPath(new URL(image, FOLDER))));
  expect([raster.width, raster.height]).toEqual([expected.width, expected.height]);
  const off = Array.from(raster.data, (level, i) => Math.abs(level - expected.data[i]!));
  const { annotations } = moveAnnotations(own, operations, { others: ({ key }) => labels[Number(key)]! });
  return {
    mean: mean(off),
    most: off.reduce((most, one) => Math.max(most, one), 0),
    objects: annotations.objects,
  };
}

describe('Mosaic as in Albumentations', () => {
  it.each(reference.cases)('$parameters', async ({ parameters, centre, image, boxes }) => {
    const { operations } = mosaic.sample(mosaic.schema.parse(parameters), new QueuedRandom(centre), scene);
    const { most, objects } = await compared(operations, image);
    expect(most).toBeLessThanOrEqual(1);
    expect(objects.map((object) => object.class).sort()).toEqual(Object.keys(boxes).sort());
    for (const { class: name, box } of objects)
      box!.forEach((edge, i) => {
        expect(edge).toBeCloseTo(boxes[name]![i]!, 2);
      });
  });
});

/** The steps of an imported training, with every choice made. */
function trained({ imgsz, centre, scale, degrees, translation: [x, y] }: Training): readonly Operation[] {
  const [fill, sides] = [114, [2 * imgsz, 2 * imgsz]];
  const steps: readonly (readonly [Transform, object])[] = [
    [
      mosaic,
      { layout: 'touching', target_size: sides, cell_shape: [imgsz, imgsz], fit_mode: 'contain', fill },
    ],
    [affine, { scale, keep_ratio: true, rotate: degrees, translate_px: { x, y }, fill }],
    [centerCrop, { height: imgsz, width: imgsz }],
  ];
  const random = new QueuedRandom(centre);
  let frame: Scene = scene;
  return steps.flatMap(([transform, parameters]) => {
    const { operations } = transform.sample(transform.schema.parse(parameters), random, frame);
    frame = { ...frame, width: 2 * imgsz, height: 2 * imgsz };
    return operations;
  });
}

describe('Mosaic, Affine and CenterCrop as a training of Ultralytics lays, moves and cuts', () => {
  it.each(reference.trainings)('$centre, $scale, $degrees, $translation', async (training) => {
    const { mean, most, objects } = await compared(trained(training), training.image);
    expect(mean).toBeLessThan(0.15);
    expect(most).toBeLessThanOrEqual(2);
    expect(Object.keys(training.boxes).length).toBeGreaterThan(1);
    for (const [name, box] of Object.entries(training.boxes)) {
      const moved = objects.find((object) => object.class === name)!.box!;
      // Of a turned box that is cut off, the hull of what is left may be smaller.
      const inside = box.map((edge, i) => (i < 2 ? moved[i]! - edge : edge - moved[i]!));
      expect(Math.min(...inside)).toBeGreaterThan(-0.01);
      if (training.degrees === 0) expect(Math.max(...inside)).toBeLessThan(0.01);
    }
  });
});
