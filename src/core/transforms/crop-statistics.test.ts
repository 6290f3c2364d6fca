import { describe, expect, it } from 'vitest';
import { oneObject, sampledOften, whole } from './testing/sampled.js';
import { sceneOf } from './testing/scene.js';
import { expectEqualFrequencies, expectFrequencies, expectUniform } from './testing/statistics.js';

describe('spatial transforms that need a frame or objects', () => {
  it('RandomGridShuffle gives the odd pixels to any row', () => {
    const heights = sampledOften('RandomGridShuffle', { grid: [3, 1] }).map((s) => s.rows[1]);
    expectFrequencies(heights, [
      [266, 1 / 3],
      [267, 2 / 3],
    ]);
  });

  it('RandomZoomOut: uniform factor, anywhere on the canvas', () => {
    const drawn = sampledOften('RandomZoomOut', { side_range: [2, 3] }, sceneOf(10_000, 8000));
    expectUniform(
      drawn.map(({ width }) => width / 10_000),
      1.9999,
      3,
    );
    expect(drawn.every(({ width, height }) => Math.abs(height - width * 0.8) <= 1)).toBe(true);
    expectUniform(
      drawn.map(({ left, width }) => left / (width - 10_000)),
      0,
      1,
    );
    expectUniform(
      drawn.map(({ top, height }) => top / (height - 8000)),
      0,
      1,
    );
  });

  it('AtLeastOneBBoxRandomCrop: uniform among the crops that show the object, each object as likely', () => {
    const one = sampledOften('AtLeastOneBBoxRandomCrop', { height: 300, width: 400 }, oneObject);
    // Truncated: x from 0 to 100, of which the last is reached by no draw.
    expectEqualFrequencies(
      one.map(({ x }) => x),
      whole(0, 99),
    );
    expectEqualFrequencies(
      one.map(({ y }) => y),
      whole(0, 199),
    );
    const far = sceneOf(1000, 800, [
      [0, 0, 10, 10],
      [990, 790, 1000, 800],
      [490, 0, 500, 10],
    ]);
    const crops = sampledOften('AtLeastOneBBoxRandomCrop', { height: 10, width: 10 }, far);
    expectEqualFrequencies(
      crops.map(({ x }) => x),
      [0, 990, 490],
    );
    const eroded = sampledOften(
      'AtLeastOneBBoxRandomCrop',
      { height: 300, width: 400, erosion_factor: 0.25 },
      oneObject,
    );
    expectEqualFrequencies(
      eroded.map(({ x }) => x),
      whole(0, 149),
    );
  });

  it('AtLeastOneBBoxRandomCrop without objects: anywhere', () => {
    const crops = sampledOften('AtLeastOneBBoxRandomCrop', { height: 790, width: 980 });
    expectEqualFrequencies(
      crops.map(({ x }) => x),
      whole(0, 19),
    );
  });

  it('RandomCropNearBBox: each side as likely at each distance, each object as likely', () => {
    const crops = sampledOften('RandomCropNearBBox', { max_part_shift: [0.1, 0.05] }, oneObject);
    const around = (value: number, most: number) => whole(value - most, value + most);
    expectEqualFrequencies(
      crops.map(({ x }) => x),
      around(100, 10),
    );
    expectEqualFrequencies(
      crops.map(({ x, width }) => x + width),
      around(300, 10),
    );
    expectEqualFrequencies(
      crops.map(({ y }) => y),
      around(200, 4),
    );
    expectEqualFrequencies(
      crops.map(({ y, height }) => y + height),
      around(240, 4),
    );
    const two = sceneOf(1000, 800, [
      [0, 0, 10, 10],
      [500, 0, 510, 10],
    ]);
    expectEqualFrequencies(
      sampledOften('RandomCropNearBBox', { max_part_shift: 0 }, two).map(({ x }) => x),
      [0, 500],
    );
  });

  it('RandomIoUCrop: each overlap as likely; uniform sides and positions where every crop suits', () => {
    // The whole image is one object: every crop has its centre inside if it is larger than half the image.
    const covered = sceneOf(10_000, 10_000, [[0, 0, 10_000, 10_000]]);
    const large = { min_scale: 0.6, sampler_options: [0] };
    const crops = sampledOften('RandomIoUCrop', large, covered);
    expectUniform(
      crops.map(({ width }) => width / 1e4),
      0.5999,
      1,
    );
    expectUniform(
      crops.map(({ height }) => height / 1e4),
      0.5999,
      1,
    );
    expectUniform(
      crops.filter(({ width }) => width < 9900).map(({ x, width }) => x / (1e4 - width)),
      0,
      1,
    );
    expectUniform(
      crops.filter(({ height }) => height < 9900).map(({ y, height }) => y / (1e4 - height)),
      0,
      1,
    );
    const kept = sampledOften('RandomIoUCrop', { ...large, sampler_options: [0, 1, 1] }, covered);
    expectFrequencies(
      kept.map(({ width, height }) => width * height === 1e8),
      [
        [true, 2 / 3],
        [false, 1 / 3],
      ],
    );
  });

  it('RandomIoUCrop: the overlap with an object whose centre is inside reaches what was drawn', () => {
    const crops = sampledOften('RandomIoUCrop', { sampler_options: [0.06] }, oneObject);
    for (const { x, y, width, height } of crops.slice(0, 200)) {
      const common =
        (Math.min(x + width, 300) - Math.max(x, 100)) * (Math.min(y + height, 240) - Math.max(y, 200));
      expect(common / (width * height + 8000 - common)).toBeGreaterThanOrEqual(0.06);
      expect(x < 200 && 200 < x + width && y < 220 && 220 < y + height).toBe(true);
    }
  });
});
