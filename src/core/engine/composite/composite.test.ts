import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../../plan/operations.js';
import { unitsPerLevel } from '../../plan/depth.js';
import { encodeBase64 } from '../pixels/testing/base64.js';
import { noisyRaster } from '../testing/rasters.js';
import { inDepth, largestDifference, maskOf, over, run } from './testing/run.js';

const BLENDS = {
  normal: (x: number, c: number, w: number) => x + w * (c - x),
  add: (x: number, c: number, w: number) => x + w * c,
  multiply: (x: number, c: number, w: number) => x + w * (c * x - x),
  screen: (x: number, c: number, w: number) => x + w * (c - c * x),
};
const RAMP: Mask = { paint: { form: 'linear', level: -20, slope: [5, 2] }, then: [] };

function rampAt(x: number, y: number): number {
  return Math.min(255, Math.max(0, -20 + 5 * (x + 0.5) + 2 * (y + 0.5)));
}

describe.each([8, 16] as const)('over, %i bits', (depth) => {
  const white = 255 * unitsPerLevel(depth);

  it('blends a colour by the weights of the mask', () => {
    const weight = fc.double({ min: -1, max: 1, noNaN: true });
    const level = fc.integer({ min: 0, max: 255 });
    const blend = fc.constantFrom(...(Object.keys(BLENDS) as (keyof typeof BLENDS)[]));
    const frame = fc.record({
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 5 }),
      channels: fc.constantFrom(1 as const, 3 as const),
    });
    fc.assert(
      fc.property(
        frame,
        blend,
        fc.tuple(level, level, level),
        weight,
        weight,
        ({ width, height, channels }, name, colour, dark, bright) => {
          const raster = inDepth(noisyRaster(width, height, channels, true, width), depth);
          const made = run(raster, over(name, channels === 3 ? colour : [colour[0]], [dark, bright], RAMP));
          const expected = Array.from(raster.data, (sample, i) => {
            const pixel = Math.floor(i / channels);
            const mask = Math.round((rampAt(pixel % width, Math.floor(pixel / width)) / 255) * white) / white;
            const w = dark + (bright - dark) * mask;
            const sum = BLENDS[name](sample / white, colour[i % channels]! / 255, w) * white;
            return Math.min(white, Math.max(0, sum));
          });
          expect(largestDifference(made.data, expected)).toBeLessThan(depth === 8 ? 0.6 : 1.01);
          expect(made.alpha).toEqual(raster.alpha);
        },
      ),
    );
  });

  it('without a mask lies everywhere, and takes its colour from the mean of the image', () => {
    const raster = inDepth(noisyRaster(31, 7, 3), depth);
    const mean = Array.from(raster.data).reduce((sum, sample) => sum + sample, 0) / raster.data.length;
    const { data } = run(raster, over('normal', 'mean', [0, 0.25]));
    const expected = Array.from(raster.data, (sample) => sample + 0.25 * (mean - sample));
    expect(largestDifference(data, expected)).toBeLessThan(0.6);
  });

  it('is the same in place', () => {
    const raster = inDepth(noisyRaster(31, 7, 3), depth);
    const laid = over('screen', [10, 200, 99], [0.2, 0.9], RAMP);
    const inverted = { kind: 'table', form: 'linear', scale: [-1], offset: [255] } as const;
    expect(run(raster, inverted, laid)).toEqual(run(run(raster, inverted), laid));
  });

  it('on grey takes the luma of a colour', () => {
    const raster = inDepth(noisyRaster(9, 4, 1), depth);
    expect(run(raster, over('normal', [255, 0, 0], [0, 1])).data).toEqual(
      raster.data.map(() => 76 * unitsPerLevel(depth)),
    );
  });
});

