/** The pure part: runs in Node, Lambda and the browser alike, touches no file and no network. */
export { augmentRaster, labelRules, runPlan } from './augment.js';
export type { AugmentRequest, AugmentedRaster, LabelRules, PlanOptions, PlanResult } from './augment.js';
export type { ClassRules } from './annotations/class-identity.js';
export { annotationsFromJson, annotationsToJson } from './annotations/json.js';
export type * from './annotations/model.js';
export type { LabelFilter } from './annotations/filter.js';
export { moveAnnotations } from './annotations/move.js';
export type { BitmapMover } from './annotations/object.js';
export type { MovedAnnotations, MoveOptions, OpaqueOutlines, OtherLabels } from './annotations/move.js';
export type { Swapping } from './annotations/swap.js';
export { contactSheet } from './draw/contact-sheet.js';
export type { SheetOptions, Tile } from './draw/contact-sheet.js';
export { drawAnnotations } from './draw/labels.js';
export { compile } from './engine/compile.js';
export type * from './engine/exports.js';
export type * from './engine/density-exports.js';
export type * from './engine/exports16.js';
export type * from './engine/mix-exports.js';
export type * from './engine/layer-exports.js';
export type * from './engine/noise-exports.js';
export type * from './engine/place-exports.js';
export type * from './engine/rank-exports.js';
export type * from './engine/warp-exports.js';
export type { Block, Kernels, Surface, SurfaceOf, SurfaceShape } from './engine/memory.js';
export type * from './engine/program.js';
export type * from './engine/convolve-exports.js';
export type * from './engine/fill-exports.js';
export type { AdaptiveKernels } from './engine/pixels/adaptive/exports.js';
export type { SlicKernels } from './engine/pixels/slic.js';
export type { SpectrumKernels } from './engine/match/exports.js';
export { copyRaster, withEightBits } from './engine/raster.js';
export type { Raster, RasterOf, SamplesOf } from './engine/raster.js';
export { Engine } from './engine/run.js';
export type { RunOptions as EngineOptions } from './engine/run.js';
export * from './errors.js';
export { defineFormat } from './formats/format.js';
export type * from './formats/format.js';
export { createFormats } from './formats/formats.js';
export type { FormatPlacement, Formats } from './formats/formats.js';
export { builtInFormats } from './formats/index.js';
export { boxOf, polygonsOf } from './formats/shared/shapes.js';
export type * from './geometry/types.js';
export type * from './image-codec.js';
export { builtInImageFormats } from './image-formats.js';
export type { ImageFormat, Writable } from './image-formats.js';
export type { Json, JsonObject } from './json.js';
export { builtInModules } from './modules.js';
export type { Modules } from './modules.js';
export type { PackageId } from './package-id.js';
export type { Depth } from './plan/depth.js';
export { LABEL_EFFECTS } from './plan/operations.js';
export type * from './plan/operations.js';
export { PLAN_VERSION, planOperations } from './plan/plan.js';
export type { Plan, PlanStep } from './plan/plan.js';
export { parsePlan } from './plan/plan-schema.js';
export type { Rearrangement } from './plan/rearrangement.js';
export type { Random } from './plan/random.js';
export {
  defaultRecipe,
  defineRecipe,
  importPipeline,
  parsePool,
  parseRecipe,
  recipeDigest,
  recipeJson,
  recipeJsonSchema,
  withPool,
} from './recipe/index.js';
export type {
  BuiltInEntry,
  OwnParameters,
  ParametersOf,
  RecipeInput,
  TransformInput,
} from './recipe/define.js';
export type { ImportedRecipe } from './recipe/import/index.js';
export type { Pool, PoolContent, PoolEntry, PoolMasks } from './recipe/index.js';
export { settingsSchema } from './recipe/schema.js';
export type { Frozen, Recipe, RecipeNode, Settings } from './recipe/schema.js';
export { samplePlan } from './sampling/sample.js';
export type { SampledOutput, SampledSource, SampleOptions } from './sampling/sample.js';
export type { OutputId } from './sampling/tiles.js';
export type { WalkedImage } from './sampling/walk.js';
export { catalogue } from './transforms/catalogue.js';
export type { AxisRanges, Range } from './transforms/parameters.js';
export { createCatalogue } from './transforms/registry.js';
export type { Catalogue, CatalogueEntry } from './transforms/registry.js';
export { defineControl, defineTransform } from './transforms/transform.js';
export type {
  Control,
  Entry,
  Origin,
  OtherSource,
  Sampled,
  Scene,
  Transform,
} from './transforms/transform.js';
