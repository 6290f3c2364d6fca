import { sha256Hex } from './hash.js';
import { applyClasses } from './annotations/classes.js';
import type { Annotations, LabelReport } from './annotations/model.js';
import { moveAnnotations } from './annotations/move.js';
import { swapNames } from './annotations/swap.js';
import type { Swapping } from './annotations/swap.js';
import { compile } from './engine/compile.js';
import type { Surface } from './engine/memory.js';
import type { Raster } from './engine/raster.js';
import { Engine } from './engine/run.js';
import type { RunOptions } from './engine/run.js';
import { planOperations } from './plan/plan.js';
import type { Plan } from './plan/plan.js';
import { samplePlan } from './sampling/sample.js';
import type { Recipe } from './recipe/schema.js';

/** How labels fare: the Recipe's `labels`, and which keypoints exchange on a flip. */
export interface LabelRules {
  readonly filter: Recipe['labels'];
  readonly swapping: Swapping;
}

interface Result<Picture> {
  readonly picture: Picture;
  readonly annotations: Annotations;
  readonly report: LabelReport;
}

/**
 * One Plan, on a picture and its labels.
 * @param picture stays as it is
 * @returns a picture in the engine's memory, for the caller to free
 */
export function runPlan(
  plan: Plan,
  picture: Surface,
  annotations: Annotations,
  { filter, swapping }: LabelRules,
  engine: Engine,
  options: RunOptions = {},
): Result<Surface> {
  const operations = planOperations(plan);
  const program = compile(operations, plan.frame);
  const moved = moveAnnotations(annotations, operations, {
    filter,
    swapping,
    pixels: {
      bitmap: (bitmap) => engine.runBitmap(program, bitmap),
      labelMap: (labelMap) => engine.runLabelMap(program, labelMap),
    },
  });
  return { picture: engine.run(program, picture, options), ...moved };
}

export interface AugmentRequest {
  readonly recipe: Recipe;
  /** Labels in the raster's frame. */
  readonly annotations?: Annotations;
  /** The picture's name: part of the seed, so that two equal pictures need not be treated alike. */
  readonly key?: string;
  /** SHA-256 of the picture's file, 64 hexadecimal digits: part of the seed. Absent: of its samples. */
  readonly imageSha256?: string;
  /** Which variants, from 1. Absent: as many as the Recipe says. */
  readonly variants?: readonly number[];
}

export interface AugmentedRaster extends Result<Raster> {
  readonly variant: number;
  /** Enough to make it again. */
  readonly plan: Plan;
}

/**
 * Augments pixels with their labels: the pure part, for browsers and everything else. The same request gives the same
 * bytes, wherever it runs.
 * @throws RecipeError for a transform that needs an encoder (ImageCompression), unless `options.recode` is one
 */
export function augmentRaster(
  raster: Raster,
  request: AugmentRequest,
  engine: Engine = new Engine(),
  options: RunOptions = {},
): AugmentedRaster[] {
  const { recipe, key = '' } = request;
  const { width, height, channels } = raster;
  const given = request.annotations ?? { width, height, objects: [], labelMaps: [], tags: [] };
  const annotations = applyClasses(given, recipe.labels.classes);
  const imageSha256 = request.imageSha256 ?? sha256Hex(raster.data);
  const source = { key, imageSha256, frame: { width, height }, channels, annotations };
  const rules = { filter: recipe.labels, swapping: { names: swapNames(recipe.labels.swap) } };

  const picture = engine.load(raster);
  const variants = request.variants ?? Array.from({ length: recipe.variants }, (_, i) => i + 1);
  const results = variants.map((variant): AugmentedRaster => {
    const plan = samplePlan(recipe, source, variant, rules);
    const result = runPlan(plan, picture, annotations, rules, engine, options);
    const copy = copyRaster(result.picture);
    engine.free(result.picture);
    return { ...result, picture: copy, variant, plan };
  });
  if (picture !== raster) engine.free(picture);
  return results;
}

/** A Raster of its own memory. */
export function copyRaster({ width, height, channels, depth, data, alpha }: Raster): Raster {
  return { width, height, channels, depth, data: data.slice(), ...(alpha && { alpha: alpha.slice() }) };
}