describe.each([8, 16] as const)('masks, %i bits', (depth) => {
  it('radial: levels by the distance to the centre, the last beyond', () => {
    const paint = { form: 'radial', centre: [8.5, 3.5], radius: 6, levels: [255, 60, 100] } as const;
    const mask = maskOf({ paint, then: [] }, 20, 9, depth);
    const at = (distance: number): number => {
      if (distance >= 6) return 100;
      return distance < 3 ? 255 - 65 * distance : 60 + (40 / 3) * (distance - 3);
    };
    const expected = mask.map((_, i) => at(Math.hypot((i % 20) - 8, Math.floor(i / 20) - 3)));
    expect(largestDifference(mask, expected)).toBeLessThan(0.51);
  });

  it('rings: the level of the innermost ring that reaches the centre of a pixel', () => {
    const rings = [
      [2, 255],
      [4.9, 90],
      [7, 20],
    ] as const;
    const mask = maskOf({ paint: { form: 'rings', centre: [8.5, 3.5], rings }, then: [] }, 20, 9, depth);
    const expected = mask.map((_, i) => {
      const distance = Math.hypot((i % 20) - 8, Math.floor(i / 20) - 3);
      // On the right edge of a disc, a centre is outside.
      const isWithin = (radius: number) => distance < radius || (distance === radius && i % 20 < 8);
      return rings.find(([radius]) => isWithin(radius))?.[1] ?? 0;
    });
    expect(largestDifference(mask, expected)).toBe(0);
  });

  it('polygons with their outlines: the pixels that OpenCV fills', () => {
    const points = [
      [1.5, 1.5],
      [11.5, 2.5],
      [9.5, 6.5],
      [3.5, 4.5],
    ] as const;
    const shapes = [{ form: 'polygon', points, outlined: true }] as const;
    const mask = maskOf({ paint: { form: 'shapes', shapes }, then: [] }, 13, 8, depth);
    const rows = Array.from({ length: 8 }, (_, y) =>
      [...mask.slice(13 * y, 13 * y + 13)].map((level) => (level === 0 ? '.' : '#')).join(''),
    );
    // cv2.fillPoly of the pixels (1, 1), (11, 2), (9, 6), (3, 4); two edges pass half way between pixels.
    expect(rows).toEqual(FILLED);
  });

  it('shapes: white where the centres of pixels lie in them', () => {
    const star = [
      [10, 0],
      [16, 19],
      [0, 7],
      [20, 7],
      [4, 19],
    ] as const;
    const shapes = [
      { form: 'polygon', points: star },
      { form: 'disc', centre: [30, 6], radius: 4.2 },
      { form: 'line', from: [24, 18], to: [38, 12], width: 3 },
    ] as const;
    const mask = maskOf({ paint: { form: 'shapes', shapes }, then: [] }, 40, 20, depth);
    const expected = mask.map((_, i) => {
      const [x, y] = [(i % 40) + 0.5, Math.floor(i / 40) + 0.5];
      const along = Math.min(1, Math.max(0, ((x - 24) * 14 - (y - 18) * 6) / 232));
      const isInside =
        crossings(star, x, y) % 2 === 1 ||
        Math.hypot(x - 30, y - 6) < 4.2 ||
        Math.hypot(x - 24 - 14 * along, y - 18 + 6 * along) < 1.5;
      return isInside ? 255 : 0;
    });
    expect(mask).toEqual(expected);
  });

  it('go through their Operations, and may be composed themselves', () => {
    const table = encodeBase64(Uint8Array.from({ length: 256 }, (_, level) => (level < 100 ? 0 : 255)));
    const mask = maskOf(
      {
        ...RAMP,
        then: [{ kind: 'table', form: 'values', values: [table] }, over('multiply', [0], [0, 1], RAMP)],
      },
      50,
      4,
    );
    const expected = mask.map((_, i) => {
      const level = Math.round(rampAt(i % 50, Math.floor(i / 50)));
      return level < 100 ? 0 : 255 - level;
    });
    expect(largestDifference(mask, expected)).toBeLessThan(1.01);
  });
});

const FILLED = [
  '.............',
  '.######......',
  '..##########.',
  '..#########..',
  '...########..',
  '.....#####...',
  '........##...',
  '.............',
];

function crossings(points: readonly (readonly [number, number])[], x: number, y: number): number {
  return points.filter(([x1, y1], index) => {
    const [x0, y0] = points.at(index - 1)!;
    return y0 > y !== y1 > y && x0 + ((y - y0) * (x1 - x0)) / (y1 - y0) < x;
  }).length;
}

