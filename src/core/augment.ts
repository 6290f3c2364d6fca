import { sha256Hex } from './hash.js';
import { expectAnnotations } from './annotations/expect-annotations.js';
import { applyClasses } from './annotations/classes.js';
import type { AnnotatedObject, Annotations, LabelReport } from './annotations/model.js';
import { cutOut } from './annotations/cut-out.js';
import {
  followAnnotations,
  type MoveOptions,
  type OpaqueOutlines,
  type OtherLabels,
} from './annotations/move.js';
import { mixedInto, objectLosses, reportSteps } from './annotations/step-report.js';
import type { ObjectLoss } from './annotations/step-report.js';
import { swapNames } from './annotations/swap.js';
import type { Swapping } from './annotations/swap.js';
import { compile } from './engine/compile.js';
import { expectSize } from './engine/expect-size.js';
import type { Surface } from './engine/memory.js';
import { readingPart } from './engine/part.js';
import { copyRaster, expectRaster } from './engine/raster.js';
import type { Raster } from './engine/raster.js';
import { Engine } from './engine/run.js';
import type { RunOptions } from './engine/run.js';
import type { Program } from './engine/program.js';
import type { Frame, Rectangle } from './geometry/types.js';
import type { LabelSchema } from './formats/format.js';
import type { MixLayer, Operation } from './plan/operations.js';
import { planOperations } from './plan/plan.js';
import type { Plan } from './plan/plan.js';
import { requireSuited } from './sampling/require-suited.js';
import { sampleOutputs } from './sampling/sample.js';
import type { SampledOutput } from './sampling/sample.js';
import type { Recipe } from './recipe/schema.js';

/** The Recipe's `labels`, and which names and keypoints exchange on a mirrored image. */
export interface LabelRules {
  readonly filter: Recipe['labels'];
  readonly swapping: Swapping;
  /** Labels of the Sources that are mixed in. */
  readonly others?: OtherLabels | undefined;
  /** What of them is opaque. */
  readonly opaque?: OpaqueOutlines | undefined;
}

/** @param schema what the data set declares; its keypoint partners (`flip_idx`) exchange on a mirrored image */
export function labelRules(
  { labels, pool }: Pick<Recipe, 'labels' | 'pool'>,
  schema?: LabelSchema,
): LabelRules {
  return {
    filter: labels,
    others: pool && ((source) => pool.labelsOf(source)),
    opaque: pool && ((source) => pool.opaqueOf(source)),
    swapping: {
      names: swapNames(labels.swap),
      partners: schema?.keypoints?.partners,
      listed: schema?.keypoints !== undefined,
    },
  };
}

export interface PlanResult<Pixels extends Raster> {
  readonly raster: Pixels;
  readonly annotations: Annotations;
  readonly report: LabelReport;
  /** Those of the objects that are of other images, or of objects that are shown again. */
  readonly mixedIn: ReadonlySet<AnnotatedObject>;
}

export interface PlanOptions extends RunOptions {
  /** The part of the Plan's frame that the image is, with all pixels that the Plan reads. Absent: the whole frame. */
  readonly part?: Rectangle;
}

/**
 * Runs one Plan on an image and its labels.
 * @param source is not changed; its size is the Plan's frame, or that of `options.part`
 * @param annotations in the Plan's frame, and so are their bitmaps and label maps
 * @returns an image in the engine's memory, for the caller to free
 * @throws ImageError where a size differs from the Plan's frame
 */
export function runPlan(
  plan: Plan,
  source: Surface,
  annotations: Annotations,
  rules: LabelRules,
  engine: Engine,
  options: PlanOptions = {},
): PlanResult<Surface> {
  const whole = compile(planOperations(plan), plan.frame);
  const moved = runPlanOnLabels(plan, annotations, rules, engine, whole);
  const program = options.part ? readingPart(whole, options.part) : whole;
  const shape = (layer: MixLayer) => cutOut(layer, annotations, movingWith(engine, rules));
  return { raster: engine.run(program, source, { shape, ...options }), ...moved };
}

/**
 * Runs one Plan on labels alone.
 * @param annotations in the Plan's frame, and so are their bitmaps and label maps
 * @param program the Plan compiled, if it is already
 * @throws ImageError where a size differs from the Plan's frame
 */
export function runPlanOnLabels(
  plan: Plan,
  annotations: Annotations,
  rules: LabelRules,
  engine: Engine,
  program = compile(planOperations(plan), plan.frame),
): Omit<PlanResult<Raster>, 'raster'> {
  expectLabelSizes(annotations, plan.frame);
  const operations = planOperations(plan);
  const moving = movingWith(engine, rules, [[operations, program]]);
  const { annotations: moved, report, ...followed } = followAnnotations(annotations, operations, moving);
  const { datasetWarnings } = report;
  return {
    annotations: moved,
    report: { ...reportSteps(followed, plan.steps, rules), datasetWarnings },
    mixedIn: mixedInto(followed),
  };
}

