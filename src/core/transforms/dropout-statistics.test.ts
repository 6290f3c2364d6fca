import { describe, expect, it } from 'vitest';
import type { FillOperation } from '../plan/operations.js';
import { Stream } from '../plan/stream.js';
import { catalogue } from './catalogue.js';
import { DRAWS, oneObject, sampledOften, whole, type Hole } from './testing/sampled.js';
import { sceneOf } from './testing/scene.js';
import {
  expectDistribution,
  expectEqualFrequencies,
  expectFrequencies,
  expectUncorrelated,
  expectUniform,
} from './testing/statistics.js';

const strips = { num_masks_x: [1, 1], mask_x_length: [4, 9], num_masks_y: [1, 1], mask_y_length: [5, 7] };

describe('dropouts', () => {
  it('CoarseDropout: sides uniform, anywhere', () => {
    const one = { num_holes_range: [1, 1], hole_height_range: [5, 9], hole_width_range: [0.1, 0.3] };
    const holes = sampledOften('CoarseDropout', one).map((s) => s.holes[0]!);
    expectEqualFrequencies(
      holes.map(([, y0, , y1]) => y1 - y0),
      whole(5, 9),
    );
    const widths = holes.map(([x0, , x1]) => x1 - x0);
    expectDistribution(widths, (x) => (x + 0.5 - 100) / 200);
    expectUniform(
      holes.map(([x0, , x1]) => x0 / (1001 - (x1 - x0))),
      0,
      1,
    );
    expectUncorrelated(
      widths,
      holes.map(([x0, , x1]) => x0 / (1001 - (x1 - x0))),
    );
  });

  it('Erasing: uniform area below what always fits, uniform ratio, anywhere', () => {
    const big = sceneOf(20_000, 10_000);
    const holes = sampledOften('Erasing', { scale: [0.1, 0.9], ratio: [0.5, 2] }, big).map(
      (s) => s.holes[0]!,
    );
    const sides = holes.map(([x0, y0, x1, y1]) => ({ width: x1 - x0, height: y1 - y0, x0, y0 }));
    // The narrowest that fits covers half of 10,000², a quarter of the image.
    expectUniform(
      sides.map(({ width, height }) => (width * height) / 2e8),
      0.0999,
      0.2501,
    );
    expectUniform(
      sides.map(({ width, height }) => width / height),
      0.4999,
      2.0005,
    );
    expectUniform(
      sides.map(({ x0, width }) => x0 / (20_001 - width)),
      0,
      1,
    );
    expectUniform(
      sides.filter(({ height }) => height < 9900).map(({ y0, height }) => y0 / (10_001 - height)),
      0,
      1,
    );
  });

  it('XYMasking: strips anywhere', () => {
    const drawn = sampledOften('XYMasking', strips).map((s) => s.holes);
    const [upright, level] = [0, 1].map((index) => drawn.map((holes) => holes[index]!)) as [Hole[], Hole[]];
    expectUniform(
      upright.map(([x0, , x1]) => x0 / (1001 - (x1 - x0))),
      0,
      1,
    );
    expectDistribution(
      level.map(([, y0]) => y0),
      (y) => (y + 0.5) / 795,
    );
    expect(upright.every(([, y0, , y1]) => y0 === 0 && y1 === 800)).toBe(true);
    expect(level.every(([x0, , x1]) => x0 === 0 && x1 === 1000)).toBe(true);
  });

  it('ConstrainedCoarseDropout: each number of rectangles as likely', () => {
    const drawn = sampledOften('ConstrainedCoarseDropout', { num_holes_range: [2, 4] }, oneObject);
    expectEqualFrequencies(
      drawn.map(({ holes }) => holes.length),
      [2, 3, 4],
    );
  });

  it('ConstrainedCoarseDropout: sides and positions uniform inside each object', () => {
    const object = sceneOf(20_000, 20_000, [[1000, 2000, 11_000, 12_000]]);
    const parameters = { hole_height_range: [0.2, 0.6], hole_width_range: [0.1, 0.9] };
    const holes = sampledOften('ConstrainedCoarseDropout', parameters, object).map((s) => s.holes[0]!);
    expectUniform(
      holes.map(([, y0, , y1]) => (y1 - y0) / 1e4),
      0.1999,
      0.6,
    );
    expectUniform(
      holes.map(([x0, , x1]) => (x1 - x0) / 1e4),
      0.0999,
      0.9,
    );
    expectUniform(
      holes.map(([x0, , x1]) => (x0 - 1000) / (1e4 - (x1 - x0))),
      -0.0001,
      1,
    );
    expectUniform(
      holes.map(([, y0, , y1]) => (y0 - 2000) / (1e4 - (y1 - y0))),
      -0.0001,
      1,
    );
  });

  it('GridDropout: each rectangle anywhere in its cell, rows and columns of one pixel more anywhere', () => {
    const random = new Stream([1, 2, 3, 4]);
    const parameters = catalogue.GridDropout.schema.parse({ holes_number_xy: [2, 1], ratio: 0.6 });
    const draws = Array.from({ length: DRAWS }, () => {
      const [fill] = catalogue.GridDropout.sample(parameters, random, sceneOf(41, 40)).operations;
      return (fill as FillOperation).regions as readonly [Hole, Hole];
    });
    // The left cell has 20 or 21 columns, and its rectangle 12; the row has 40 pixels, and the rectangles 24.
    const shares = whole(0, 9).map((x) => [x, (1 / 9 + 1 / 10) / 2] as const);
    expectFrequencies(
      draws.map(([[x0]]) => x0),
      shares.map(([x, share]) => [x, x === 9 ? 1 / 20 : share]),
    );
    expectEqualFrequencies(
      draws.map(([, [, y0]]) => y0),
      whole(0, 16),
    );
    expect(draws.every((holes) => holes.every(([x0, y0, x1, y1]) => x1 - x0 === 12 && y1 - y0 === 24))).toBe(
      true,
    );
  });
});
