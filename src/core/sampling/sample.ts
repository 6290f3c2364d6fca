import { frameAfter } from '../plan/operation-matrix.js';
import { planOperations } from '../plan/plan.js';
import type { Plan } from '../plan/plan.js';
import type { Random } from '../plan/random.js';
import { substream, variantSeed } from '../plan/seed.js';
import type { Frame } from '../geometry/types.js';
import { mixes, requireMixable, type Pool } from '../recipe/pool.js';
import type { PoolEntry } from '../recipe/pool-entry.js';
import type { Recipe } from '../recipe/schema.js';
import type { OtherSource, Scene } from '../transforms/transform.js';
import { isUnmixed } from './scene-at.js';
import { isCut } from './tiles.js';
import type { OutputId } from './tiles.js';
import { noRandom, Walk } from './walk.js';
import type { SampleOptions, WalkedImage } from './walk.js';

export type { SampleOptions } from './walk.js';

/** The facts of a Source that sampling uses. */
export interface SampledSource extends WalkedImage {
  readonly key: string;
  /** SHA-256 of the image's bytes, 64 hexadecimal digits in lower case. */
  readonly imageSha256: string;
}

type Sampling = Pick<Recipe, 'seed' | 'preprocess' | 'transforms' | 'pool'>;

/** The Plan of an output. */
export interface SampledOutput extends OutputId {
  /** Of the object that the tile is cut around; absent in a grid. */
  readonly class?: string;
  readonly plan: Plan;
}

/**
 * Makes all random choices of one variant. Depends on the Recipe's seed, `preprocess` and `transforms`, on the Source
 * and on the variant's number, and on nothing else.
 *
 * @param variant from 1
 * @returns plain JSON: reading back what JSON.stringify makes of it gives an equal Plan. It is the Plan of the whole variant,
 * also where the Recipe cuts tiles
 */
export function samplePlan(
  recipe: Pick<Recipe, 'seed' | 'preprocess' | 'transforms' | 'pool'>,
  source: SampledSource,
  variant: number,
  options: SampleOptions = {},
): Plan {
  const walk = new Walk(source, options, ...chance(recipe, source, variant, options));
  walk.preprocess(recipe.preprocess);
  walk.run(recipe.transforms);
  return walk.plan();
}

/**
 * The Plan of originals, and of images in splits that are not augmented: `preprocess` alone.
 * @internal exported for its test
 */
export function preprocessPlan(
  recipe: Pick<Recipe, 'preprocess'>,
  source: WalkedImage,
  options: SampleOptions = {},
): Plan {
  const walk = new Walk(source, options, noRandom);
  walk.preprocess(recipe.preprocess);
  return walk.plan();
}

/**
 * The Plans of all outputs of one variant: of itself, or of its tiles. Where tiles are cut out of variants, these share its
 * random choices. Tiles of images have their own: those of tile t of variant v are drawn by the number v × n + t − 1 in
 * place of v, if the image has n tiles.
 *
 * @param variant 0: `preprocess` alone
 * @throws ImageError where the image would have too many tiles
 */
export function sampleOutputs(
  recipe: Sampling & Pick<Recipe, 'tiles'>,
  source: SampledSource,
  variant: number,
  options: SampleOptions = {},
): SampledOutput[] {
  const { tiles, transforms } = recipe;
  const transforming = (from: Walk, number: number): Walk => {
    if (variant === 0) return from;
    const [randomAt, others] = chance(recipe, source, number, options);
    const walk = from.branch(randomAt, others);
    walk.run(transforms);
    return walk;
  };
  const start = new Walk(source, options, noRandom);
  start.preprocess(recipe.preprocess);
  if (!tiles || !isCut(variant, recipe)) return [{ variant, plan: transforming(start, variant).plan() }];
  const ofVariants = tiles.of === 'variants';
  const whole = ofVariants ? transforming(start, variant) : start;
  const cuts = whole.cuts(tiles);
  return cuts.map((cut, i) => {
    const tile = whole.branch(noRandom);
    tile.cut(cut);
    const done = ofVariants ? tile : transforming(tile, variant * cuts.length + i);
    return {
      ...{ variant, tile: i + 1 },
      ...(cut.object && { class: done.classOf(cut.object) }),
      plan: done.plan(),
    };
  });
}

/** What a variant draws from: random numbers, and other Sources. */
function chance(
  recipe: Sampling,
  source: SampledSource,
  number: number,
  options: SampleOptions,
): readonly [(path: string) => Random, Scene['others']] {
  const { key, imageSha256, annotations } = source;
  if (mixes(recipe.transforms)) requireMixable(key, annotations);
  const seed = variantSeed({ seed: recipe.seed, key, imageSha256, variant: number });
  const others = recipe.pool && othersIn(recipe.pool, recipe, source, options);
  return [(path) => substream(seed, path), others];
}

function othersIn(
  pool: Pool,
  { preprocess }: Pick<Recipe, 'preprocess'>,
  { imageSha256 }: SampledSource,
  options: SampleOptions,
): NonNullable<Scene['others']> {
  const otherOf = (entry: PoolEntry): OtherSource => {
    const { key, sha256, channels, alpha: hasAlpha, width, height } = entry;
    const frame = { width, height };
    const labels = pool.labelsOf(entry);
    const plan = preprocessPlan({ preprocess }, { frame, channels, hasAlpha, annotations: labels }, options);
    const operations = planOperations(plan).filter(isUnmixed);
    return {
      source: { key, sha256, frame },
      hasAlpha,
      labels,
      operations,
      ...operations.reduce<Frame>(frameAfter, frame),
    };
  };
  return (count, random) => pool.draw(count, random, imageSha256).map(otherOf);
}
