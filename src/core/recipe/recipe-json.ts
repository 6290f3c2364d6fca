import * as z from 'zod';
import { canonicalJson } from '../json.js';
import type { Json, JsonObject } from '../json.js';
import type { PackageId } from '../package-id.js';
import type { CatalogueEntry } from '../transforms/registry.js';
import { settingsSchemaFor, type Recipe, type RecipeNode } from './schema.js';
import { defaultP, parameterSchemas, type TreeName } from './tree.js';

/**
 * A Recipe as a file would write it, in its shortest form: without everything that equals its default. Reading it gives
 * the same Recipe, also in a later version that has more settings.
 * @param schema of the settings, whose defaults are left out
 */
export function recipeJson(
  recipe: Recipe,
  schema: z.ZodType = settingsSchemaFor(recipe.modules),
): JsonObject {
  const { modules: _modules, notes: _notes, pool: _pool, preprocess, transforms, ...settings } = recipe;
  const packages = packagesOf(recipe).map(({ name }) => name);
  return {
    ...withoutDefaults({ ...settings, packages }, defaultsOf(schema)),
    ...(preprocess.length > 0 && { preprocess: treeJson(preprocess, 'preprocess') }),
    transforms: treeJson(transforms, 'transforms'),
  };
}

/** The packages that a Recipe's transforms, label formats and codecs come from, by name, without this one. */
export function packagesOf({ preprocess, transforms, labels, modules }: Recipe): PackageId[] {
  const named = modules.formats.all.filter(({ name }) => name === labels.read || name === labels.write);
  const used = [
    ...entriesOf(preprocess),
    ...entriesOf(transforms),
    ...named,
    // A codec reads whatever its bytes recognise, so nobody knows before which ones are used.
    ...(modules.codecs ?? []),
  ];
  const packages = new Map(used.flatMap((one) => (one.package ? [[one.package.name, one.package]] : [])));
  return [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entriesOf(nodes: readonly RecipeNode[]): CatalogueEntry[] {
  return nodes.flatMap(({ transform, children }) => [transform, ...entriesOf(children)]);
}

function defaultsOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(schema.parse({}));
}

function treeJson(nodes: readonly RecipeNode[], tree: TreeName): Json {
  return nodes.map((node) => {
    const { transform, p, children } = node;
    const body: JsonObject = {
      ...parametersJson(node),
      ...(p !== defaultP(transform, tree) && { p }),
      ...(children.length > 0 && { transforms: treeJson(children, tree) }),
    };
    return Object.keys(body).length > 0 ? { [transform.name]: body } : transform.name;
  });
}

/** A parameter is left out completely or not at all: the defaults of its members belong to the transform. */
function parametersJson({ transform, parameters }: RecipeNode): JsonObject {
  const defaults: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(parameterSchemas(transform))) {
    const result = z.safeParse(schema, undefined);
    if (result.success) defaults[name] = result.data;
  }
  return Object.fromEntries(
    Object.entries(parameters).filter(([name, value]) => !isSame(value, defaults[name])),
  );
}

/** Leaves out the members that equal their defaults; mappings are compared member by member. */
function withoutDefaults(
  value: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    const standard = defaults[key];
    if (inner === undefined || isSame(inner, standard)) continue;
    kept[key] = isMapping(inner) && isMapping(standard) ? withoutDefaults(inner, standard) : (inner as Json);
  }
  return kept;
}

function isSame(value: unknown, standard: unknown): boolean {
  return standard !== undefined && canonicalJson(value) === canonicalJson(standard);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
