import { codecsOf, encode } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { copyRaster } from '../core/augment.js';
import { annotationsFromJson } from '../core/annotations/json.js';
import { contactSheet } from '../core/draw/contact-sheet.js';
import type { Tile } from '../core/draw/contact-sheet.js';
import { ImageError } from '../core/errors.js';
import type { Raster } from '../core/engine/raster.js';
import type { Recipe } from '../core/recipe/schema.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Source } from '../dataset/source.js';
import { decodeUpright } from './decode-upright.js';
import { makeVariants } from './make-variants.js';
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

/**
 * A contact sheet with labels: each Source unchanged, followed by exactly the variants that `run` makes of it.
 * @returns a PNG file
 */
export async function makeSheet(
  sources: readonly Source[],
  dataset: Dataset,
  { input }: Pick<Stores, 'input'>,
  options: PreviewOptions,
): Promise<Uint8Array> {
  const engineQueue = new EngineQueue();
  const tiles: Tile[] = [];
  for (const source of sources) for (const tile of await tilesOf(source)) tiles.push(tile);
  const sheet = contactSheet(tiles, { columns: options.columns, tileWidth: options.tileWidth });
  return encode(sheet, { format: 'png' });

  async function tilesOf(source: Source): Promise<Tile[]> {
    const { recipe } = options;
    const schema = schemaOf(source, dataset.files);
    const bytes = await readSource(source, { schema, declared: options.declared }, input);
    const wanted = [0, ...Array.from({ length: recipe.variants }, (_, i) => i + 1)];
    const made = await makeVariants(source, bytes, wanted, {
      recipe,
      schema,
      engineQueue,
      ...(options.declared && { declared: options.declared }),
    });
    return Promise.all(
      made.variants.map(async ({ recorded, outputs }) => ({
        raster: await decodePlain(outputs[0]!.bytes, outputs[0]!.key, recipe, engineQueue),
        annotations: annotationsFromJson(recorded.annotations, recorded.image.key),
        caption: recorded.variant === 0 ? source.key : recorded.image.key,
      })),
    );
  }
}

async function decodePlain(
  bytes: Uint8Array,
  name: string,
  recipe: Recipe,
  engineQueue: EngineQueue,
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
