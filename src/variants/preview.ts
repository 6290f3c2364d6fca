import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { annotationsFromJson } from '../core/annotations/json.js';
import { shownPlanes } from '../core/draw/canvas.js';
import { contactSheet } from '../core/draw/contact-sheet.js';
import type { Tile } from '../core/draw/contact-sheet.js';
import { AugmentError, ImageError } from '../core/errors.js';
import { copyRaster } from '../core/engine/raster.js';
import type { Raster } from '../core/engine/raster.js';
import { mixedSources } from '../core/plan/plan.js';
import type { Plan } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import { addClassCounts } from '../dataset/class-counts.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import type { ClassCount } from '../dataset/inventory.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import { decodeUpright } from './decode-upright.js';
import { makeVariants } from './make-variants.js';
import type { MadeVariant } from './make-variants.js';
import { countMoved, describeCopies, sumObjects } from './moved-objects.js';
import type { MovedObjects } from './moved-objects.js';
import { readSource } from './read-source.js';
import type { Stores } from '../stores/open.js';
import type { DeclaredSchema } from '../core/formats/format.js';
import { EngineQueue } from './engine-queue.js';

interface PreviewOptions {
  readonly recipe: Recipe;
  readonly declared?: DeclaredSchema;
  readonly columns: number;
  readonly tileWidth: number;
}

export interface Sheet {
  readonly raster: Raster;
  /** Sources that are not on the sheet. */
  readonly failures: readonly Failure[];
  readonly notes: readonly string[];
  /** Of the Sources that were read. */
  readonly classes: readonly ClassCount[];
  /** What happened to their objects in the variants drawn. */
  readonly objects: MovedObjects;
}

/**
 * A contact sheet with labels: each Source as `run` writes it as an original, followed by exactly the variants that
 * `run` makes of it. A Source that is only copied has no variants.
 * @throws ImageError or LabelError if every Source fails, or none has anything to draw
 */
export async function makeSheet(
  sources: readonly Source[],
  dataset: Dataset,
  { input, pool = input }: Pick<Stores, 'input' | 'pool'>,
  options: PreviewOptions,
): Promise<Sheet> {
  const engineQueue = new EngineQueue();
  const tiles: Tile[] = [];
  const notes: string[] = [];
  const failures: Failure[] = [];
  const counts: (readonly ObjectCount[])[] = [];
  const moved: MovedObjects[] = [];
  for (const source of sources) {
    try {
      for (const tile of await tilesOf(source)) tiles.push(tile);
    } catch (error) {
      if (!(error instanceof AugmentError) || sources.length === 1) throw error;
      failures.push({ key: source.key, reason: error.message });
    }
  }
  if (tiles.length === 0) {
    const reason = failures[0] ? `${failures[0].key}: ${failures[0].reason}` : notes.join('; ');
    throw new ImageError(reason);
  }
  const objects = sumObjects(moved);
  const sheet = contactSheet(tiles, { columns: options.columns, tileWidth: options.tileWidth });
  return {
    raster: sheet,
    failures,
    notes: [...notes, ...describeCopies(objects.copies)],
    classes: addClassCounts(counts),
    objects,
  };

  async function tilesOf(source: Source): Promise<Tile[]> {
    const { recipe } = options;
    const schema = schemaOf(source, dataset.files);
    const bytes = await readSource(source, { schema, declared: options.declared }, input);
    const variants = source.role === 'copy' ? 0 : recipe.variants;
    const wanted = Array.from({ length: variants + 1 }, (_, i) => i);
    const made = await makeVariants(source, bytes, wanted, {
      recipe,
      schema,
      engineQueue,
      input: pool,
      keepsLabelMaps: true,
      ...(options.declared && { declared: options.declared }),
    });
    for (const note of made.notes) notes.push(note);
    if (made.variants.length === 0) notes.push(`${source.key}: it has no object that could be cut out`);
    counts.push(made.objects);
    const recorded = made.variants.map((one) => one.recorded);
    moved.push(countMoved(made.objects, recorded));
    return Promise.all(made.variants.map((variant) => tileOf(variant, source, recipe, engineQueue)));
  }
}

async function tileOf(
  { recorded, outputs, labelMaps = [] }: MadeVariant,
  source: Source,
  recipe: Recipe,
  engineQueue: EngineQueue,
): Promise<Tile> {
  const annotations = annotationsFromJson(recorded.annotations, recorded.image.key);
  const raster = await decodePlain(outputs[0]!.bytes, outputs[0]!.key, recipe, engineQueue);
  const isWhole = recorded.variant === 0 && recorded.tile === undefined;
  const name = isWhole ? captionOf(source) : recorded.image.key + withOthers(recorded.plan);
  const planes = shownPlanes(raster);
  return {
    raster,
    annotations: { ...annotations, labelMaps },
    caption: planes === undefined ? name : `${planes}: ${name}`,
  };
}

function withOthers(plan: Plan | undefined): string {
  const others = plan ? mixedSources(plan) : [];
  return others.length === 0 ? '' : ` with ${others.map(({ key }) => key).join(', ')}`;
}

function captionOf({ key, role, split }: Source): string {
  return role === 'copy' ? `${key} (${split ?? 'in no split'}: only copied)` : key;
}

/** @throws ImageError if the image is damaged or exceeds the Recipe's limits */
export async function decodePlain(
  bytes: Uint8Array,
  name: string,
  recipe: Recipe,
  engineQueue: Pick<EngineQueue, 'engine'>,
): Promise<Raster> {
  const { limits, decode } = recipe;
  const info = await inspect(bytes, { name, limits, ...decode }, codecsOf(recipe));
  const surface = await decodeUpright(bytes, info, decode, engineQueue.engine);
  return engineQueue.engine.consume(surface, copyRaster);
}

/** @throws ImageError if the data set has no such image */
export function sourceAt(dataset: Dataset, key: string): Source {
  const failure = dataset.failures.find((failed) => failed.key === key);
  if (failure) throw new ImageError(`${key}: ${failure.reason}`);
  const source = dataset.sources.find((one) => one.key === key);
  if (!source) throw new ImageError(`${key}: it is not an image of this data set`);
  return source;
}

/**
 * A few Sources of a folder, spread over it; of those that are augmented and have labels, if there are any.
 * @param folder a key below the input, or an empty text for all of it
 * @throws ImageError if the folder has no image of the data set
 */
export function sourcesIn(dataset: Dataset, folder: string, most: number): Source[] {
  const inside = dataset.sources.filter(({ key }) => folder === '' || key.startsWith(`${folder}/`));
  if (inside.length === 0) throw new ImageError(`${folder === '' ? 'the input' : folder}: no images found`);
  const augmented = unlessEmpty(inside, ({ role }) => role === 'augment');
  const shown = unlessEmpty(augmented, ({ labels }) => labels !== undefined);
  const number = Math.min(most, shown.length);
  return Array.from({ length: number }, (_, i) => shown[Math.floor((i * shown.length) / number)]!);
}

function unlessEmpty<T>(list: readonly T[], test: (item: T) => boolean): readonly T[] {
  const found = list.filter(test);
  return found.length > 0 ? found : list;
}
