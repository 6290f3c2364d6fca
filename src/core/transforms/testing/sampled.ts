import type { Operation } from '../../plan/operations.js';
import { Stream } from '../../plan/stream.js';
import { catalogue, type EntryName } from '../catalogue.js';
import type { Sampled, Scene, Transform } from '../transform.js';
import { QueuedRandom } from './queued-random.js';
import { sceneOf } from './scene.js';

export const DRAWS = 4000;
const scene = sceneOf(1000, 800);

/** What `sample` returns, over many draws of one stream. */
export function sampleOften(name: EntryName, parameters: object, where = scene, draws = DRAWS): Sampled[] {
  const transform = catalogue[name] as Transform;
  const parsed = transform.schema.parse(parameters);
  const random = new Stream([1, 2, 3, 4]);
  return Array.from({ length: draws }, () => transform.sample(parsed, random, where));
}

/** The Operations that it makes of given draws. */
export function sample(
  name: EntryName,
  parameters: object,
  where: Scene,
  draws: readonly unknown[] = [],
): readonly Operation[] {
  const transform = catalogue[name] as Transform;
  return transform.sample(transform.schema.parse(parameters), new QueuedRandom(draws), where).operations;
}

/** The values that it reports. */
export function sampledOften(name: EntryName, parameters: object, where?: Scene): Sample[] {
  return sampleOften(name, parameters, where).map(({ sampled }) => sampled as unknown as Sample);
}

type Axes = Readonly<Record<'x' | 'y', number>>;
type Pair = readonly [number, number];

export type Hole = readonly [x0: number, y0: number, x1: number, y1: number];

/** The values that the tests of distributions read; each transform reports a few of them. */
export interface Sample extends Axes {
  readonly alpha: number;
  readonly amount: number;
  readonly angle: number;
  readonly beta: number;
  readonly blend_ratio: number;
  readonly bottom: number;
  readonly blue: Pair;
  readonly brightness: number;
  readonly color_shift: number;
  readonly columns: readonly number[];
  readonly clip_limit: number;
  readonly contrast: number;
  readonly count: number;
  readonly corners: readonly [Pair, Pair, Pair, Pair];
  readonly direction: number;
  readonly dx: readonly number[];
  readonly drop_value: readonly number[];
  readonly factor: number;
  readonly from: readonly number[];
  readonly gamma: number;
  readonly group_element: string;
  readonly height: number;
  readonly holes: readonly Hole[];
  readonly hue: number;
  readonly intensity: number;
  readonly k: number;
  readonly left: number;
  readonly mean: number;
  readonly multiplier: readonly number[];
  readonly n_segments: number;
  readonly order: readonly string[];
  readonly p_replace: number;
  readonly pair: number;
  readonly places: readonly Pair[];
  readonly preset: string;
  readonly quality: number;
  readonly red: Pair;
  readonly right: number;
  readonly rotate: number;
  readonly rows: readonly number[];
  readonly salt_vs_pepper: number;
  readonly saturation: number;
  readonly scale: Axes;
  readonly share: number;
  readonly shear: Axes;
  readonly shift: Axes;
  readonly sigma: number;
  readonly size: number;
  readonly std: number;
  readonly steps: readonly { readonly member: string; readonly magnitude: number }[];
  readonly top: number;
  readonly translate: Axes;
  readonly unit: number;
  readonly value: number;
  readonly values: readonly number[];
  readonly width: number;
}

export const oneObject = sceneOf(1000, 800, [[100, 200, 300, 240]]);

/** All whole numbers from `low` to `high`. */
export function whole(low: number, high: number): number[] {
  return Array.from({ length: high - low + 1 }, (_, index) => low + index);
}
