import { codecsOf } from '../codecs/index.js';
import { inspect } from '../codecs/inspect.js';
import type { ImageInfo } from '../codecs/inspect.js';
import { positionOf } from '../core/annotations/class-identity.js';
import type { AnnotatedObject, LabelMap } from '../core/annotations/model.js';
import { copyRaster } from '../core/engine/raster.js';
import type { Surface } from '../core/engine/memory.js';
import type { Engine } from '../core/engine/run.js';
import { AwaitedImageError, ImageError, LabelError } from '../core/errors.js';
import type { LabelFile, LabelSchema } from '../core/formats/format.js';
import type { MixedSource } from '../core/plan/operations.js';
import { mixedSources } from '../core/plan/plan.js';
import type { Plan } from '../core/plan/plan.js';
import type { Recipe } from '../core/recipe/schema.js';
import { contentHash } from '../stores/sha256.js';
import type { Store } from '../stores/store.js';
import { decodeUpright } from './decode-upright.js';
import type { KeptImage, KeptImages } from './kept-images.js';
import { readLabels } from './read-source.js';

interface OthersContext {
  readonly recipe: Recipe;
  readonly schema: LabelSchema;
  /** Where they are read; absent: only Plans that mix nothing in can be followed. */
  readonly input?: Pick<Store, 'read'>;
  /** Whether their label maps are needed, too. */
  readonly withMaps: boolean;
  /** Where decoded images are kept for other variants. Absent: nowhere. */
  readonly kept?: KeptImages;
  /** Takes a sentence about damage that the Recipe accepts. */
  readonly warn: (warning: string) => void;
}

/** An image that is mixed in. */
interface Other {
  readonly surface: Surface;
  readonly labelMaps: readonly LabelMap[];
}

/**
 * Decodes the images that a Plan mixes in, gives them to `use`, and frees them.
 * @throws ImageError that names an image or a mask which is not the pool's any more
 */
export async function withOthers<T>(
  plan: Plan,
  context: OthersContext,
  engine: Engine,
  use: (other: (source: MixedSource) => Other) => T,
): Promise<T> {
  const others = new Map<string, Other>();
  try {
    for (const source of mixedSources(plan)) others.set(source.key, await readOther(source, context, engine));
    return use(({ key }) => others.get(key)!);
  } finally {
    for (const { surface } of others.values()) engine.free(surface);
  }
}

/**
 * Writes labels of a variant.
 * @throws LabelError that names the images from which classes come that the written labels cannot name
 */
export function writeWithOthers<T>(
  plan: Plan,
  {
    recipe: { pool },
    writtenSchema: { classes },
  }: { readonly recipe: Recipe; readonly writtenSchema: LabelSchema },
  write: () => T,
): T {
  try {
    return write();
  } catch (error) {
    if (!pool || !(error instanceof LabelError)) throw error;
    const isUnknown = (object: AnnotatedObject) => positionOf(object, classes) < 0;
    const keys = mixedSources(plan)
      .filter((source) => pool.labelsOf(source).objects.some(isUnknown))
      .map(({ key }) => key);
    if (keys.length === 0) throw error;
    throw new LabelError(
      error.position,
      `${error.reason}, but among the labels that the pool has of ${keys.join(', ')}; where a class was renamed since, \`augment pool\` writes it again; else \`labels: {classes: {drop: […]}}\` leaves the class out`,
    );
  }
}

async function readOther(source: MixedSource, context: OthersContext, engine: Engine): Promise<Other> {
  const kept = context.kept?.get(source.sha256);
  const bytes = kept ? undefined : await readAsPooled(source, context);
  const masks = context.withMaps ? await readMaskFiles(source, context) : undefined;
  try {
    const { info, surface } = bytes
      ? await decodeOther(source, bytes, context, engine)
      : loadKept(kept!, context, engine);
    const labelMaps = masks ? await readMaps(source.key, masks, info, context) : [];
    return { surface, labelMaps };
  } catch (error) {
    if (!(error instanceof ImageError || error instanceof LabelError)) throw error;
    throw new ImageError(
      `${error.message}; it is to be mixed in, and \`augment pool\` with this recipe writes a pool without it`,
      { cause: error },
    );
  }
}

interface DecodedOther {
  readonly info: ImageInfo;
  readonly surface: Surface;
}

function loadKept(
  { info, raster, warnings }: KeptImage,
  { warn }: OthersContext,
  engine: Engine,
): DecodedOther {
  for (const warning of warnings) warn(warning);
  return { info, surface: engine.load(raster) };
}

async function decodeOther(
  { key, sha256 }: MixedSource,
  bytes: Uint8Array,
  { recipe, kept, warn }: OthersContext,
  engine: Engine,
): Promise<DecodedOther> {
  const { limits, decode, pool } = recipe;
  const info = await inspect(bytes, { name: key, limits, ...decode }, codecsOf(recipe));
  if (info.planes !== undefined)
    throw new ImageError(`${key}: it has planes that are no colours, and cannot be mixed into other images`);
  const warnings: string[] = [];
  const surface = await decodeUpright(bytes, info, decode, engine, (warning) => warnings.push(warning));
  for (const warning of warnings) warn(warning);
  if (kept && pool && kept.isWorth(pool.decodedBytes))
    kept.put(sha256, { info, raster: copyRaster(surface), warnings });
  return { info, surface };
}

interface MaskFiles {
  readonly format: string;
  readonly labelFiles: readonly LabelFile[];
}

/** Undefined for an image without masks. */
async function readMaskFiles(source: MixedSource, context: OthersContext): Promise<MaskFiles | undefined> {
  const masks = context.recipe.pool?.entryOf(source).masks;
  if (!masks) return undefined;
  const labelFiles = await Promise.all(
    masks.files.map(async ({ role, key, sha256 }) => ({
      ...{ role, key },
      bytes: await readAsPooled({ key, sha256 }, context),
    })),
  );
  return { format: masks.format, labelFiles };
}

/** As the data set has them that they are mixed into. */
async function readMaps(
  image: string,
  { format, labelFiles }: MaskFiles,
  { frame, channels }: ImageInfo,
  { recipe, schema }: OthersContext,
): Promise<readonly LabelMap[]> {
  const labels = { format, files: labelFiles.map(({ role, key }) => ({ role, key })) };
  const pooled = { key: image, size: 0, role: 'augment', labels } as const;
  const labelContext = { image, ...frame, channels, schema };
  return (await readLabels(pooled, { labelFiles }, labelContext, recipe)).annotations.labelMaps;
}

/** @throws ImageError for a file that is not the pool's any more */
async function readAsPooled(
  { key, sha256 }: Pick<MixedSource, 'key' | 'sha256'>,
  { input }: OthersContext,
): Promise<Uint8Array> {
  const stored = await input?.read(key);
  if (!stored) throw new AwaitedImageError(outdated(key, 'is gone'), key);
  if (contentHash(stored) !== sha256) throw new ImageError(outdated(key, 'has changed'));
  return stored.bytes;
}

function outdated(key: string, fate: string): string {
  return `${key}: it is to be mixed in, and ${fate} since the pool was written; \`augment pool\` writes it again`;
}
