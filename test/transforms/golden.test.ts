import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { shownAt } from '../../src/core/geometry/lattice.js';
import type { Point } from '../../src/core/geometry/types.js';
import type { Raster } from '../../src/core/engine/raster.js';
import type { RemapOperation } from '../../src/core/plan/operations.js';
import { remapLattice } from '../../src/core/plan/remap-lattice.js';
import { Stream } from '../../src/core/plan/stream.js';
import { catalogue } from '../../src/core/transforms/catalogue.js';
import { correlation, deviation, mean } from '../../src/core/transforms/testing/statistics.js';
import type { Scene, Transform } from '../../src/core/transforms/transform.js';
import { allowedFor } from './agreements.js';
import { expectLabels } from './labels.js';
import { distanceOf, imageCases, randomCases, source } from './references.js';
import { differences, labelsOf, runOnImage } from './running.js';
import type { Choice } from './running.js';

/** Upstream moves labels in single precision, and the grid of curved maps is of 1/8 pixel. */
const LABEL_TOLERANCES = { matrix: 2e-3, curve: 0.15 };

const labels = () => labelsOf(source);
const striped = randomCases.filter(({ stripes }) => stripes !== undefined);
const fields = randomCases.filter(({ field }) => field !== undefined);
const profiles = randomCases.filter(({ profile }) => profile !== undefined);
const noises = randomCases.filter(({ statistics }) => statistics !== undefined);

const titled = <One extends Choice>(cases: readonly One[]) =>
  cases.map(
    (one) =>
      [`${one.transform} ${JSON.stringify(one.parameters)} ${JSON.stringify(one.draws)}`, one] as const,
  );

describe('images and masks', () => {
  it.each(titled(imageCases))('%s', async (_title, one) => {
    const distance = await distanceOf(one);
    const allowed = allowedFor(one.agreement);
    expect(distance.mean).toBeLessThanOrEqual(allowed.mean);
    expect(distance.most).toBeLessThanOrEqual(allowed.most);
    expect(distance.mask).toBeLessThanOrEqual(allowed.mask);
  });
});

describe('boxes and keypoints', () => {
  it.each(titled(imageCases))('%s', (_title, one) => {
    expectLabels(one, source, LABEL_TOLERANCES);
  });
});

describe('noise: the same statistics', () => {
  it.each(titled(noises))('%s', (_title, one) => {
    const [width, height] = [320, 224];
    const grey: Raster = {
      width,
      height,
      channels: 3,
      depth: 8,
      data: new Uint8Array(width * height * 3).fill(128),
    };
    const entry = catalogue.GaussNoise;
    const scene: Scene = { width, height, channels: 3, annotations: { ...labels(), width, height } };
    const { operations } = entry.sample(entry.schema.parse(one.parameters), new Stream([1, 2, 3, 4]), scene);
    const difference = Array.from(runOnImage(operations, grey).data, (value) => value - 128);
    const channel = (which: number) => difference.filter((_, index) => index % 3 === which);
    const [red, green] = [channel(0), channel(1)];
    const neighbours = red.filter((_, index) => index % width < width - 1);
    const followers = red.filter((_, index) => index % width > 0);
    const expected = one.statistics!;
    expect(Math.abs(mean(difference) - expected.mean)).toBeLessThan(0.2);
    expect(deviation(difference) / expected.std).toBeGreaterThan(0.97);
    expect(deviation(difference) / expected.std).toBeLessThan(1.03);
    expect(Math.abs(correlation(red, green) - expected.channelCorrelation)).toBeLessThan(0.03);
    expect(Math.abs(correlation(neighbours, followers) - expected.neighbourCorrelation)).toBeLessThan(0.03);
  });
});

describe('noise on stripes of one colour: the same statistics', () => {
  const [side, stripe] = [400, 100];
  const colours = [24, 90, 160, 230].map((level) => [level, level + 15, level - 20]);
  const colourAt = (index: number) => colours[Math.floor((Math.floor(index / 3) % side) / stripe)]!;
  const data = Uint8Array.from({ length: 3 * side * side }, (_, index) => colourAt(index)[index % 3]!);
  const raster: Raster = { width: side, height: side, channels: 3, depth: 8, data };

  it.each(titled(striped))('%s', (_title, one) => {
    const entry = catalogue[one.transform] as Transform;
    const scene: Scene = { ...labels(), width: side, height: side, channels: 3, annotations: labels() };
    const { operations } = entry.sample(entry.schema.parse(one.parameters), new Stream([1, 2, 3, 4]), scene);
    const made = runOnImage(operations, raster).data;
    for (const [number, colour] of colours.entries()) {
      for (const channel of [0, 1, 2]) {
        const changes = Array.from({ length: side * stripe }, (_, i) => {
          const pixel = Math.floor(i / stripe) * side + number * stripe + (i % stripe);
          return made[3 * pixel + channel]! - colour[channel]!;
        });
        const [expectedMean, expectedStd] = [one.stripes!.means, one.stripes!.stds].map(
          (values) => values[number]![channel]!,
        ) as [number, number];
        expect(Math.abs(mean(changes) - expectedMean)).toBeLessThan(0.15 + expectedStd / 25);
        expect(Math.abs(deviation(changes) - expectedStd)).toBeLessThan(0.15 + expectedStd / 25);
      }
    }
  });
});

