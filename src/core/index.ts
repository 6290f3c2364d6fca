/** The pure part: runs in Node, Lambda and the browser alike, touches no file and no network. */
export { augmentRaster, copyRaster, labelRules, runPlan } from './augment.js';
export type { AugmentRequest, AugmentedRaster, LabelRules } from './augment.js';
export { createFormats } from './formats/formats.js';
export { boxOf, polygonsOf } from './formats/shared/shapes.js';
export type { Formats } from './formats/formats.js';
export { builtInFormats } from './formats/index.js';
export type {
  DatasetEntry,
  DatasetFormat,
  DatasetPart,
  DatasetReading,
  DatasetText,
  DeclaredSchema,
  Holdings,
  LabelContext,
  LabelFile,
  LabelFormat,
  LabelProblem,
  LabelReading,
  LabelRole,
  LabelSchema,
  Placement,
  WriteContext,
} from './formats/format.js';
export type * from './annotations/model.js';
export { annotationsFromJson, annotationsToJson } from './annotations/json.js';
export { moveAnnotations } from './annotations/move.js';
export { contactSheet } from './draw/contact-sheet.js';
export { drawAnnotations } from './draw/labels.js';
export * from './errors.js';
export { builtInModules } from './modules.js';
export type { Modules } from './modules.js';
export { compile } from './engine/compile.js';
export { builtInImageFormats } from './image-formats.js';
export type { ImageFormat } from './image-formats.js';
export { Engine } from './engine/run.js';
export type { RunOptions as EngineOptions } from './engine/run.js';
export type { Program } from './engine/program.js';
export type { Surface } from './engine/memory.js';
export type { Raster } from './engine/raster.js';
export type * from './plan/operations.js';
export { planOperations } from './plan/plan.js';
export { parsePlan } from './plan/plan-schema.js';
export type { Plan, PlanStep } from './plan/plan.js';
export type { Frame } from './geometry/types.js';
export { samplePlan } from './sampling/sample.js';
export {
  defaultRecipe,
  importAlbumentations,
  parseRecipe,
  recipeDigest,
  recipeJsonSchema,
} from './recipe/index.js';
export { defineRecipe } from './recipe/define.js';
export type { RecipeInput, TransformInput } from './recipe/define.js';
export type { Recipe, RecipeNode } from './recipe/schema.js';
export { catalogue } from './transforms/catalogue.js';
export type { Json } from './json.js';
