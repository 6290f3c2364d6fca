import { decode } from '../codecs/index.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { opaqueBitmap, opaqueText } from '../core/annotations/opaque.js';
import { compile } from '../core/engine/compile.js';
import type { Raster } from '../core/engine/raster.js';
import { Engine } from '../core/engine/run.js';
import { AugmentError, ImageError } from '../core/errors.js';
import type { LabelFile } from '../core/formats/format.js';
import { poolEntry, requireMixable } from '../core/recipe/index.js';
import type { PoolEntry, PoolMasks } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import { compareKeys } from '../core/keys.js';
import { discover } from '../dataset/discover.js';
import { requireDecided, schemaOf } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import { inBatches } from '../stores/in-batches.js';
import { sha256 } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { openSource } from '../variants/open-source.js';
import type { OpenedSource } from '../variants/open-source.js';
import { readSource } from '../variants/read-source.js';

interface PoolChoice {
  /** Absent: all. */
  readonly most?: number | undefined;
  /** Only images with an object of one of these classes, as the files name them. Absent: all, also those without labels. */
  readonly classes?: readonly string[] | undefined;
}

export interface CollectedPool {
  /** In the order of their keys. */
  readonly sources: readonly PoolEntry[];
  /** Images that cannot be mixed into others, and are left out. */
  readonly failures: readonly Failure[];
  /** The classes of the objects in all images that were read, in the order of names. */
  readonly classes: readonly string[];
}

const engine = new Engine();

/** Enough to hide waiting times, few enough to fit into memory. */
const READ_AT_ONCE = 4;

/**
 * The Sources of an input that may be mixed into others: those that are augmented, so that no image of another split comes
 * into the training set. Their classes are those of the files: the Recipe's rules act when the pool is used. A part of them is
 * chosen by the hashes of their keys, so that it is the same everywhere, and stays nearly the same where images are added.
 */
export async function collectPool(input: Store, recipe: Recipe, choice: PoolChoice): Promise<CollectedPool> {
  const dataset = await discover(input, recipe);
  requireDecided(dataset);
  const augmented = dataset.sources.filter(({ role }) => role === 'augment');
  const { most = augmented.length } = choice;
  const inOrder = most < augmented.length ? byHash(augmented) : augmented;
  const sources: PoolEntry[] = [];
  const failures: Failure[] = [...dataset.failures];
  const met = new Set<string>();
  const read = (source: Source) => readEntry(source, dataset, input, recipe, choice);
  for await (const found of inBatches(inOrder, READ_AT_ONCE, read)) {
    for (const name of found.classes ?? []) met.add(name);
    if (found.failure) failures.push(found.failure);
    if (found.entry) sources.push(found.entry);
    if (sources.length >= most) break;
  }
  return {
    sources: sources.sort((a, b) => compareKeys(a.key, b.key)),
    failures,
    classes: [...met].sort(compareKeys),
  };
}

function byHash(sources: readonly Source[]): Source[] {
  const hashed = sources.map((source) => [sha256(source.key), source] as const);
  return hashed.sort(([a], [b]) => compareKeys(a, b)).map(([, source]) => source);
}

interface Read {
  /** Absent for a Source without the classes that are asked for. */
  readonly entry?: PoolEntry;
  readonly failure?: Failure;
  /** Of its objects. */
  readonly classes?: readonly string[];
}

async function readEntry(
  source: Source,
  { files }: Dataset,
  input: Store,
  recipe: Recipe,
  { classes }: PoolChoice,
): Promise<Read> {
  const schema = schemaOf(source, files);
  try {
    const bytes = await readSource(source, { schema }, input);
    const opened = await openSource(source, bytes, { recipe: withoutClassRules(recipe), schema });
    const names = opened.annotations.objects.map((object) => object.class);
    if (classes && !names.some((name) => classes.includes(name))) return { classes: names };
    const facts = factsOf(opened);
    // Damage in the picture would fail every image that draws this one.
    const raster = await decode(opened.bytes.image, opened.info, recipe.decode);
    const entry = poolEntry({ ...facts, ...opaqueIn(raster, opened.info) }, opened.annotations);
    return { entry, classes: names };
  } catch (error) {
    if (error instanceof AugmentError) return { failure: { key: source.key, reason: error.message } };
    throw error;
  }
}

function withoutClassRules(recipe: Recipe): Recipe {
  return { ...recipe, labels: { ...recipe.labels, classes: { rename: {}, drop: [], names: [] } } };
}

/** @throws AugmentError for what cannot be mixed into other images */
function factsOf({ source, bytes, info, annotations }: OpenedSource): Parameters<typeof poolEntry>[0] {
  const { key, labels } = source;
  const { channels, depth = 8, planes, hasAlpha } = info;
  if (planes !== undefined)
    throw new ImageError(
      `it has ${planes} planes that are no colours, and cannot be mixed into other images`,
    );
  requireMixable(key, annotations);
  return {
    ...{ key, sha256: bytes.imageSha256, size: bytes.image.length, channels, depth, alpha: hasAlpha },
    ...(bytes.labelsSha256 !== null && { labels: bytes.labelsSha256 }),
    ...(labels && annotations.labelMaps.length > 0 && { masks: masksOf(labels.format, bytes.labelFiles) }),
  };
}

/** Where the image is opaque, as displayed. @param raster as stored */
function opaqueIn(raster: Raster, { hasAlpha, orientation }: ImageInfo): Pick<PoolEntry, 'opaque'> {
  if (!hasAlpha) return {};
  const upright = compile([{ kind: 'orient', to: orientation }], raster);
  return { opaque: opaqueText(engine.runBitmap(upright, opaqueBitmap(raster))) };
}

function masksOf(format: string, files: readonly LabelFile[]): PoolMasks {
  return { format, files: files.map(({ role, key, bytes }) => ({ role, key, sha256: sha256(bytes) })) };
}
