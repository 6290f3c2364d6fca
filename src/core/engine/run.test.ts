import { describe, expect, it } from 'vitest';
import { ImageError, RecipeError } from '../errors.js';
import {
  BORDERS,
  INTERPOLATIONS,
  ORIENTATIONS,
  type Edge,
  type Operation,
  type WarpOperation,
} from '../plan/operations.js';
import { compile } from './compile.js';
import type { Raster } from './raster.js';
import { Engine } from './run.js';
import { noisyRaster } from './testing/rasters.js';
import { referenceChain } from './testing/reference.js';

const engine = new Engine();
const black: Edge = { border: 'constant', fill: [10], maskFill: 3 };

function run(
  raster: Raster,
  operations: readonly Operation[],
): { data: Uint8Array; alpha: Uint8Array | undefined } {
  const source = engine.load(raster);
  const result = engine.run(compile(operations, raster), source);
  const copy = { data: result.data.slice(), alpha: result.alpha?.slice() };
  engine.free(result);
  expect(source.data).toEqual(raster.data);
  engine.free(source);
  return copy;
}

function expectNear(actual: Uint8Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

describe('orientations', () => {
  it.each(ORIENTATIONS)('%s is exact, of colour, grey and alpha', (to) => {
    for (const channels of [1, 3] as const) {
      const raster = noisyRaster(37, 50, channels, true);
      const operations = [{ kind: 'orient', to } as const];
      const { data, alpha } = run(raster, operations);
      expect([...data]).toEqual(referenceChain(raster, operations).data);
      expect([...alpha!]).toEqual(
        referenceChain({ ...raster, channels: 1, data: raster.alpha! }, operations).data,
      );
    }
  });
});

describe('orientations of any size', () => {
  it.each(ORIENTATIONS)('%s is exact', (to) => {
    for (let width = 1; width <= 36; width += width < 8 ? 1 : 5) {
      for (const height of [1, 2, 3, 4, 7, 33]) {
        for (const channels of [1, 3] as const) {
          const raster = noisyRaster(width, height, channels);
          const operations = [{ kind: 'orient', to } as const];
          expect([...run(raster, operations).data]).toEqual(referenceChain(raster, operations).data);
        }
      }
    }
  });
});

describe('windows', () => {
  it.each(BORDERS)('pad and crop exactly with border %s', (border) => {
    const raster = noisyRaster(7, 5, 3);
    for (const [x, y, width, height] of [
      [2, 1, 4, 3],
      [-3, -2, 14, 11],
      [-30, 2, 20, 2],
      [5, -9, 40, 40],
    ] as const) {
      const operations = [{ kind: 'window', x, y, width, height, ...black, border } as const];
      expect([...run(raster, operations).data]).toEqual(referenceChain(raster, operations).data);
    }
  });
});

describe('warps', () => {
  const matrices = {
    turn: [0.9017, 0.3003, -2.013, -0.3003, 0.9017, 5.011, 0, 0, 1],
    enlarge: [2.513, 0, -20.007, 0.203, 2.103, -10.009, 0, 0, 1],
    shrink: [0.2011, 0.0507, 12.013, 0, 0.3007, 9.011, 0, 0, 1],
    perspective: [1, 0.203, 1.007, -0.1003, 0.9, 3.011, 0.004, -0.003, 1],
  } as const;

  it.each(Object.entries(matrices))('%s as the reference', (_, matrix) => {
    for (const channels of [1, 3] as const) {
      const raster = noisyRaster(31, 23, channels);
      for (const border of BORDERS) {
        for (const interpolation of INTERPOLATIONS) {
          const warp: WarpOperation = {
            kind: 'warp',
            matrix,
            width: 40,
            height: 27,
            interpolation,
            ...black,
            border,
          };
          expectNear(run(raster, [warp]).data, referenceChain(raster, [warp]).data, 4);
        }
      }
    }
  });
});

describe('what a border fills', () => {
  const pad = { kind: 'window', x: -1, y: 0, width: 3, height: 2, border: 'constant', maskFill: 0 } as const;

  it('is transparent, and the luma of its colour on a grey raster', () => {
    const raster = { ...noisyRaster(2, 2, 1, true), alpha: Uint8Array.of(9, 8, 7, 6) };
    const { data, alpha } = run(raster, [{ ...pad, fill: [200, 100, 50] }]);
    expect([data[0], data[3]]).toEqual([124, 124]);
    expect([...alpha!]).toEqual([0, 9, 8, 0, 7, 6]);
  });

  it('is one sample for all channels where one is given', () => {
    expect([...run(noisyRaster(2, 2, 3), [{ ...pad, fill: [77] }]).data.subarray(0, 3)]).toEqual([
      77, 77, 77,
    ]);
  });
});

describe('a change of size', () => {
  const shrink = { kind: 'resample', filter: 'area', width: 20, height: 20 } as const;
  const pad = { kind: 'window', x: -10, y: -10, width: 40, height: 40, ...black } as const;

  it('keeps the pad before it', () => {
    const raster = {
      width: 20,
      height: 20,
      channels: 1,
      depth: 8,
      data: new Uint8Array(400).fill(200),
    } as const;
    const { data } = run(raster, [pad, shrink]);
    expect(data[0]).toBe(10);
    expect(data[10 * 20 + 10]).toBe(200);
  });

  it('gives after a crop what it gives of the part alone', () => {
    const raster = noisyRaster(50, 40, 3);
    const crop = { kind: 'window', x: 7, y: 5, width: 33, height: 31, ...black } as const;
    const part = { width: 33, height: 31, channels: 3, depth: 8, data: run(raster, [crop]).data } as const;
    expect(run(raster, [crop, shrink]).data).toEqual(run(part, [shrink]).data);
  });
});

describe('running', () => {
  it('gives the same bytes in memory that was used before and in new memory', () => {
    const raster = noisyRaster(61, 47, 3, true);
    const warp: WarpOperation = {
      kind: 'warp',
      matrix: [0.9, 0.3, -2, -0.3, 0.9, 5, 0.001, 0, 1],
      width: 61,
      height: 47,
      interpolation: 'linear',
      ...black,
    };
    const program = compile([{ kind: 'orient', to: 'turn_90' }, warp], raster);
    const other = new Engine();
    engine.free(engine.run(program, engine.load(noisyRaster(61, 47, 3, true, 7))));
    const [mine, theirs] = [engine, other].map((each) => each.run(program, each.load(raster)));
    expect(mine!.data).toEqual(theirs!.data);
    expect(mine!.alpha).toEqual(theirs!.alpha);
  });

  it('gives a copy where nothing changes, and lends what lies in its memory already', () => {
    const raster = noisyRaster(6, 5, 3, true);
    const source = engine.load(raster);
    const result = engine.run(compile([], raster), source);
    expect(result.pixels).not.toBe(source.pixels);
    expect([result.data, result.alpha]).toEqual([raster.data, raster.alpha]);
    expect(engine.load(source)).toBe(source);
    expect(engine.borrow(source, (lent) => lent)).toBe(source);
    const other = new Engine().load(source);
    expect(other).not.toBe(source);
    expect(engine.borrow(raster, ({ data, alpha }) => [data.slice(), alpha!.slice()])).toEqual([
      raster.data,
      raster.alpha,
    ]);
  });

  it('refuses a raster of another size', () => {
    const program = compile([], { width: 4, height: 4 });
    const bitmap = { width: 4, height: 5, data: new Uint8Array(20) };
    for (const [width, height] of [
      [5, 4],
      [4, 5],
    ] as const) {
      expect(() => engine.run(program, engine.load(noisyRaster(width, height, 3)))).toThrow(
        new ImageError(
          `the image: the Plan is for an image of 4×4 pixels, but the size is ${width}×${height}`,
        ),
      );
    }
    expect(() => engine.runLabelMap(program, bitmap)).toThrow(/^the label map: .* 4×5$/);
    expect(() => engine.runBitmap(program, bitmap)).toThrow(/^the bitmap: .* 4×5$/);
  });

  it('refuses to re-encode without an encoder, and gives the raster to one', () => {
    const source = engine.load(noisyRaster(5, 4, 3));
    const program = compile([{ kind: 'recode', format: 'jpeg', quality: 50 }], source);
    expect(() => engine.run(program, source)).toThrow(RecipeError);
    const inverted = engine.run(program, source, {
      recode: (raster) => ({
        ...raster,
        width: 5,
        height: 4,
        channels: 3,
        depth: 8,
        data: raster.data.map((x) => 255 - x),
      }),
    });
    expect(inverted.data).toEqual(source.data.map((x) => 255 - x));
  });
});
