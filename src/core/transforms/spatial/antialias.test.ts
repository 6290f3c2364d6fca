import { describe, expect, it } from 'vitest';
import { copyRaster } from '../../engine/raster.js';
import { compile } from '../../engine/compile.js';
import type { RasterOf } from '../../engine/raster.js';
import { Engine } from '../../engine/run.js';
import { IDENTITY, multiply, scaling } from '../../geometry/matrix.js';
import type { Matrix3 } from '../../geometry/types.js';
import { operationMatrix } from '../../plan/operation-matrix.js';
import { isProjective } from '../../plan/operations.js';
import type { Operation } from '../../plan/operations.js';
import { Stream } from '../../plan/stream.js';
import { sceneOf } from '../testing/scene.js';
import type { Transform } from '../transform.js';
import { affine, affineMatrix } from './affine.js';
import { shrunkFrame } from './antialias.js';
import { warp } from './matrices.js';
import { perspective } from './perspective.js';
import { shiftScaleRotate } from './shift-scale-rotate.js';

const FRAME = { width: 160, height: 120 };
const BLACK = { border_mode: 'constant', fill: [0], fill_mask: 0 } as const;
const LINEAR = { interpolation: 'linear', ...BLACK } as const;
const engine = new Engine();
const random = new Stream([1, 2, 3, 4]);

/** Every pixel differs from its neighbours, so that nothing shows more what is not averaged. */
const noise: RasterOf<8> = {
  ...FRAME,
  channels: 1,
  depth: 8,
  data: Uint8Array.from({ length: FRAME.width * FRAME.height }, () => random.integer(0, 255)),
};

function run(raster: RasterOf<8>, operations: readonly Operation[]): RasterOf<8> {
  const program = compile(operations, raster);
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(program, surface), copyRaster),
  ) as RasterOf<8>;
}

/** The mean over 8 × 8 positions in each pixel. */
function averaged(matrix: Matrix3): RasterOf<8> {
  const large = { width: FRAME.width * 8, height: FRAME.height * 8 };
  return run(noise, [
    ...warp(multiply(scaling(8, 8), matrix), FRAME, large, LINEAR),
    { kind: 'resample', filter: 'area', ...FRAME },
  ]);
}

function meanSquare(a: RasterOf<8>, b: RasterOf<8>): number {
  return a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0) / a.data.length;
}

function turnedAndScaled(x: number, y = x): Matrix3 {
  return affineMatrix(
    { translate: { x: 3, y: -2 }, shear: { x: 0, y: 0 }, scale: { x, y }, rotate: 17 },
    FRAME,
  );
}

describe('antialias', () => {
  it.each([
    [0.6, 0.6, 2],
    [0.35, 0.35, 5],
    [0.15, 0.15, 8],
    [0.25, 1, 2],
  ])('comes nearer to the mean of what a pixel shows: scale %d, %d', (x, y, times) => {
    const matrix = turnedAndScaled(x, y);
    const truth = averaged(matrix);
    const error = (antialias: boolean) =>
      meanSquare(run(noise, warp(matrix, FRAME, FRAME, { ...LINEAR, antialias })), truth);
    expect(error(false) / error(true)).toBeGreaterThan(times);
  });

  it.each([0.9, 1, 1.7])('changes nothing where the image does not shrink: scale %d', (scale) => {
    const matrix = turnedAndScaled(scale);
    expect(warp(matrix, FRAME, FRAME, { ...LINEAR, antialias: true })).toEqual(
      warp(matrix, FRAME, FRAME, LINEAR),
    );
  });

  it('averages one axis alone', () => {
    expect(shrunkFrame(turnedAndScaled(0.5, 1), FRAME)).toEqual({ width: 80, height: 120 });
  });

  it('averages no more than the nearest corner of a perspective allows', () => {
    // The right edge shrinks to a third, the left edge stays as it is.
    const matrix: Matrix3 = [1, 0, 0, 0, 1, 0, 2 / FRAME.width, 0, 1];
    expect(shrunkFrame(matrix, FRAME)).toEqual(FRAME);
    // A step to the right from the lower left corner also leads upwards, so that it stays longer than its half.
    expect(shrunkFrame(multiply(scaling(0.5, 0.5), matrix), FRAME)).toEqual({ width: 160, height: 60 });
    expect(shrunkFrame(multiply(scaling(0.3, 0.3), matrix), FRAME)).toEqual({ width: 87, height: 36 });
  });

  it('leaves an image alone of which a part lies beyond the horizon', () => {
    expect(shrunkFrame([0.1, 0, 0, 0, 0.1, 0, -1 / 100, 0, 1], FRAME)).toEqual(FRAME);
  });

  it.each<[Transform, object]>([
    [affine, { scale: 0.3, rotate: [-40, 40], shear: [-10, 10], fit_output: true }],
    [shiftScaleRotate, { scale_limit: [-0.7, -0.6] }],
    [perspective, { scale: 0.4, keep_size: false }],
  ])('$name: points move to the same positions', (transform, parameters) => {
    const matrixWith = (antialias: boolean) => {
      const values = transform.schema.parse({ ...parameters, antialias });
      const scene = sceneOf(FRAME.width, FRAME.height);
      const { operations } = transform.sample(values, new Stream([4, 3, 2, 1]), scene);
      return operations.filter(isProjective).reduce(
        (before, operation) => {
          const { matrix, frame } = operationMatrix(operation, before.frame);
          return { matrix: multiply(matrix, before.matrix), frame };
        },
        { matrix: IDENTITY, frame: FRAME },
      ).matrix;
    };
    const [plain, averagedFirst] = [matrixWith(false), matrixWith(true)];
    averagedFirst.forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i]!, 9);
    });
  });
});
