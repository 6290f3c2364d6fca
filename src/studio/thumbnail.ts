import { checkBytes } from '../codecs/inspect.js';
import { runPlanOnLabels, labelRules } from '../core/augment.js';
import { Canvas } from '../core/draw/canvas.js';
import { shrink } from '../core/draw/shrink.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import { parseRecipe } from '../core/recipe/index.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Source } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { decodeUprightReduced } from '../variants/decode-upright.js';
import type { EngineQueue } from '../variants/engine-queue.js';
import { openSource } from '../variants/open-source.js';
import { peakOf } from '../variants/peak.js';
import { planVariant } from '../variants/plan-variant.js';
import { readSource } from '../variants/read-source.js';
import type { SourceBytes } from '../variants/read-source.js';
import type { KeptThumbnails } from './kept-thumbnails.js';
import { showRaster } from './shown.js';

export interface ThumbnailRequest {
  readonly source: Source;
  readonly schema: LabelSchema;
  readonly declared?: DeclaredSchema;
  /** Of the square that it fits, in pixels. */
  readonly side: number;
  readonly withLabels: boolean;
}

interface ThumbnailContext {
  readonly input: Store;
  readonly engineQueue: EngineQueue;
  /** Absent: each is drawn. */
  readonly kept?: KeptThumbnails | undefined;
  /** SHA-256 of images by their keys and versions, where listings have versions: a bucket's image is not read for its hash again. */
  readonly hashes: Map<string, string>;
}

/** Another number where thumbnails come to look otherwise. */
const LOOK = 1;

/**
 * A Source reduced to a square, with all of its labels or without, as its files are now: those of other contents are other
 * thumbnails.
 * @param recipe how images and labels are read
 * @returns a JPEG
 * @throws ImageError or LabelError if it cannot be read
 */
export async function makeThumbnail(
  request: ThumbnailRequest,
  recipe: Recipe,
  { input, engineQueue, kept, hashes }: ThumbnailContext,
): Promise<Uint8Array> {
  const { key, size, version } = request.source;
  checkBytes(size, { name: key, limits: recipe.limits });
  const place = version === undefined ? undefined : JSON.stringify([key, version]);
  const hash = place === undefined ? undefined : hashes.get(place);
  const source = hash === undefined ? request.source : { ...request.source, known: hash };
  const bytes = await readSource(source, request, input);
  if (place !== undefined) hashes.set(place, bytes.imageSha256);
  const id = identify(request, bytes, recipe);
  const known = await kept?.get(id);
  if (known) return known;
  const drawn = await drawThumbnail(request, bytes, recipe, engineQueue);
  await kept?.put(id, drawn);
  return drawn;
}

/** Everything that decides how a thumbnail looks. */
function identify(
  { source, side, withLabels }: ThumbnailRequest,
  { imageSha256, labelsSha256 }: SourceBytes,
  { labels, decode, limits, modules }: Recipe,
): string {
  const packages = modules.packages.map(({ name, version }) => [name, version]);
  const rules = { labels, decode, limits, packages };
  return JSON.stringify([LOOK, imageSha256, labelsSha256, source.labels?.format, side, withLabels, rules]);
}

/** No more of the image is decoded than its codec has to. */
async function drawThumbnail(
  { source, schema, side, withLabels }: ThumbnailRequest,
  bytes: SourceBytes,
  recipe: Recipe,
  engineQueue: EngineQueue,
): Promise<Uint8Array> {
  const fitting = reducingRecipe(side, recipe);
  const opened = await openSource(source, bytes, { recipe: fitting, schema });
  const { image } = opened.bytes;
  const { plan } = planVariant(0, opened, { recipe: fitting, schema })[0]!;
  const needed = peakOf({ info: opened.info, size: image.length, plans: [plan], format: 'jpeg' });
  return engineQueue.exclusively(() =>
    engineQueue.memory.within(needed, async () => {
      const { engine } = engineQueue;
      const rules = labelRules(fitting, schema);
      const { annotations } = runPlanOnLabels(plan, opened.annotations, rules, engine);
      const surface = await decodeUprightReduced(image, opened.info, side, recipe.decode, engine);
      const whole = engine.consume(surface, (raster) => Canvas.of(raster));
      const small = shrink(whole, annotations.width, annotations.height);
      return showRaster(small.raster, annotations, { withLabels });
    }),
  );
}

/** Small objects are shown, too: the Recipe's least sizes are about its outputs. */
const ALL_OBJECTS = { min_visibility: 0, min_area: 0, min_width: 0, min_height: 0 };

/** By how images and labels are read, and by the side of the square: to read one takes a fifth of the time of a thumbnail. */
const reducing = new WeakMap<Recipe, Map<number, Recipe>>();

function reducingRecipe(side: number, recipe: Recipe): Recipe {
  const known = reducing.get(recipe) ?? new Map<number, Recipe>();
  reducing.set(recipe, known);
  const made = known.get(side) ?? makeReducingRecipe(side, recipe);
  known.set(side, made);
  return made;
}

function makeReducingRecipe(side: number, { labels, decode, limits, modules }: Recipe): Recipe {
  const text = `{preprocess: [LongestMaxSize: {max_size: ${side}}], transforms: []}`;
  const own = parseRecipe(text, 'thumbnail', modules);
  return { ...own, labels: { ...labels, ...ALL_OBJECTS, write: 'same' }, decode, limits };
}
