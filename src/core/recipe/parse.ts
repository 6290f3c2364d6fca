import * as z from 'zod';
import { formatPosition, RecipeError, UsageError } from '../errors.js';
import { builtInModules } from '../modules.js';
import type { Modules } from '../modules.js';
import { readDocument, type RecipeDocument } from './document.js';
import {
  check,
  formatPath,
  mistakeAt,
  show,
  type FieldMistake,
  type FieldPath,
  type Mistake,
} from './mistakes.js';
import { isSavedPipeline } from './import/albumentations.js';
import { mixes } from './pool.js';
import { settingsSchemaFor, type Recipe, type RecipeNode, type Settings } from './schema.js';
import { readTree } from './tree.js';

const MOST_SHOWN = 50;
const INTO_PARTS = 'it acts on parts of an image, into which other images cannot be mixed';
const WITHOUT_POOL =
  'it mixes in other images, and the recipe does not say which: add `mix: {pool: pool.json}`, and write that file with `augment pool INPUT`';

/** The trees have rules of their own (`readTree`), so that a mistake names its transform. */
function createFileSchema(modules: Modules) {
  return settingsSchemaFor(modules).extend({
    preprocess: z.unknown().optional(),
    transforms: z.unknown().optional(),
  });
}

const fileSchemas = new WeakMap<Modules, ReturnType<typeof createFileSchema>>();

/** One for all Recipes: a schema compiles itself at its first use, which takes longer than to check a Recipe. */
function fileSchemaFor(modules: Modules): ReturnType<typeof createFileSchema> {
  const known = fileSchemas.get(modules);
  if (known) return known;
  const schema = createFileSchema(modules);
  fileSchemas.set(modules, schema);
  return schema;
}

const withPackages = z.object({ packages: z.array(z.string()) });
const withDct = z.object({ decode: z.object({ dct: z.string() }) });

function overridesSchemaFor(modules: Modules) {
  const { variants, output } = settingsSchemaFor(modules).shape;
  return z.object({
    variants: variants.unwrap().optional(),
    seed: z.string().optional(),
    format: output.unwrap().shape.format.unwrap().optional(),
    quality: output.unwrap().shape.quality.unwrap().optional(),
  });
}

/**
 * Reads a Recipe from YAML or JSON.
 * @param file its name, for messages
 * @param modules the transforms and formats that it may name
 * @returns the Recipe: checked, completed with defaults, frozen
 * @throws RecipeError that names every mistake, one line each: file:line:column, field, what was expected and found
 */
export function parseRecipe(text: string, file: string, modules: Modules = builtInModules): Recipe {
  const document = readDocument(text, file);
  if (!document.usable) throw recipeError(document.mistakes);
  return readValue(document, modules);
}

/**
 * Reads a Recipe from a value instead of a text: what `recipeJson` wrote, or an object literal.
 * @param from where it comes from, for messages
 * @throws RecipeError as `parseRecipe` does, without lines
 */
export function readRecipe(value: unknown, from: string, modules: Modules = builtInModules): Recipe {
  return readValue({ value, mistakes: [], locate: () => ({ file: from }) }, modules);
}

function readValue(document: Omit<RecipeDocument, 'usable'>, modules: Modules): Recipe {
  const value = document.value ?? {};
  if (isSavedPipeline(value)) {
    const { file } = document.locate([], 'value');
    throw new RecipeError(
      `${file}: this is a pipeline that Albumentations saved; convert it: augment recipe import ${file} > recipe.yaml`,
    );
  }
  const missing = missingPackages(value, modules);
  if (missing.length > 0) throw recipeError(missing.map((mistake) => positioned(mistake, document)));
  const mistakes: FieldMistake[] = [];
  const settings = check(fileSchemaFor(modules), value);
  if ('mistakes' in settings) for (const mistake of settings.mistakes) mistakes.push(mistake);
  const { preprocess = [], transforms } = value as Record<string, unknown>;
  const trees = {
    preprocess: readTree(preprocess, 'preprocess', modules.transforms, mistakes),
    transforms: readTree(transforms, 'transforms', modules.transforms, mistakes),
  };
  if (mistakes.length === 0) for (const mistake of mixedIntoParts(trees.transforms)) mistakes.push(mistake);
  if ('value' in settings && mistakes.length === 0 && !settings.value.mix)
    for (const mistake of withoutPool(trees.transforms)) mistakes.push(mistake);
  const all = [...document.mistakes, ...mistakes.map((mistake) => positioned(mistake, document))];
  if (!('value' in settings) || all.length > 0) throw recipeError(all);
  return {
    ...deepFreeze(settings.value),
    preprocess: freezeTree(trees.preprocess),
    transforms: freezeTree(trees.transforms),
    modules,
    notes: notesOf(value, settings.value),
  };
}

