import { encode } from '../src/codecs/index.js';
import type { Recipe } from '../src/core/recipe/schema.js';
import { augmentImage } from '../src/variants/augment-image.js';
import type { EngineQueue } from '../src/variants/engine-queue.js';

const SIZE = 64;

/**
 * Runs the Recipe once over a small image. The first call of each kernel and codec takes several milliseconds. Here they
 * pass while the container starts, when Lambda gives it a full processor.
 */
export async function warmUp(recipe: Recipe, engineQueue: EngineQueue): Promise<void> {
  const data = Uint8Array.from({ length: SIZE * SIZE * 3 + 16 }, (_, i) => (i * 37) % 256);
  const raster = { width: SIZE, height: SIZE, channels: 3, depth: 8, data } as const;
  const jpeg = await encode(raster, { format: 'jpeg' });
  await augmentImage(jpeg, { recipe, engineQueue, key: 'warm-up.jpg' });
}
