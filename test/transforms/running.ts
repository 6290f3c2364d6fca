import sharp, { type Sharp } from 'sharp';
import type { Annotations, LabelMap } from '../../src/core/annotations/model.js';
import { compile } from '../../src/core/engine/compile.js';
import type { Raster } from '../../src/core/engine/raster.js';
import { Engine } from '../../src/core/engine/run.js';
import type { Box } from '../../src/core/geometry/types.js';
import type { Operation } from '../../src/core/plan/operations.js';
import { catalogue, type EntryName } from '../../src/core/transforms/catalogue.js';
import { QueuedRandom } from '../../src/core/transforms/testing/queued-random.js';
import type { Scene, Transform } from '../../src/core/transforms/transform.js';

/** What a reference was made of. */
export interface ReferenceSource {
  readonly image: Raster;
  /** A label map, as an image of one channel. */
  readonly mask: Raster;
  readonly boxes: readonly Box[];
  /** Indices of pixels: their centres are half a pixel further. */
  readonly keypoints: readonly (readonly [number, number])[];
}

/** A transform with every choice made. */
export interface Choice {
  readonly transform: EntryName;
  readonly parameters: object;
  readonly draws: readonly unknown[];
}

const engine = new Engine();

export async function rasterOf(image: Sharp, channels: 1 | 3): Promise<Raster> {
  const converted = image.toColourspace(channels === 1 ? 'b-w' : 'srgb');
  const { data, info } = await converted.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels, depth: 8, data: new Uint8Array(data) };
}

export function labelsOf({ image: { width, height }, ...source }: ReferenceSource): Annotations {
  const boxes = source.boxes.map((box, index) => ({ class: `box ${index}`, box }));
  const points = source.keypoints.map(([x, y], index) => ({
    class: `point ${index}`,
    keypoints: [{ x: x + 0.5, y: y + 0.5, visibility: 2 as const }],
  }));
  return { width, height, objects: [...boxes, ...points], labelMaps: [], tags: [] };
}

export function sampleChoice(
  { transform, parameters, draws }: Choice,
  source: ReferenceSource,
): readonly Operation[] {
  const entry = catalogue[transform] as Transform;
  const labels = labelsOf(source);
  const objects = labels.objects.filter(({ box }) => box !== undefined);
  const annotations = { ...labels, objects, labelMaps: [labelMapOf(source.mask)] };
  const { width, height, channels } = source.image;
  const scene: Scene = { width, height, channels, annotations };
  const random = new QueuedRandom(draws);
  const { operations } = entry.sample(entry.schema.parse(parameters), random, scene);
  if (random.left > 0) throw new Error(`${transform} left ${random.left} draws`);
  return operations;
}

/** The image and the label map that a choice makes. */
export async function madeBy(
  choice: Choice,
  source: ReferenceSource,
): Promise<{ image: Raster; mask: Uint8Array | Uint16Array }> {
  const operations = sampleChoice(choice, source);
  const [operation] = operations;
  const recoded = operation?.kind === 'recode' ? await jpegOf(source.image, operation.quality) : undefined;
  const image = runOnImage(operations, source.image, recoded);
  return { image, mask: engine.runLabelMap(compile(operations, source.mask), labelMapOf(source.mask)).data };
}

/** @param recoded what an encoder's round trip gives: the engine waits for no decoder */
export function runOnImage(operations: readonly Operation[], source: Raster, recoded?: Raster): Raster {
  const surface = engine.load(source);
  const made = engine.run(compile(operations, source), surface, { recode: () => recoded! });
  const { width, height, channels } = made;
  const result: Raster = { width, height, channels, depth: 8, data: Uint8Array.from(made.data) };
  engine.free(made);
  engine.free(surface);
  return result;
}

function labelMapOf({ width, height, data }: Raster): LabelMap {
  return { kind: 'semantic', name: 'mask', width, height, data };
}

async function jpegOf({ width, height, channels, data }: Raster, quality: number): Promise<Raster> {
  const encoded = await sharp(data, { raw: { width, height, channels } }).jpeg({ quality }).toBuffer();
  return rasterOf(sharp(encoded), channels);
}

export function differences(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  if (a.length !== b.length) throw new Error(`${a.length} numbers, expected ${b.length}`);
  return Array.from(a, (value, index) => Math.abs(value - b[index]!));
}
