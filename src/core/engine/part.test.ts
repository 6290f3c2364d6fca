import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operationMatrix } from '../plan/operation-matrix.js';
import { BORDERS, INTERPOLATIONS, ORIENTATIONS, isProjective, type Operation } from '../plan/operations.js';
import { compose, scaling, translation } from '../geometry/matrix.js';
import { around, wholeFrame } from '../geometry/rectangle.js';
import type { Frame, Rectangle } from '../geometry/types.js';
import { compile } from './compile.js';
import { partRead, readingPart } from './part.js';
import type { Program } from './program.js';
import type { Raster, RasterOf } from './raster.js';
import { Engine } from './run.js';
import { samplesOf, smoothRaster } from './testing/rasters.js';

const FRAME = { width: 90, height: 70 };
const engine = new Engine();
const whole = smoothRaster(FRAME.width, FRAME.height, 3);

type MakeOperation = (frame: Frame) => Operation;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const edge = fc.record({
  border: fc.constantFrom(...BORDERS),
  fill: fc.constant([40, 120, 200] as const),
  maskFill: fc.constant(0),
});

const crop = fc
  .tuple(share, share, share, share, edge)
  .map(([a, b, c, d, beyond]): MakeOperation => ({ width, height }) => {
    const [x, y] = [Math.floor(a * (width - 1)), Math.floor(b * (height - 1))];
    const room = { width: 1 + Math.floor(c * (width - 1 - x)), height: 1 + Math.floor(d * (height - 1 - y)) };
    return { kind: 'window', x, y, ...room, ...beyond };
  });
const orient = fc.constantFrom(...ORIENTATIONS).map((to): MakeOperation => () => ({ kind: 'orient', to }));
const resample = fc
  .constantFrom('area', 'nearest')
  .map((filter): MakeOperation => () => ({ kind: 'resample', width: 20, height: 15, filter }));
const warp = fc
  .tuple(fc.constantFrom(...INTERPOLATIONS), share, edge)
  .map(([interpolation, zoom, beyond]): MakeOperation => ({ width, height }) => {
    const [cx, cy] = [width / 2, height / 2];
    const matrix = compose(
      translation(-cx, -cy),
      scaling(0.5 + zoom, 0.7 + zoom),
      [1, 0.2, 0, -0.3, 1, 0, 0, 0, 1],
      translation(cx, cy),
    );
    return { kind: 'warp', matrix, width, height, interpolation, ...beyond };
  });
const table = fc.constant((): Operation => ({ kind: 'table', form: 'linear', scale: [1.3], offset: [-12] }));

const remap = fc
  .tuple(fc.constantFrom(...INTERPOLATIONS), share, edge)
  .map(([interpolation, k, beyond]): MakeOperation => ({ width, height }) => ({
    ...{ kind: 'remap', form: 'lens', unit: [width, height], k: [k - 0.5, k], interpolation },
    ...beyond,
  }));

const others = fc.array(fc.oneof(crop, orient, resample, warp, remap, table), { maxLength: 3 });

/** Half of them begin with a crop. */
const plans = fc.tuple(fc.option(crop), others).map(([first, rest]) => {
  let frame: Frame = FRAME;
  return [...(first ? [first] : []), ...rest].map((make) => {
    const operation = make(frame);
    if (isProjective(operation)) ({ frame } = operationMatrix(operation, frame));
    return operation;
  });
});

function cut(raster: RasterOf<8>, { x, y, width, height }: Rectangle): RasterOf<8> {
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const start = ((y + row) * raster.width + x) * 3;
    data.set(raster.data.subarray(start, start + width * 3), row * width * 3);
  }
  return { ...raster, width, height, data };
}

function run(program: Program, raster: Raster): Buffer {
  return Buffer.from(
    engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), samplesOf)),
  );
}

describe('a part of the Source', () => {
  it('gives what the whole gives, also where other Plans need more of it', () => {
    let parts = 0;
    fc.assert(
      fc.property(plans, plans, (one, other) => {
        const programs = [compile(one, FRAME), compile(other, FRAME)];
        const part = around(programs.map(partRead));
        const pixels = cut(whole, part);
        for (const program of programs) {
          expect(run(readingPart(program, part), pixels).equals(run(program, whole))).toBe(true);
        }
        if (part.width * part.height < 0.75 * FRAME.width * FRAME.height) parts++;
      }),
      { numRuns: 200 },
    );
    expect(parts).toBeGreaterThan(50);
  });

  it('is the crop, where that comes first, or after a turn', () => {
    const beyond = { border: 'constant', fill: [0], maskFill: 0 } as const;
    const window: Operation = { kind: 'window', x: 10, y: 20, width: 30, height: 25, ...beyond };
    const resize: Operation = { kind: 'resample', width: 15, height: 12, filter: 'area' };
    const flip: Operation = { kind: 'orient', to: 'flip_horizontal' };
    const shown = { x: 10, y: 20, width: 30, height: 25 };
    const brighter: Operation = { kind: 'table', form: 'linear', scale: [1], offset: [9] };
    expect(partRead(compile([window, resize, brighter], FRAME))).toEqual(shown);
    expect(partRead(compile([flip, window], FRAME))).toEqual({ ...shown, x: 50 });
    expect(partRead(compile([brighter, window], FRAME))).toEqual(wholeFrame(FRAME));
    expect(partRead(compile([{ ...window, x: -1 }], FRAME))).toEqual(wholeFrame(FRAME));
    expect(partRead(compile([], FRAME))).toEqual(wholeFrame(FRAME));
  });
});