describe('marks', () => {
  const seed = [3, 4] as const;
  const groups = [{ count: 1, within: [20, 10, 21, 11] }] as const;

  it.each([
    ['a disc', { form: 'disc', radius: [2, 2] }, [3, 5, 5, 5, 3]],
    ['a square', { form: 'square', half: [2, 2] }, [4, 4, 4, 4]],
    ['a line', { form: 'line', offset: [2, 4], width: 1 }, [1, 2, 1, 2, 1]],
    ['a thick line', { form: 'line', offset: [0, 2], width: 3 }, [3, 3, 3, 3, 3]],
  ] as const)('%s has the pixels that its form says', (_, mark, counts) => {
    const mask = maskOf({ paint: { form: 'marks', groups, mark, levels: 'white', seed }, then: [] }, 40, 20);
    const rows = Array.from({ length: 20 }, (_, y) => mask.slice(40 * y, 40 * y + 40));
    const widths = rows
      .map((row) => row.filter((level) => level === 255).length)
      .filter((count) => count > 0);
    expect(widths).toEqual(counts);
    expect(rows[10]![20]).toBe(255);
    expect(new Set(mask)).toEqual(new Set([0, 255]));
  });

  it('are counted, clipped to the frame', () => {
    const mark = { form: 'disc', radius: [1, 3] } as const;
    const many = [
      { count: 300, within: [-3, -3, 33, 23] },
      { count: 50, within: [10, 5, 12, 7] },
    ] as const;
    const paint = { form: 'marks', groups: many, mark, seed } as const;
    const counted = maskOf({ paint: { ...paint, levels: 'count' }, then: [] }, 30, 20);
    const covered = maskOf({ paint: { ...paint, levels: 'white' }, then: [] }, 30, 20);
    const deep = maskOf({ paint: { ...paint, levels: 'count' }, then: [] }, 30, 20, 16);
    expect(deep).toEqual(counted);
    expect(counted.map((count) => (count > 0 ? 255 : 0))).toEqual(covered);
    expect(Math.max(...counted)).toBeGreaterThan(30);
  });

  it('have levels of their own, as likely each', () => {
    const mark = { form: 'square', half: [1, 1] } as const;
    const spread = Array.from({ length: 400 }, (_, i) => {
      const [x, y] = [1 + 3 * (i % 20), 1 + 3 * Math.floor(i / 20)];
      return { count: 1, within: [x, y, x + 1, y + 1] as const };
    });
    const paint = { form: 'marks', groups: spread, mark, levels: 'random', seed } as const;
    const levels = maskOf({ paint, then: [] }, 60, 60).filter((level) => level > 0);
    const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
    expect(levels).toHaveLength(1600);
    expect(Math.abs(mean - 128)).toBeLessThan(12);
  });
});

describe('plasma', () => {
  const plasma = (roughness: number, seed: readonly [number, number]): Mask => ({
    paint: { form: 'plasma', roughness, seed },
    then: [],
  });

  it('goes from black to white, the same in each depth, and another by each seed', () => {
    const [first, deep] = [maskOf(plasma(0.6, [1, 2]), 70, 41), maskOf(plasma(0.6, [1, 2]), 70, 41, 16)];
    expect([Math.min(...first), Math.max(...first)]).toEqual([0, 255]);
    expect(largestDifference(first, deep)).toBeLessThan(0.52);
    expect(maskOf(plasma(0.6, [1, 3]), 70, 41)).not.toEqual(first);
  });

  it('is smooth below a roughness of 1, and grainy above', () => {
    const contrast = (roughness: number): number => {
      const mask = maskOf(plasma(roughness, [5, 6]), 128, 128);
      const steps = mask.slice(1).map((level, i) => Math.abs(level - mask[i]!));
      return steps.reduce((sum, step) => sum + step, 0) / steps.length;
    };
    expect(contrast(0.4)).toBeLessThan(8);
    expect(contrast(3)).toBeGreaterThan(25);
  });

  it.each([
    [1, 1],
    [1, 9],
    [2, 2],
    [3, 5],
    [257, 2],
  ])('paints %i × %i pixels', (width, height) => {
    const mask = maskOf(plasma(2, [5, 6]), width, height);
    expect(mask).toHaveLength(width * height);
    expect(mask.every((level) => level >= 0 && level <= 255)).toBe(true);
  });
});
