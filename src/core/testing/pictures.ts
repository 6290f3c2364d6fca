import fc from 'fast-check';
import type { Annotations, LabelMap } from '../annotations/model.js';
import { opaqueBitmap, opaqueText } from '../annotations/opaque.js';
import type { OtherLabels } from '../annotations/move.js';
import { labelRules, runPlan } from '../augment.js';
import type { Raster } from '../engine/raster.js';
import { copyRaster } from '../engine/raster.js';
import { Engine } from '../engine/run.js';
import type { Box, Frame } from '../geometry/types.js';
import { parseRecipe, poolEntry } from '../recipe/index.js';
import type { PoolEntry } from '../recipe/index.js';
import type { Recipe } from '../recipe/schema.js';
import { sampleOutputs } from '../sampling/sample.js';

/** Each image has one object, a rectangle of its own colour on black; two colours never look alike where they fade. */
export const COLOURS = { own: [255, 0, 0], a: [0, 255, 0], b: [0, 0, 255], c: [255, 255, 255] } as const;
export type Name = keyof typeof COLOURS;

export interface Picture {
  readonly name: Name;
  readonly raster: Raster;
  readonly annotations: Annotations;
}

const engine = new Engine();

export function pictureOf(name: Name, { width, height }: Frame, box: Box): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let y = box[1]; y < box[3]; y++)
    for (let x = box[0]; x < box[2]; x++) data.set(COLOURS[name], 3 * (y * width + x));
  const annotations = { width, height, objects: [{ class: name, box }], labelMaps: [], tags: [] };
  return { name, raster: { width, height, channels: 3, depth: 8, data }, annotations };
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
export const picture = (name: Name) =>
  fc
    .tuple(fc.integer({ min: 24, max: 90 }), fc.integer({ min: 24, max: 90 }), share, share, share, share)
    .map(([width, height, x, y, u, v]) => {
      const [left, top] = [Math.floor(x * (width - 12)), Math.floor(y * (height - 12))];
      const right = left + 12 + Math.floor(u * (width - left - 12));
      const bottom = top + 12 + Math.floor(v * (height - top - 12));
      return pictureOf(name, { width, height }, [left, top, right, bottom]);
    });

function shaOf(name: Name): string {
  return name.charCodeAt(0).toString(16).repeat(32);
}

export function entryOf({ name, raster, annotations }: Picture): PoolEntry {
  const facts = {
    key: `${name}.png`,
    sha256: shaOf(name),
    size: 100,
    channels: 3,
    depth: 8,
    alpha: raster.alpha !== undefined,
    ...(raster.alpha && { opaque: opaqueText(opaqueBitmap(raster)) }),
  } as const;
  return poolEntry(facts, annotations);
}

/**
 * Samples a Plan and runs it.
 * @param maps label maps of the others, by their keys
 * @param tile of the variant, from 1, if the Recipe cuts it
 */
export function run(
  recipe: Recipe,
  own: Picture,
  others: readonly Picture[],
  variant = 1,
  maps: ReadonlyMap<string, readonly LabelMap[]> = new Map(),
  tile = 1,
) {
  const { annotations, raster } = own;
  const source = {
    key: 'own.png',
    imageSha256: shaOf('own'),
    frame: annotations,
    channels: 3,
    annotations,
  } as const;
  const pooled = labelRules(recipe);
  const labelled: OtherLabels = (other) => ({
    ...pooled.others!(other),
    labelMaps: maps.get(other.key) ?? [],
  });
  const rules = { ...pooled, others: labelled };
  const { plan } = sampleOutputs(recipe, source, variant, rules)[tile - 1]!;
  const surfaces = new Map(others.map((other) => [`${other.name}.png`, engine.load(other.raster)]));
  try {
    const result = engine.borrow(raster, (surface) =>
      runPlan(plan, surface, annotations, rules, engine, { other: ({ key }) => surfaces.get(key)! }),
    );
    return { ...result, plan, raster: engine.consume(result.raster, copyRaster) };
  } finally {
    for (const surface of surfaces.values()) engine.free(surface);
  }
}

/** The box of the pixels that are nearer to the colour than to black. */
export function found({ width, height, data }: Raster, name: Name): Box | undefined {
  const wanted = COLOURS[name].map((level) => level > 128);
  let box: [number, number, number, number] | undefined;
  for (let i = 0; i < width * height; i++) {
    if (!wanted.every((isLit, channel) => data[3 * i + channel]! > 127 === isLit)) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    box ??= [x, y, x + 1, y + 1];
    box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x + 1), Math.max(box[3], y + 1)];
  }
  return box;
}

export function recipeOf(transforms: string, more = ''): Recipe {
  return parseRecipe(`mix: {pool: pool.json}\n${more}\ntransforms: [${transforms}]`, 'r.yaml');
}
