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
import { invert } from '../geometry/matrix.js';
import type { Matrix3 } from '../geometry/types.js';
import { compile } from './compile.js';
import type { Raster } from './raster.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { noisyRaster } from './testing/rasters.js';
import { referenceChain } from './testing/reference.js';

const engine = new Engine(new GuardedKernels());
const black: Edge = { border: 'constant', fill: [10], maskFill: 3 };

function run(
  raster: Raster,
  operations: readonly Operation[],
): { data: Uint8Array; alpha: Uint8Array | undefined } {
  const source = engine.load(raster);
  const result = engine.run(compile(operations, raster), source);
  const copy = { data: Uint8Array.from(result.data), alpha: result.alpha && Uint8Array.from(result.alpha) };
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

describe('warps that are nearly copies', () => {
  it.each<[string, Matrix3]>([
    ['half a pixel across', [1, 0, 0.5, 0, 1, 0, 0, 0, 1]],
    ['half a pixel down', [1, 0, 0, 0, 1, 0.5, 0, 0, 1]],
    ['a tilt about the left edge', [1, 0, 0, 0, 1, 0, 0.01, 0, 1]],
    ['a tilt about the upper edge', [1, 0, 0, 0, 1, 0, 0, 0.01, 1]],
  ])('are sampled: %s', (_, matrix) => {
    const raster = noisyRaster(31, 23, 3);
    const warp = { kind: 'warp', matrix, width: 31, height: 23, interpolation: 'linear', ...black } as const;
    expectNear(run(raster, [warp]).data, referenceChain(raster, [warp]).data, 4);
  });
});

describe('frames in a row', () => {
  const raster = noisyRaster(9, 7, 3);
  const pad = (...fill: [number] | [number, number, number]) =>
    ({ kind: 'window', x: -2, y: -3, width: 17, height: 15, border: 'constant', fill, maskFill: 0 }) as const;
  const again = (...fill: [number] | [number, number, number]) =>
    ({ ...pad(...fill), width: 21, height: 21 }) as const;

  it.each<[string, Operation[]]>([
    ['two colours', [pad(10), again(200)]],
    ['colours that differ in blue alone', [pad(10, 20, 30), again(10, 20, 200)]],
    ['a grey, and a colour that begins as it', [pad(10), again(10, 10, 200)]],
    ['one colour', [pad(10, 20, 30), again(10, 20, 30)]],
    ['one grey, written in two ways', [pad(10), again(10, 10, 10)]],
    ['three colours, of which the second is cut off again', [
      pad(10), again(90), { ...pad(0), x: 2, y: 3, width: 17, height: 15 }, again(200),
    ]], // prettier-ignore
  ])('each fill what lies beyond them: %s', (_, operations) => {
    expect([...run(raster, operations).data]).toEqual(referenceChain(raster, operations).data);
  });

  it('that fill the same are one copy', () => {
    const passes = (...operations: Operation[]) => compile(operations, raster).passes.length;
    expect(passes(pad(10, 10, 10), again(10))).toBe(1);
    expect(passes({ ...pad(10), x: 0, y: 0 }, { ...again(10), x: 0, y: 0 })).toBe(1);
    expect(passes(pad(10), again(11))).toBe(2);
  });

  it('are kept apart where a warp reads half a pixel beyond the first', () => {
    const shift = {
      kind: 'warp',
      width: 9,
      height: 7,
      interpolation: 'linear',
      ...black,
      fill: [250],
    } as const;
    for (const [x, y] of [
      [0.5, 0],
      [-0.5, 0],
      [0, 0.5],
      [0, -0.5],
    ] as const) {
      const operations = [
        { ...pad(10), x: 1, y: 1, width: 9, height: 7 },
        { ...shift, matrix: [1, 0, x, 0, 1, y, 0, 0, 1] },
      ] as const;
      expectNear(run(raster, operations).data, referenceChain(raster, operations).data, 1);
    }
  });

  it.each<[string, Matrix3]>([
    ['upright', [-1, 0, 2.3, -0.9, 0.3, 3, -0.2, 0, 1]],
    ['level', [0.3, -0.9, 3, 0, -1, 2.3, 0, -0.2, 1]],
  ])('are kept apart where the horizon of a warp crosses the frame: %s', (_, inverse) => {
    const matrix = invert(inverse);
    const warp = { kind: 'warp', matrix, width: 10, height: 10, interpolation: 'nearest', ...black } as const;
    const square = noisyRaster(10, 10, 3);
    const padded = { ...pad(200), x: -1, y: 0, width: 10, height: 10 } as const;
    const { passes } = compile([padded, warp], square);
    expect(passes).toMatchObject([{ stages: { length: 2 } }]);
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

describe('Surfaces', () => {
  const raster = noisyRaster(40, 30, 3);
  const table = { kind: 'table', form: 'linear', scale: [0.5], offset: [0] } as const;
  const blur = { kind: 'convolve', form: 'separable', x: [0.25, 0.5, 0.25], y: [1] } as const;
  const turn = { kind: 'orient', to: 'turn_90' } as const;
  const recode = { kind: 'recode', format: 'jpeg', quality: 50 } as const;
  const programs: [string, Operation[]][] = [
    ['nothing', []],
    ['a move', [turn]],
    ['a change of colours', [table]],
    ['a convolution', [blur]],
    ['all of them', [turn, blur, table, turn]],
  ];

  it.each(programs)('have alpha only where the raster has: %s', (_, operations) => {
    expect(run(raster, operations).alpha).toBeUndefined();
    expect(run(noisyRaster(40, 30, 3, true), operations).alpha).toHaveLength(1200);
  });

  it.each(programs)('of the caller stay as they are, and are not freed: %s', (_, operations) => {
    const source = engine.load(raster);
    engine.free(engine.run(compile(operations, raster), source));
    engine.borrow(source, (lent) => lent);
    expect(source.data).toEqual(raster.data);
    engine.free(source);
  });

  it('of the caller are not freed where the first pass fails', () => {
    const kernels = new GuardedKernels();
    Object.assign(kernels, { call: { ...kernels.call, transposeRows: () => expect.fail('out of order') } });
    const other = new Engine(kernels);
    const source = other.load(raster);
    expect(() => other.run(compile([turn], raster), source)).toThrow('out of order');
    other.free(source);
  });

  it('are freed where an encoder gives another, and kept where it gives the same', () => {
    const other = new Engine(new GuardedKernels());
    const source = other.load(raster);
    const copied = (given: Raster) => ({ ...raster, data: Uint8Array.from(given.data) });
    const recodes = [(given: Raster) => given, copied];
    const again = () => {
      for (const one of recodes) other.free(other.run(compile([turn, turn, recode], raster), source, { recode: one })); // prettier-ignore
    };
    again();
    const held = other.size;
    for (let i = 0; i < 300; i++) again();
    expect(other.size).toBe(held);
    expect(held).toBeGreaterThan(2 * raster.data.length);
  });

  it('are kept for work that takes time until it ends', async () => {
    const surface = engine.load(raster);
    const isWhole = await engine.consume(surface, async (lent) => {
      await Promise.resolve();
      const next = engine.allocate(40, 30, 3, false);
      const isOther = next.pixels.pointer !== lent.pixels.pointer;
      engine.free(next);
      return isOther;
    });
    expect(isWhole).toBe(true);
    expect(() => {
      engine.free(surface);
    }).toThrow('was released before');
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

  it('gives and lends what lies in its memory already', () => {
    const raster = noisyRaster(6, 5, 3, true);
    const source = engine.load(raster);
    const result = engine.run(compile([], raster), source);
    expect(result).toBe(source);
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
        width: 5,
        height: 4,
        channels: 3,
        depth: 8,
        data: Uint8Array.from(raster.data, (x) => 255 - x),
      }),
    });
    expect(inverted.data).toEqual(source.data.map((x) => 255 - x));
  });
});
