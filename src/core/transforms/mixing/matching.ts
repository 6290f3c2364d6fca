import { range } from '../parameters.js';
import type { Frame } from '../../geometry/types.js';
import type { MatchOperation, Operation } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';
import { resize } from '../spatial/resizing.js';
import type { Sampled, Scene } from '../transform.js';
import { drawOthers } from './others.js';

const POOL_INSTEAD = '`mix: {pool: …}` of the recipe says which images are used';

/** How Albumentations is given the images that a transform takes traits of. */
export const REFERENCES_REFUSED = {
  reference_images: POOL_INSTEAD,
  read_fn: POOL_INSTEAD,
  metadata_key: POOL_INSTEAD,
};

/** @param low the default */
export function blendRatio(low: number) {
  return range({ min: 0, max: 1 })
    .prefault([low, 1])
    .describe('Weight of the changed image; the image as it was has the rest.');
}

type Distributed<Union, Keys extends string> = Union extends unknown ? Omit<Union, Keys> : never;
/** A match without the image whose trait it takes. */
type Trait = Distributed<MatchOperation, 'kind' | 'source' | 'operations'>;

/**
 * Draws an image of the pool, and gives the image a trait of it.
 * @param what for `sampled`
 * @param interpolation how the other image is brought to the size of this one
 * @param trait undefined where it would change nothing
 */
export function matching(
  name: string,
  what: Readonly<Record<string, number>>,
  trait: Trait | undefined,
  { random, scene, interpolation }: MatchingContext,
): Sampled {
  const [other] = drawOthers(name, scene, 1, random);
  const sampled = { ...what, others: other && trait ? [other.source.key] : [] };
  if (!other || !trait || trait.weight === 0) return { sampled, operations: [] };
  const operations = [
    ...other.operations,
    ...resize(other, frameOf(scene), { interpolation, area_for_downscale: null }, false),
  ];
  const operation: Operation = { kind: 'match', source: other.source, operations, ...trait };
  return { sampled, operations: [operation] };
}

interface MatchingContext {
  readonly random: Random;
  readonly scene: Scene;
  readonly interpolation: 'linear' | 'area';
}

function frameOf({ width, height }: Frame): Frame {
  return { width, height };
}
