import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { Surface } from '../core/engine/memory.js';
import type { Engine } from '../core/engine/run.js';
import { ImageError } from '../core/errors.js';
import type { MixedSource } from '../core/plan/operations.js';
import { mixedSources } from '../core/plan/plan.js';
import type { Plan } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import { contentHash } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { decodeUpright } from './decode-upright.js';

interface OthersContext {
  readonly recipe: Recipe;
  /** Where they are read; absent: only Plans that mix nothing in can be followed. */
  readonly input?: Pick<Store, 'read'>;
  /** Takes a sentence about damage that the Recipe accepts. */
  readonly warn: (warning: string) => void;
}

/**
 * Decodes the images that a Plan mixes in, gives them to `use`, and frees them.
 * @throws ImageError that names an image which is not the pool's any more
 */
export async function withOthers<T>(
  plan: Plan,
  context: OthersContext,
  engine: Engine,
  use: (other: (source: MixedSource) => Surface) => T,
): Promise<T> {
  const decoded = new Map<string, Surface>();
  try {
    for (const source of mixedSources(plan))
      decoded.set(source.key, await decodeOther(source, context, engine));
    return use(({ key }) => decoded.get(key)!);
  } finally {
    for (const surface of decoded.values()) engine.free(surface);
  }
}

async function decodeOther(
  source: MixedSource,
  { recipe, input, warn }: OthersContext,
  engine: Engine,
): Promise<Surface> {
  const { key } = source;
  const stored = await input?.read(key);
  if (!stored) throw outdated(key, 'is gone');
  if (contentHash(stored) !== source.sha256) throw outdated(key, 'has changed');
  const { limits, decode } = recipe;
  const info = await inspect(stored.bytes, { name: key, limits, ...decode }, codecsOf(recipe));
  if (info.planes !== undefined)
    throw new ImageError(`${key}: it has planes that are no colours, and cannot be mixed into other images`);
  return decodeUpright(stored.bytes, info, decode, engine, warn);
}

function outdated(key: string, fate: string): ImageError {
  return new ImageError(
    `${key}: it is to be mixed in, and ${fate} since the pool was written; run \`augment pool\` again`,
  );
}
