/**
 * A program, bundled as the functions are: augments every image of a folder by every Recipe into every format, and
 * writes what came out as hashes, so that the same on another processor can be compared.
 */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { restrainLibvips } from '../../../src/codecs/libvips.js';
import { decode, inspect } from '../../../src/codecs/index.js';
import { annotationsToJson } from '../../../src/core/annotations/json.js';
import type { Annotations } from '../../../src/core/annotations/model.js';
import type { Frame } from '../../../src/core/geometry/types.js';
import { parseRecipe } from '../../../src/core/recipe/index.js';
import type { Recipe } from '../../../src/core/recipe/schema.js';
import { sha256 } from '../../../src/stores/sha256.js';
import { augmentImage } from '../../../src/variants/augment-image.js';
import { EngineQueue } from '../../../src/variants/engine-queue.js';

export interface Findings {
  readonly arch: string;
  readonly node: string;
  readonly outputs: Readonly<Record<string, Output>>;
}

/** SHA-256 each. */
export interface Output {
  readonly file: string;
  /** Of the file's pixels, decoded by the processor that wrote it. */
  readonly pixels: string;
  /** Of the Plan, and the labels that came out. */
  readonly labels: string;
}

const FORMATS = ['jpeg', 'png', 'webp'] as const;
const [images, recipes] = process.argv.slice(2) as [images: string, recipes: string];
const engineQueue = new EngineQueue();
const outputs: Record<string, Output> = {};

restrainLibvips();
for (const key of (await readdir(images)).sort()) {
  const image = await readFile(path.join(images, key));
  for (const name of (await readdir(recipes)).sort()) {
    const recipe = parseRecipe(await readFile(path.join(recipes, name), 'utf8'), name);
    for (const format of FORMATS) {
      await augment(image, key, name, { ...recipe, output: { ...recipe.output, format } });
    }
  }
}
const findings: Findings = { arch: process.arch, node: process.version, outputs };
console.log(JSON.stringify(findings));

async function augment(image: Buffer, key: string, name: string, recipe: Recipe): Promise<void> {
  const { frame } = await look(image, key, recipe);
  const annotations = labelsIn(frame);
  for (const made of await augmentImage(image, { recipe, key, annotations, engineQueue })) {
    const { bytes, variant, format, plan } = made;
    outputs[`${key} ${name} ${variant} ${format}`] = {
      file: sha256(bytes),
      pixels: engineQueue.engine.hash(await pixelsOf(bytes, recipe)),
      labels: sha256(Buffer.from(JSON.stringify([plan, annotationsToJson(made.annotations)]))),
    };
  }
}

async function pixelsOf(bytes: Uint8Array, recipe: Recipe) {
  return decode(bytes, await look(bytes, 'output', recipe), recipe.decode);
}

function look(bytes: Uint8Array, name: string, { limits, decode: { exif } }: Recipe) {
  return inspect(bytes, { name, limits, exif });
}

/** One object of each kind of shape. */
function labelsIn({ width, height }: Frame): Annotations {
  const at = (x: number, y: number) => [x * width, y * height] as const;
  const data = Uint8Array.from({ length: width * height }, (_, i) => Number((i % width) * 3 < width));
  return {
    width,
    height,
    objects: [
      { class: 'box', box: [...at(0.2, 0.3), ...at(0.55, 0.9)] },
      {
        class: 'polygon',
        polygons: [{ rings: [[at(0.5, 0.1), at(0.97, 0.4), at(0.7, 0.8), at(0.3, 0.6)]] }],
      },
      { class: 'keypoint', keypoints: [{ x: 0.45 * width, y: 0.4 * height, visibility: 2 }] },
      { class: 'bitmap', bitmap: { width, height, data } },
    ],
    labelMaps: [],
    tags: [],
  };
}
