import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundHalfEven } from '../math.js';
import { scaling } from '../geometry/matrix.js';
import type { ResampleOperation, WarpOperation } from '../plan/operations.js';
import { compile } from './compile.js';
import type { Raster } from './raster.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { deepened, noisyRaster } from './testing/rasters.js';
import { referenceChain } from './testing/reference.js';

const engine = new Engine(new GuardedKernels());

function run(raster: Raster, operation: ResampleOperation): Uint8Array | Uint16Array {
  const source = engine.load(raster);
  const result = engine.run(compile([operation], raster), source);
  const copy = result.data.slice();
  engine.free(result);
  engine.free(source);
  return copy;
}

/** The source index at the centre of a target pixel, and the share of the next one, in 256ths. */
function linearAt(index: number, from: number, to: number): readonly [number, number] {
  const position = Math.min(from - 1, Math.max(0, (1 / (to / from)) * (index + 0.5) - 0.5));
  const first = Math.floor(position);
  return [first, roundHalfEven((position - first) * 256)];
}

/** OpenCV's rule: exact sums of both axes, rounded once. */
function linearExact({ width, height, channels, data }: Raster, to: ResampleOperation): number[] {
  return Array.from({ length: to.width * to.height * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const [x, right] = linearAt(pixel % to.width, width, to.width);
    const [y, below] = linearAt(Math.floor(pixel / to.width), height, to.height);
    const at = (column: number, row: number) =>
      data[(Math.min(row, height - 1) * width + Math.min(column, width - 1)) * channels + (i % channels)]!;
    const upper = at(x, y) * (256 - right) + at(x + 1, y) * right;
    const lower = at(x, y + 1) * (256 - right) + at(x + 1, y + 1) * right;
    return Math.floor((upper * (256 - below) + lower * below + 32_768) / 65_536);
  });
}

const size = fc.integer({ min: 1, max: 40 });
const change = fc.record({ width: size, height: size, toWidth: size, toHeight: size });

describe.each([1, 3] as const)('linear_exact, %i channels', (channels) => {
  it('sums exactly, in steps of 1/256 pixel', () => {
    fc.assert(
      fc.property(change, ({ width, height, toWidth, toHeight }) => {
        const raster = noisyRaster(width, height, channels);
        const resize = {
          kind: 'resample',
          filter: 'linear_exact',
          width: toWidth,
          height: toHeight,
        } as const;
        const expected =
          toWidth === width && toHeight === height ? [...raster.data] : linearExact(raster, resize);
        expect([...run(raster, resize)]).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('is as near at 16 bits', () => {
    const raster = noisyRaster(31, 23, channels);
    const resize = { kind: 'resample', filter: 'linear_exact', width: 50, height: 11 } as const;
    const deep = run(deepened(raster), resize);
    // Half a step of 8 bits along each axis, and the rounding to a level.
    run(raster, resize).forEach((level, i) => {
      expect(Math.abs(deep[i]! / 257 - level)).toBeLessThanOrEqual(1.5);
    });
  });
});

it('nearest reads the pixel before where OpenCV does', () => {
  const ramp = Uint8Array.from({ length: 217 }, (_, index) => index);
  const raster: Raster = { width: 217, height: 1, channels: 1, depth: 8, data: ramp };
  const read = run(raster, { kind: 'resample', filter: 'nearest', width: 155, height: 1 });
  const before = Array.from(read, (at, i) => i).filter((i) => read[i] !== Math.floor((i * 217) / 155));
  // Where cv2.resize of OpenCV 5 and 4 does.
  expect(before.map((i) => [i, read[i]])).toEqual([
    [45, 62],
    [85, 118],
    [90, 125],
  ]);
});

describe('nearest_exact', () => {
  it('reads the pixel below the centre', () => {
    fc.assert(
      fc.property(change, ({ width, height, toWidth, toHeight }) => {
        const raster = noisyRaster(width, height, 1);
        const resize = {
          kind: 'resample',
          filter: 'nearest_exact',
          width: toWidth,
          height: toHeight,
        } as const;
        const expected = Array.from({ length: toWidth * toHeight }, (_, i) => {
          const x = Math.floor(((2 * (i % toWidth) + 1) * width) / (2 * toWidth));
          const y = Math.floor(((2 * Math.floor(i / toWidth) + 1) * height) / (2 * toHeight));
          return raster.data[y * width + x]!;
        });
        expect([...run(raster, resize)]).toEqual(expected);
      }),
    );
  });

  it('moves a label map as the image', () => {
    const raster = noisyRaster(37, 29, 1);
    const resize = { kind: 'resample', filter: 'nearest_exact', width: 51, height: 17 } as const;
    const map = { width: 37, height: 29, data: raster.data };
    expect(engine.runLabelMap(compile([resize], raster), map).data).toEqual(run(raster, resize));
  });
});

describe.each([1, 3] as const)('lanczos, %i channels', (channels) => {
  const scaled = (from: Raster, width: number, height: number): WarpOperation => ({
    kind: 'warp',
    matrix: scaling(width / from.width, height / from.height),
    ...{ width, height, interpolation: 'lanczos', border: 'replicate', fill: [0], maskFill: 0 },
  });

  it('is the warp with eight taps, rounded once for each axis', () => {
    fc.assert(
      fc.property(change, ({ width, height, toWidth, toHeight }) => {
        fc.pre(toWidth !== width || toHeight !== height);
        const raster = noisyRaster(width, height, channels);
        const made = run(raster, { kind: 'resample', filter: 'lanczos', width: toWidth, height: toHeight });
        const expected = referenceChain(raster, [scaled(raster, toWidth, toHeight)]).data;
        made.forEach((level, i) => {
          expect(Math.abs(level - expected[i]!)).toBeLessThanOrEqual(1);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is as near at 16 bits', () => {
    const raster = deepened(noisyRaster(31, 23, channels));
    const made = run(raster, { kind: 'resample', filter: 'lanczos', width: 50, height: 11 });
    const expected = referenceChain({ ...raster, largest: 65_535 }, [scaled(raster, 50, 11)]).data;
    made.forEach((unit, i) => {
      expect(Math.abs(unit - expected[i]!)).toBeLessThanOrEqual(24);
    });
  });
});
