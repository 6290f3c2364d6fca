import { codecsOf, encode } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import { Canvas } from '../core/draw/canvas.js';
import { shrink } from '../core/draw/shrink.js';
import { AugmentError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Report } from '../inspection/report.js';
import type { Store } from '../stores/store.js';
import { decodeUpright } from '../variants/decode-upright.js';
import { EngineQueue } from '../variants/engine-queue.js';

/** In pixels. */
const LONGEST_SIDE = 160;
/** A thumbnail has some 6,000 bytes. */
const MOST = 100;
const OF_A_FINDING = 4;
const QUALITY = 75;

/**
 * The first images that the findings of a report name, small, as data URLs by their keys. An image that cannot be decoded has
 * none.
 */
export async function drawThumbnails(
  { findings }: Report,
  input: Store,
  recipe: Recipe,
): Promise<ReadonlyMap<string, string>> {
  const named = findings.flatMap(({ images }) => images.slice(0, OF_A_FINDING));
  const queue = new EngineQueue();
  const drawn = new Map<string, string>();
  for (const key of new Set(named)) {
    if (drawn.size >= MOST) break;
    const url = await drawThumbnail(key, input, recipe, queue);
    if (url !== undefined) drawn.set(key, url);
  }
  return drawn;
}

async function drawThumbnail(
  key: string,
  input: Store,
  recipe: Recipe,
  { engine }: EngineQueue,
): Promise<string | undefined> {
  try {
    const stored = await input.read(key);
    if (!stored) return undefined;
    const { limits, decode } = recipe;
    const info = await inspect(stored.bytes, { name: key, limits, ...decode }, codecsOf(recipe));
    const surface = await decodeUpright(stored.bytes, info, decode, engine);
    const canvas = engine.consume(surface, (raster) => Canvas.of(raster));
    const scale = Math.min(1, LONGEST_SIDE / Math.max(canvas.width, canvas.height));
    const [width, height] = [canvas.width, canvas.height].map((side) =>
      Math.max(1, Math.round(side * scale)),
    );
    const small = shrink(canvas, width!, height!);
    const bytes = await encode(small.raster, { format: 'jpeg', quality: QUALITY });
    return `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
  } catch (error) {
    // The finding itself says what is wrong with it; label files are no images at all.
    if (error instanceof AugmentError) return undefined;
    throw error;
  }
}
