import { expect, it } from 'vitest';
import type { Raster } from '../../src/core/engine/raster.js';
import { Stream } from '../../src/core/plan/stream.js';
import { catalogue } from '../../src/core/transforms/catalogue.js';
import { sceneOf } from '../../src/core/transforms/testing/scene.js';
import type { Transform } from '../../src/core/transforms/transform.js';
import { randomCases } from './references.js';
import type { LayerStatistics, RandomCase } from './references.js';
import { runOnImage } from './running.js';

const [width, height] = [320, 240];
const FLAT = [100, 120, 80];
const DRAWS = 40;

const data = Uint8Array.from({ length: 3 * width * height }, (_, index) => FLAT[index % 3]!);
const flat: Raster = { width, height, channels: 3, depth: 8, data };

/** Of the changes of an image of one colour, over many draws. */
function statisticsOf({ transform, parameters }: RandomCase): LayerStatistics {
  const entry = catalogue[transform] as Transform;
  const parsed = entry.schema.parse(parameters);
  const random = new Stream([1, 2, 3, 4]);
  const scene = sceneOf(width, height);
  const sums = [0, 0, 0];
  const squares = [0, 0, 0];
  let [changed, greatest, steps] = [0, 0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    const { operations } = entry.sample(parsed, random, scene);
    const made = runOnImage(operations, flat).data;
    for (let i = 0; i < made.length; i += 3) {
      const changes = FLAT.map((level, channel) => made[i + channel]! - level);
      if (changes.some((change) => change !== 0)) changed++;
      greatest += Math.max(...changes);
      for (const [channel, change] of changes.entries()) {
        sums[channel]! += change;
        squares[channel]! += change * change;
        if ((i / 3) % width > 0) steps += Math.abs(made[i + channel]! - made[i + channel - 3]!);
      }
    }
  }
  const count = DRAWS * width * height;
  const mean = sums.map((sum) => sum / count);
  return {
    changed: changed / count,
    mean,
    std: squares.map((square, channel) => Math.sqrt(square / count - mean[channel]! ** 2)),
    step: steps / (3 * DRAWS * (width - 1) * height),
    greatest: greatest / count,
  };
}

/** By how much the numbers may differ, in shares of them, where it is not a tenth. */
const TOLERANCES: Partial<Record<RandomCase['transform'], number>> = {
  // Upstream rounds the image after each of hundreds of discs.
  RandomFog: 0.25,
  // Few circles, of which some are large.
  RandomSunFlare: 0.35,
  // Upstream shades drops by another height.
  Spatter: 0.2,
  // A few stones.
  RandomGravel: 0.2,
};

const cases = randomCases.filter(({ layer }) => layer !== undefined);

it.each(cases.map((one) => [`${one.transform} ${JSON.stringify(one.parameters)}`, one] as const))(
  '%s changes an image as much as upstream does',
  (_title, one) => {
    const tolerance = TOLERANCES[one.transform] ?? 0.1;
    const [made, expected] = [statisticsOf(one), one.layer!];
    const expectClose = (value: number, other: number): void => {
      expect(Math.abs(value - other)).toBeLessThan(0.3 + tolerance * Math.abs(other));
    };
    expect(Math.abs(made.changed - expected.changed)).toBeLessThan(tolerance * expected.changed);
    expectClose(made.step, expected.step);
    expectClose(made.greatest, expected.greatest);
    // Upstream's snow changes hue and saturation.
    if (one.transform === 'RandomSnow') return;
    for (const channel of [0, 1, 2]) {
      expectClose(made.mean[channel]!, expected.mean[channel]!);
      expectClose(made.std[channel]!, expected.std[channel]!);
    }
  },
);
