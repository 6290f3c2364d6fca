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
import { showRaster } from './shown.js';

export interface ThumbnailRequest {
  readonly source: Source;
  readonly schema: LabelSchema;
  readonly declared?: DeclaredSchema;
  /** Of the square that it fits, in pixels. */
  readonly side: number;
  readonly withLabels: boolean;
}

/**
 * A Source reduced to a square, with all of its labels or without. No more of the image is decoded than its codec has to.
 * @param recipe how images and labels are read
 * @returns a JPEG
 * @throws ImageError or LabelError if it cannot be read
 */
export async function drawThumbnail(
  { source, schema, declared, side, withLabels }: ThumbnailRequest,
  recipe: Recipe,
  { input, engineQueue }: { readonly input: Store; readonly engineQueue: EngineQueue },
): Promise<Uint8Array> {
  const reducing = reducingRecipe(side, recipe);
  const bytes = await readSource(source, { schema, declared }, input);
  const opened = await openSource(source, bytes, { recipe: reducing, schema });
  const { image } = opened.bytes;
  const { plan } = planVariant(0, opened, { recipe: reducing, schema })[0]!;
  const needed = peakOf({ info: opened.info, size: image.length, plans: [plan], format: 'jpeg' });
  return engineQueue.memory.within(needed, () =>
    engineQueue.exclusively(async () => {
      const { engine } = engineQueue;
      const rules = labelRules(reducing, schema);
      const { annotations } = runPlanOnLabels(plan, opened.annotations, rules, engine);
      const surface = await decodeUprightReduced(image, opened.info, side, recipe.decode, engine);
      const whole = engine.consume(surface, (raster) => Canvas.of(raster));
      const small = shrink(whole, annotations.width, annotations.height);
      return showRaster(small.raster, annotations, withLabels);
    }),
  );
}

/** Small objects are shown, too: the Recipe's least sizes are about its outputs. */
const ALL_OBJECTS = { min_visibility: 0, min_area: 0, min_width: 0, min_height: 0 };

function reducingRecipe(side: number, { labels, decode, limits, modules }: Recipe): Recipe {
  const text = `{preprocess: [LongestMaxSize: {max_size: ${side}}], transforms: []}`;
  const reducing = parseRecipe(text, 'thumbnail', modules);
  return { ...reducing, labels: { ...labels, ...ALL_OBJECTS, write: 'same' }, decode, limits };
}