describe('random fields: the same statistics', () => {
  it.each(titled(fields))('%s', (_title, { parameters, field }) => {
    const [width, height] = [1280, 896];
    const entry = catalogue.ElasticTransform;
    const scene: Scene = { width, height, channels: 3, annotations: { ...labels(), width, height } };
    const { operations } = entry.sample(entry.schema.parse(parameters), new Stream([1, 2, 3, 4]), scene);
    const lattice = remapLattice(operations[0] as RemapOperation, { width, height });
    const at = (x: number, y: number) => {
      const [u, v] = shownAt(lattice, [x, y]);
      return [u - x, v - y] as const;
    };
    const places = Array.from({ length: 40_000 }, (_, i): Point => [
      7.3 * (i % 170),
      3.7 * Math.floor(i / 170),
    ]);
    const here = places.map(([x, y]) => at(x, y));
    const along = here.map(([dx]) => dx);
    const expected = field!;
    // The greatest of the draws, by which upstream divides them, is greater in a larger image.
    const larger = greatest(2 * width * height) / greatest((2 * width * height) / 16);
    const isUniform = 'noise_distribution' in parameters;
    expect((deviation(along) / expected.std) * (isUniform ? 1 : larger)).toBeCloseTo(1, 1);
    [5, 10].forEach((lag, i) => {
      const further = places.map(([x, y]) => at(x + lag, y)[0]);
      expect(Math.abs(correlation(along, further) - expected.correlation[i]!)).toBeLessThan(0.06);
    });
    const across = here.map(([, dy]) => dy);
    if (expected.stdY !== undefined) expect(deviation(across) / expected.stdY).toBeCloseTo(1, 1);
    expect(Math.abs(correlation(along, across) - expected.axesCorrelation)).toBeLessThan(0.06);
  });
});

describe('scattered pixels on both sides of an edge: the same mean levels', () => {
  it.each(titled(profiles))('%s', (_title, one) => {
    // Where all change places at once, the leftmost of several pixels stays upstream, and the uppermost here.
    const isTurned = !('mode' in one.parameters);
    const [width, height] = isTurned ? [4000, 80] : [80, 4000];
    const placeOf = (pixel: number) => (isTurned ? Math.floor(pixel / width) : pixel % width);
    const data = Uint8Array.from({ length: 3 * 80 * 4000 }, (_, i) =>
      placeOf(Math.floor(i / 3)) < 40 ? 0 : 255,
    );
    const entry = catalogue[one.transform] as Transform;
    const scene: Scene = { width, height, channels: 3, annotations: labels() };
    const { operations } = entry.sample(entry.schema.parse(one.parameters), new Stream([1, 2, 3, 4]), scene);
    const sums = new Array<number>(80).fill(0);
    runOnImage(operations, { width, height, channels: 3, depth: 8, data }).data.forEach((level, i) => {
      sums[placeOf(Math.floor(i / 3))]! += level / 3 / 4000;
    });
    expect(Math.max(...differences(sums.slice(20, 60), one.profile!))).toBeLessThan(6);
  });
});

/** Of normal numbers, to be expected. */
function greatest(count: number): number {
  return Math.sqrt(2 * Math.log(count));
}

it('has a reference for every transform of the catalogue', () => {
  const file = new URL('../golden/reference-images/references.json', import.meta.url);
  const others = JSON.parse(readFileSync(file, 'utf8')) as readonly { readonly transform: string }[];
  const covered = new Set([...imageCases, ...randomCases, ...others].map(({ transform }) => transform));
  // mixing.test.ts has those of transforms that need several images.
  const transforms = Object.values(catalogue).filter(
    ({ group }) => group !== 'control' && group !== 'mixing',
  );
  expect(transforms.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});
