import * as z from 'zod';
import { canonicalJson } from '../json.js';
import type { JsonObject } from '../json.js';
import type { Catalogue, CatalogueEntry } from '../transforms/registry.js';
import { whyNotHere } from '../transforms/known-names.js';
import { check, mistakeAt, unknownKey, type FieldMistake, type FieldPath } from './mistakes.js';
import { suggestion } from './nearest.js';
import type { RecipeNode } from './schema.js';

/** One of the Recipe's two lists. `preprocess` takes deterministic transforms only. */
export type TreeName = 'preprocess' | 'transforms';

/**
 * Checks a list of transforms, and the lists inside it.
 * @param catalogue the transforms that it may name
 * @param mistakes receives every mistake; if there are any, the returned tree is incomplete
 */
export function readTree(
  value: unknown,
  tree: TreeName,
  catalogue: Catalogue,
  mistakes: FieldMistake[],
): RecipeNode[] {
  return new TreeReader(tree, catalogue, mistakes).readList(value, [tree]);
}

const probability = z.number().min(0).max(1);

/** The probability of a transform for which the Recipe gives none. */
export function defaultP(entry: CatalogueEntry, tree: TreeName): number {
  return tree === 'preprocess' ? 1 : entry.p;
}

/** The parameters of a transform by name, without `p`, each with its own schema. */
export function parameterSchemas({
  name,
  schema,
}: CatalogueEntry): Readonly<Record<string, z.core.$ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape;
  throw new Error(`${name}: the schema of a transform's parameters must be a zod object`);
}

export function parameterNames(entry: CatalogueEntry): string[] {
  return Object.keys(parameterSchemas(entry));
}

class TreeReader {
  constructor(
    private readonly tree: TreeName,
    private readonly catalogue: Catalogue,
    private readonly mistakes: FieldMistake[],
  ) {}

  readList(value: unknown, path: FieldPath): RecipeNode[] {
    if (Array.isArray(value)) {
      return value.flatMap((item: unknown, index) => this.readNode(item, [...path, index]) ?? []);
    }
    this.report(path, 'value', 'expected a list of transforms');
    return [];
  }

  private readNode(item: unknown, path: FieldPath): RecipeNode | undefined {
    if (typeof item === 'string') return this.readNamed(item, {}, [...path, item]);
    if (!isMapping(item)) {
      this.report(path, 'value', 'expected a transform: its name, or `Name: {parameters}`');
      return undefined;
    }
    const names = Object.keys(item);
    const [name] = names;
    if (name === undefined || names.length > 1) {
      this.report(
        path,
        'value',
        `expected one name, found ${names.join(', ') || 'none'}: indent parameters below it`,
      );
      return undefined;
    }
    const fieldPath = [...path, name];
    const parameters = item[name] ?? {};
    if (isMapping(parameters)) return this.readNamed(name, parameters, fieldPath);
    this.report(fieldPath, 'value', 'expected a mapping of parameters');
    return undefined;
  }

  private readNamed(
    name: string,
    parameters: Readonly<Record<string, unknown>>,
    path: FieldPath,
  ): RecipeNode | undefined {
    const entry = this.catalogue.get(name);
    if (!entry) {
      this.report(path, 'key', missingEntry(name, this.catalogue));
      return undefined;
    }
    const before = this.mistakes.length;
    this.checkKeys(entry, parameters, path);
    const { p: givenP, transforms, ...own } = parameters;
    const p = this.checked(probability, givenP ?? defaultP(entry, this.tree), [...path, 'p']);
    const values = this.checked(entry.schema, own, path);
    if (this.tree === 'preprocess') this.checkPreprocess(entry, values, givenP, path);
    const children = entry.group === 'control' ? this.readChildren(name, transforms, path) : [];
    if (p === undefined || this.mistakes.length > before) return undefined;
    this.checkNormalForm(entry, values, path);
    return { transform: entry, p, parameters: values as JsonObject, children };
  }

  /** Recipes are stored in normal form: parameters that are not their own normal form would come back as others. */
  private checkNormalForm(entry: CatalogueEntry, values: unknown, path: FieldPath): void {
    if (!entry.package) return;
    const again = check(entry.schema, values);
    if ('value' in again && canonicalJson(again.value) === canonicalJson(values)) return;
    const from = entry.package.name;
    this.report(
      path,
      'key',
      `a defect of the package ${from}: the output of its schema must be an input that gives itself`,
    );
  }

  private readChildren(name: string, transforms: unknown, path: FieldPath): RecipeNode[] {
    const fieldPath = [...path, 'transforms'];
    const children = this.readList(transforms, fieldPath);
    if (Array.isArray(transforms) && transforms.length === 0) {
      this.report(fieldPath, 'value', 'expected at least one transform');
    }
    if (name === 'OneOf' && children.length > 0 && children.every(({ p }) => p === 0)) {
      this.report(fieldPath, 'value', 'expected at least one transform with p above 0: they are the weights');
    }
    return children;
  }

  private checkKeys(entry: CatalogueEntry, parameters: object, path: FieldPath): void {
    const central = entry.group === 'control' ? ['p', 'transforms'] : ['p'];
    const known = [...parameterNames(entry), ...central];
    for (const key of Object.keys(parameters).filter((key) => !known.includes(key))) {
      const reason = entry.refused && Object.hasOwn(entry.refused, key) ? entry.refused[key] : undefined;
      this.mistakes.push(
        reason === undefined
          ? unknownKey(path, key, known)
          : mistakeAt([...path, key], 'key', `not supported: ${reason}`),
      );
    }
  }

  private checkPreprocess(entry: CatalogueEntry, parameters: unknown, p: unknown, path: FieldPath): void {
    // Mistaken parameters are reported already.
    if (parameters === undefined) return;
    if (entry.group === 'control' || !entry.deterministic?.(parameters)) {
      this.report(path, 'key', 'random: preprocess takes only transforms that always do the same');
    }
    if (p !== undefined && p !== 1)
      this.report([...path, 'p'], 'value', 'expected 1: preprocess always runs');
  }

  private checked<Schema extends z.ZodType>(
    schema: Schema,
    value: unknown,
    path: FieldPath,
  ): z.output<Schema> | undefined {
    const result = check(schema, value, path);
    if ('value' in result) return result.value;
    for (const mistake of result.mistakes) this.mistakes.push(mistake);
    return undefined;
  }

  private report(path: FieldPath, at: 'key' | 'value', message: string): void {
    this.mistakes.push(mistakeAt(path, at, message));
  }
}

/** The message for a name that the catalogue does not have. */
export function missingEntry(name: string, { names }: Catalogue): string {
  const reason = whyNotHere(name);
  if (reason !== undefined) return `Albumentations 2.0.8 has \`${name}\`; it is not needed here: ${reason}`;
  return `no transform of this name; ${suggestion(name, names)}`;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