/** Mistakes of controls that act on parts of an image, where transforms below them mix in other images. */
function mixedIntoParts(nodes: readonly RecipeNode[]): FieldMistake[] {
  return nodes.flatMap((node, index) =>
    hasMixedParts(node) ? [mistakeAt(['transforms', index, node.transform.name], 'key', INTO_PARTS)] : [],
  );
}

function hasMixedParts({ transform, children }: RecipeNode): boolean {
  const actsOnParts = transform.group === 'control' && transform.parts !== undefined;
  return (actsOnParts && mixes(children)) || children.some(hasMixedParts);
}

/** Mistakes of transforms that mix in other images, in a Recipe that does not say which. */
function withoutPool(nodes: readonly RecipeNode[]): FieldMistake[] {
  return nodes.flatMap((node, index) =>
    mixes([node]) ? [mistakeAt(['transforms', index, node.transform.name], 'key', WITHOUT_POOL)] : [],
  );
}

function notesOf(value: unknown, { labels, tiles }: Pick<Settings, 'labels' | 'tiles'>): string[] {
  const { success } = withDct.safeParse(value);
  const isUnwritten = tiles?.objects?.folders === true && labels.write !== 'same';
  return [
    ...(success ? ['decode.dct has no effect: JPEG is always decoded and encoded exactly'] : []),
    ...(isUnwritten
      ? ['labels.write has no effect: with folders in tiles.objects, these are the only labels']
      : []),
  ];
}

/** The Recipe of a run without a recipe: one variant, flipped vertically. */
export function defaultRecipe(): Recipe {
  return parseRecipe('transforms: [VerticalFlip: {p: 1}]', 'the built-in recipe');
}

/** The settings that flags of the command line may change. Other flags are ignored. */
interface Overrides {
  readonly variants?: number;
  readonly seed?: string;
  readonly format?: string;
  readonly quality?: number | 'same';
}

/**
 * A Recipe with some settings replaced. The digest covers the replaced settings.
 * @throws UsageError that names the flag
 */
export function withOverrides(recipe: Recipe, overrides: Overrides): Recipe {
  const result = check(overridesSchemaFor(recipe.modules), overrides);
  if ('mistakes' in result) {
    const lines = result.mistakes.map(
      ({ path, message }) => `--${formatPath(path)}: ${message}, found ${show(valueAt(overrides, path))}`,
    );
    throw new UsageError(lines.join('\n'));
  }
  const { variants, seed, format, quality } = result.value;
  return {
    ...recipe,
    variants: variants ?? recipe.variants,
    seed: seed ?? recipe.seed,
    output: deepFreeze({
      ...recipe.output,
      format: format ?? recipe.output.format,
      quality: quality ?? recipe.output.quality,
    }),
  };
}

/** Reported alone: without its packages, a Recipe has many mistakes that say less. */
function missingPackages(value: unknown, modules: Modules): FieldMistake[] {
  const { data } = withPackages.safeParse(value);
  const loaded = new Set(modules.packages.map(({ name }) => name));
  return (data?.packages ?? []).flatMap((name, index) =>
    loaded.has(name)
      ? []
      : [
          mistakeAt(
            ['packages', index],
            'key',
            `the package ${name} is not loaded; add it with --package ${name}`,
          ),
        ],
  );
}

function positioned({ path, at, message }: FieldMistake, document: Omit<RecipeDocument, 'usable'>): Mistake {
  const tellsValue = at === 'value' && !message.includes('found');
  const found = tellsValue ? `, found ${show(valueAt(document.value, path))}` : '';
  const field = path.length > 0 ? `${formatPath(path)}: ` : '';
  return { position: document.locate(path, at), message: `${field}${message}${found}` };
}

function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

function recipeError(mistakes: readonly Mistake[]): RecipeError {
  const inOrder = mistakes.toSorted(
    (a, b) =>
      (a.position.line ?? 0) - (b.position.line ?? 0) || (a.position.column ?? 0) - (b.position.column ?? 0),
  );
  const lines = inOrder
    .slice(0, MOST_SHOWN)
    .map(({ position, message }) => `${formatPosition(position)}: ${message}`);
  if (mistakes.length > MOST_SHOWN) lines.push(`… and ${mistakes.length - MOST_SHOWN} more`);
  return new RecipeError(lines.join('\n'));
}

/** Transforms are not frozen: they are code of another module. */
function freezeTree(nodes: readonly RecipeNode[]): readonly RecipeNode[] {
  return Object.freeze(
    nodes.map(({ parameters, children, ...node }) =>
      Object.freeze({ ...node, parameters: deepFreeze(parameters), children: freezeTree(children) }),
    ),
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
