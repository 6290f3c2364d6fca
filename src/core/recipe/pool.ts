import * as z from 'zod';
import { applyClasses } from '../annotations/classes.js';
import type { ClassRules } from '../annotations/class-identity.js';
import { extentOf } from '../annotations/silhouette.js';
import { annotationsFromJson } from '../annotations/json.js';
import type { Annotations } from '../annotations/model.js';
import { opaqueOutlines } from '../annotations/opaque.js';
import { ImageError, LabelError, RecipeError } from '../errors.js';
import { sha256Hex } from '../hash.js';
import { canonicalJson } from '../json.js';
import { compareKeys } from '../keys.js';
import type { Polygon } from '../geometry/types.js';
import type { MixedSource } from '../plan/operations.js';
import type { Random } from '../plan/random.js';
import type { CatalogueEntry } from '../transforms/registry.js';
import { decodedBytesOf, entrySchema } from './pool-entry.js';
import type { PoolEntry } from './pool-entry.js';
import type { Recipe, RecipeNode } from './schema.js';

const POOL_VERSION = 1;

/** Where a function finds its pool, beside its code. */
export const DEPLOYED_POOL = 'pool.json';

/** What a file of a pool holds, besides its version. */
export const poolFields = { sources: z.array(entrySchema), root: z.exactOptional(z.string().min(1)) };

export interface PoolContent {
  readonly sources: readonly PoolEntry[];
  /**
   * Where the images lie, if not in the input: a path from the input, or an address. Images are told apart by their hashes,
   * so it decides no variant.
   */
  readonly root?: string;
}

const poolSchema = z.strictObject({ version: z.literal(POOL_VERSION), ...poolFields });

/** Sources that may be mixed into others, in the order of their keys. */
export class Pool {
  private readonly byKey: ReadonlyMap<string, PoolEntry>;
  private decoded: number | undefined;
  private readonly outlines = new Map<string, Polygon['rings']>();

  /**
   * @param classes the Recipe's, which the labels go through
   * @param root see `PoolContent`
   */
  constructor(
    readonly sources: readonly PoolEntry[],
    private readonly classes: ClassRules,
    readonly root?: string,
  ) {
    this.byKey = new Map(sources.map((entry) => [entry.key, entry]));
  }

  /** What all its images take decoded, in bytes. */
  get decodedBytes(): number {
    return (this.decoded ??= this.sources.reduce((sum, entry) => sum + decodedBytesOf(entry), 0));
  }

  /** As a file has it. */
  get content(): PoolContent {
    const { sources, root } = this;
    return { sources, ...(root !== undefined && { root }) };
  }

  /** Of the canonical JSON of what decides variants: with another pool, a Recipe that mixes gives other ones. */
  get sha256(): string {
    return sha256Hex(canonicalJson(this.sources.map(({ labels: _, ...decisive }) => decisive)));
  }

  /** @throws ImageError where the pool has no such image */
  entryOf({ key, sha256 }: Pick<MixedSource, 'key' | 'sha256'>): PoolEntry {
    const entry = this.byKey.get(key);
    if (entry?.sha256 === sha256) return entry;
    throw new ImageError(
      `${key} is to be mixed in, and the pool has ${entry ? 'another image of this name' : 'no such image'}; run again`,
    );
  }

  /** In its own frame. @throws LabelError where the pool's labels are damaged */
  labelsOf(source: Pick<MixedSource, 'key' | 'sha256'>): Annotations {
    const { key, annotations } = this.entryOf(source);
    return applyClasses(annotationsFromJson(annotations, `the pool: ${key}`), this.classes);
  }

  /**
   * Even-odd rings around what is opaque of the image, in its own frame; undefined where it has no alpha.
   * @throws RecipeError where the pool is damaged
   */
  opaqueOf(source: Pick<MixedSource, 'key' | 'sha256'>): Polygon['rings'] | undefined {
    const entry = this.entryOf(source);
    if (entry.opaque === undefined) return undefined;
    const known = this.outlines.get(entry.key);
    if (known) return known;
    const outlines = outlinesIn(entry, entry.opaque);
    this.outlines.set(entry.key, outlines);
    return outlines;
  }

  /**
   * Different ones, none of them with that content: as many as are asked for, or all that there are. It takes `count` draws.
   * @param sha256 of the image that they are mixed into
   */
  draw(count: number, random: Random, sha256: string): PoolEntry[] {
    const taken = this.sources.flatMap((entry, index) => (entry.sha256 === sha256 ? [index] : []));
    const drawn: PoolEntry[] = [];
    for (let i = 0; i < count; i++) {
      const left = this.sources.length - taken.length;
      const place = random.integer(0, Math.max(0, left - 1));
      if (left === 0) continue;
      const index = freePlace(place, taken);
      taken.push(index);
      taken.sort((a, b) => a - b);
      drawn.push(this.sources[index]!);
    }
    return drawn;
  }
}