/**
 * The objects of an image that a Plan drops, or of which it cuts a part off, in the order of the labels, each with the step
 * that did it. They are those that the report of `runPlan` counts by class.
 * @param annotations in the Plan's frame
 */
export function lostObjects(
  plan: Plan,
  annotations: Annotations,
  rules: LabelRules,
  engine: Engine,
): readonly ObjectLoss[] {
  const followed = followAnnotations(annotations, planOperations(plan), movingWith(engine, rules));
  return objectLosses(followed, plan.steps, rules);
}

/** Moves the pixels of bitmaps and label maps, too. @param compiled what is compiled already */
function movingWith(
  engine: Engine,
  { filter, swapping, others, opaque }: LabelRules,
  compiled: readonly (readonly [readonly Operation[], Program])[] = [],
): MoveOptions {
  const programs = new Map(compiled);
  const programOf = (some: readonly Operation[], frame: Frame) => {
    const program = programs.get(some) ?? compile(some, frame);
    programs.set(some, program);
    return program;
  };
  return {
    filter,
    swapping,
    others,
    opaque,
    pixels: {
      bitmap: (bitmap, leg) => engine.runBitmap(programOf(leg, bitmap), bitmap),
      labelMap: (labelMap, filling) => engine.runLabelMap(programOf(filling, labelMap), labelMap),
    },
  };
}

function expectLabelSizes(annotations: Annotations, frame: Frame): void {
  expectSize('the annotations', annotations, frame);
  for (const { class: name, bitmap } of annotations.objects) {
    if (bitmap) expectSize(`a bitmap of class ${name}`, bitmap, frame);
  }
  for (const labelMap of annotations.labelMaps) expectSize(`the label map ${labelMap.name}`, labelMap, frame);
}

export interface AugmentRequest {
  readonly recipe: Recipe;
  /** Labels in the raster's frame. */
  readonly annotations?: Annotations;
  /** What the data set declares about its labels: its keypoint partners (`flip_idx`) exchange on a mirrored image. */
  readonly schema?: LabelSchema;
  /** The image's name. It is part of the seed, so that two equal images get different variants. */
  readonly key?: string;
  /** SHA-256 of the image's file, 64 hexadecimal digits: part of the seed. Absent: the hash of the raster's samples. */
  readonly imageSha256?: string;
  /** Which variants, from 1; with all of their tiles. Absent: as many as the Recipe says. */
  readonly variants?: readonly number[];
}

/** With the Source, its Plan is enough to make it again. */
export interface AugmentedRaster extends PlanResult<Raster>, SampledOutput {}

/**
 * Augments a raster with its labels. It needs no Node, so it also runs in a browser. The same request gives the same bytes
 * on every machine.
 * @throws RecipeError for a transform that needs an encoder (ImageCompression), unless `options.recode` is one
 * @throws ImageError where the raster has another number of samples than its size asks for, or the annotations are for
 * another size, or a transform does not work on the raster's depth or planes
 * @throws LabelError where a member of the annotations is missing, or is not what the type says
 */
export function augmentRaster(
  raster: Raster,
  request: AugmentRequest,
  engine: Engine = new Engine(),
  options: RunOptions = {},
): AugmentedRaster[] {
  const { recipe, key = '' } = request;
  expectRaster(raster);
  const { width, height, channels } = raster;
  requireSuited(key || 'the image', raster, [...recipe.preprocess, ...recipe.transforms]);
  if (request.annotations) expectAnnotations(request.annotations);
  const given = request.annotations ?? { width, height, objects: [], labelMaps: [], tags: [] };
  expectLabelSizes(given, { width, height });
  const annotations = applyClasses(given, recipe.labels.classes);
  const imageSha256 = request.imageSha256 ?? sha256Hex(bytesOf(raster.data));
  const source = {
    key,
    imageSha256,
    frame: { width, height },
    channels,
    hasAlpha: raster.alpha !== undefined,
    annotations,
  };
  const rules = labelRules(recipe, request.schema);
  const variants = request.variants ?? Array.from({ length: recipe.variants }, (_, i) => i + 1);

  const outputs = variants.flatMap((variant) => sampleOutputs(recipe, source, variant, rules));
  return engine.borrow(raster, (surface) =>
    outputs.map((output) => {
      const result = runPlan(output.plan, surface, annotations, rules, engine, options);
      return { ...result, raster: engine.consume(result.raster, copyRaster), ...output };
    }),
  );
}

/** The same memory as bytes, in the machine's order, which is little-endian wherever the program runs. */
function bytesOf({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
