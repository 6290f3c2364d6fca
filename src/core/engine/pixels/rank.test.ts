import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RankOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';

const engine = new Engine(new GuardedKernels());

function run(raster: Raster, operation: RankOperation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

/** Of both depths; some have few different samples. */
const rasters = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 12 }),
    channels: fc.constantFrom(1 as const, 3 as const),
    depth: fc.constantFrom(8 as const, 16 as const),
    values: fc.constantFrom(2, 5, 2 ** 16),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ values, seed, ...shape }): Raster => {
    const count = shape.width * shape.height * shape.channels;
    const most = 2 ** shape.depth;
    let state = seed;
    const samples = Array.from({ length: count }, () => {
      state = (state * 48271) % 2147483647;
      return Math.floor(((state % values) / Math.min(values, most)) * most) % most;
    });
    return shape.depth === 8
      ? { ...shape, depth: 8, data: Uint8Array.from(samples) }
      : { ...shape, depth: 16, data: Uint16Array.from(samples) };
  });

/** What `choose` makes of the samples within the window, at the distances given by `isInside`, around each sample. */
function expected(
  { width, height, channels, data }: Raster,
  reach: number,
  sampleAt: (x: number, y: number) => readonly [x: number, y: number] | undefined,
  choose: (samples: number[]) => number,
): number[] {
  return Array.from(data, (_, index) => {
    const [column, row] = [Math.floor(index / channels) % width, Math.floor(index / channels / width)];
    const samples: number[] = [];
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const at = sampleAt(x, y);
        if (!at) continue;
        const [left, top] = [column + at[0], row + at[1]];
        const inside = [
          Math.min(width - 1, Math.max(0, left)),
          Math.min(height - 1, Math.max(0, top)),
        ] as const;
        samples.push(data[(inside[1] * width + inside[0]) * channels + (index % channels)]!);
      }
    }
    return choose(samples);
  });
}

describe('a median', () => {
  it.each([1, 3, 5, 7, 9, 21, 23])('of size %i is exact, with repeated edges', (size) => {
    fc.assert(
      fc.property(rasters, (raster) => {
        const middle = (samples: number[]): number =>
          samples.sort((a, b) => a - b)[(samples.length - 1) / 2]!;
        const made = run(raster, { kind: 'rank', form: 'median', size });
        expect(Array.from(made.data)).toEqual(expected(raster, (size - 1) / 2, (x, y) => [x, y], middle));
      }),
      { numRuns: size > 9 ? 15 : 60 },
    );
  });
});

/** What `cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, height))` returns. */
const ELLIPSES: readonly (readonly string[])[] = [
  ['1'],
  ['01', '11', '01'],
  ['0010'],
  ['1', '1', '1', '1'],
  ['010', '111'],
  ['000100', '111111', '111111', '111111'],
  ['010', '111', '010'],
  ['0010', '1111', '1111', '1111', '0010'],
  ['00100', '11111', '11111', '11111', '00100'],
  ['0001000', '0111110', '1111111', '1111111', '1111111', '0111110', '0001000'],
];

describe.each(['erosion', 'dilation'] as const)('%s', (form) => {
  it.each(ELLIPSES.map((rows) => [`${rows[0]!.length} × ${rows.length}`, rows] as const))(
    'takes OpenCV’s ellipse of %s, within the image',
    (_, rows) => {
      const [width, height] = [rows[0]!.length, rows.length];
      const [middle, centre] = [Math.floor(width / 2), Math.floor(height / 2)];
      const within = (x: number, y: number) =>
        rows[y + centre]?.[x + middle] === '1' ? ([x, y] as const) : undefined;
      const choose = (samples: number[]): number =>
        form === 'erosion' ? Math.min(...samples) : Math.max(...samples);
      fc.assert(
        fc.property(rasters, (raster) => {
          const made = run(raster, { kind: 'rank', form, shape: 'ellipse', width, height });
          expect(Array.from(made.data)).toEqual(expected(raster, 4, within, choose));
        }),
        { numRuns: 40 },
      );
    },
  );
});