function outlinesIn(entry: PoolEntry, opaque: string): Polygon['rings'] {
  try {
    return opaqueOutlines(opaque, entry);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(`the pool: ${entry.key}`, `opaque: ${error.message}`);
  }
}

/** @param taken ascending */
function freePlace(place: number, taken: readonly number[]): number {
  return taken.reduce((index, other) => (other <= index ? index + 1 : index), place);
}

/**
 * The Recipe with the pool that its `mix.pool` names.
 * @param sources in any order; each key once
 * @param root see `PoolContent`
 */
export function withPool(recipe: Recipe, sources: readonly PoolEntry[], root?: string): Recipe {
  const inOrder = [...sources].sort((a, b) => compareKeys(a.key, b.key));
  return { ...recipe, pool: new Pool(inOrder, recipe.labels.classes, root) };
}

/**
 * The same, as a file has the pool.
 * @param file its name, for messages
 * @throws RecipeError where the text is no pool, or has nothing for a transform of the Recipe
 */
export function withPoolFile(recipe: Recipe, text: string, file: string): Recipe {
  const { sources, root } = parsePool(text, file);
  const pooled = withPool(recipe, sources, root);
  requireObjects(pooled, file);
  return pooled;
}

/** @throws RecipeError where a transform takes objects of the pool, and there are none */
export function requireObjects({ pool, transforms }: Recipe, file: string): void {
  const taking = entriesOf(transforms).find((entry) => entry.group !== 'control' && entry.takesObjects);
  if (!taking || !pool) return;
  if (pool.sources.some((entry) => hasObjects(pool.labelsOf(entry)))) return;
  throw new RecipeError(
    `${file}: ${taking.name} takes objects out of the pool, and none of its ${pool.sources.length} images has an object with an area that the recipe keeps; write a pool of images with objects: augment pool INPUT`,
  );
}

function hasObjects(labels: Annotations): boolean {
  return labels.objects.some((object) => extentOf(object, labels) !== undefined);
}

/** Whether a transform of the tree mixes in other Sources. */
export function mixes(nodes: readonly RecipeNode[]): boolean {
  return nodes.some(({ transform, children }) => transform.group === 'mixing' || mixes(children));
}

function entriesOf(nodes: readonly RecipeNode[]): readonly CatalogueEntry[] {
  return nodes.flatMap(({ transform, children }) => [transform, ...entriesOf(children)]);
}

/**
 * @param file its name, for messages
 * @throws RecipeError where the text is no pool
 */
export function parsePool(text: string, file: string): PoolContent {
  const result = poolSchema.safeParse(parseJson(text, file));
  if (result.success)
    return {
      sources: result.data.sources,
      ...(result.data.root !== undefined && { root: result.data.root }),
    };
  const [{ path, message }] = result.error.issues as [z.core.$ZodIssue];
  throw damaged(file, `${path.join('.')}: ${message}`);
}

/** A line for each Source. */
export function formatPool({ sources, root }: PoolContent): string {
  const lines = sources.map((entry) => canonicalJson(entry)).join(',\n');
  const place = root === undefined ? '' : `,"root":${JSON.stringify(root)}`;
  return `{"version":${POOL_VERSION},"sources":[\n${lines}\n]${place}}\n`;
}

/** @throws LabelError for labels that cannot be mixed with those of other images */
export function requireMixable(key: string, { labelMaps }: Annotations): void {
  if (labelMaps.every(({ kind }) => kind === 'semantic')) return;
  throw new LabelError(
    { file: key },
    'its masks of single objects cannot be mixed with those of other images, as their values would meet; with `labels: {write: coco}`, or another format of outlines, they become objects, which can',
  );
}

/**
 * For a program that reads its own input only.
 * @throws RecipeError where the images of the pool lie elsewhere
 */
export function requireInInput({ pool }: Recipe, file: string): void {
  if (pool?.root === undefined) return;
  throw new RecipeError(
    `${file}: its images lie in ${pool.root}, and a function reads nothing but its own input; upload them below the input, and write a pool of that: augment pool INPUT`,
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(file, (error as Error).message);
  }
}

function damaged(file: string, reason: string): RecipeError {
  return new RecipeError(
    `${file}: it is no pool that this version of the program can read (${reason}); write it again: augment pool INPUT`,
  );
}

/** @throws RecipeError where the pool was not read with the Recipe */
export function requirePool({ pool, mix }: Pick<Recipe, 'pool' | 'mix'>): Pool {
  if (pool) return pool;
  throw new RecipeError(
    `the recipe mixes in other images, and its pool (mix: {pool: ${mix?.pool ?? 'none'}}) was not read with it`,
  );
}
