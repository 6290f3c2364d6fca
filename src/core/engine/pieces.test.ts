import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecipeError } from '../errors.js';
import type { Operation, PiecesOperation } from '../plan/operations.js';
import { placesOf } from '../plan/pieces.js';
import { compile } from './compile.js';
import { copyRaster, type Raster } from './raster.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { deepened, noisyRaster } from './testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const CROP: Operation = {
  ...{ kind: 'window', x: 3, y: 2, width: 40, height: 30 },
  ...{ border: 'constant', fill: [0], maskFill: 0 },
};

function run(raster: Raster, operations: readonly Operation[]): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile(operations, raster), surface), copyRaster),
  );
}

/** Pieces of one size, in any order. */
const pieces = fc
  .record({ across: fc.integer({ min: 1, max: 5 }), down: fc.integer({ min: 1, max: 4 }) })
  .chain(({ across, down }) =>
    fc
      .shuffledSubarray(
        Array.from({ length: across * down }, (_, i) => i),
        { minLength: across * down, maxLength: across * down },
      )
      .map((from): PiecesOperation => {
        const columns = Array.from({ length: across + 1 }, (_, i) => i * 8);
        const rows = Array.from({ length: down + 1 }, (_, i) => i * 6);
        return { kind: 'pieces', columns, rows, from };
      }),
  );

/** Pixel by pixel. */
function expected({ width, channels, data }: Raster, { columns, rows, from }: PiecesOperation): number[] {
  const places = placesOf(columns, rows);
  return Array.from(data, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    const place = places.findIndex(
      (one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height,
    );
    const [shown, here] = [places[from[place]!]!, places[place]!];
    const at = (y - here.y + shown.y) * width + x - here.x + shown.x;
    return data[at * channels + (i % channels)]!;
  });
}

describe.each([1, 3] as const)('pieces, %i channels', (channels) => {
  it('change places, with alpha, at both depths', () => {
    fc.assert(
      fc.property(pieces, (operation) => {
        const raster = noisyRaster(operation.columns.at(-1)!, operation.rows.at(-1)!, channels, true);
        for (const given of [raster, deepened(raster)]) {
          const made = run(given, [operation]);
          expect([...made.data]).toEqual(expected(given, operation));
          const alpha = { ...given, channels: 1, data: given.alpha! } as Raster;
          expect([...made.alpha!]).toEqual(expected(alpha, operation));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('pieces', () => {
  const operation: PiecesOperation = {
    kind: 'pieces',
    columns: [0, 20, 40],
    rows: [0, 30],
    from: [1, 0],
  };

  it('read a crop in place', () => {
    const raster = noisyRaster(50, 40, 3);
    expect(compile([CROP, operation], raster).passes).toHaveLength(1);
    expect(run(raster, [CROP, operation])).toEqual(run(run(raster, [CROP]), [operation]));
  });

  it('move label maps as the image', () => {
    const raster = noisyRaster(40, 30, 1);
    const map = { width: 40, height: 30, data: raster.data };
    expect(engine.runLabelMap(compile([operation], raster), map).data).toEqual(run(raster, [operation]).data);
  });

  it('of another frame are refused', () => {
    expect(() => run(noisyRaster(41, 30, 1), [operation])).toThrow(RecipeError);
    expect(() => run(noisyRaster(41, 30, 1), [operation])).toThrow(
      'the pieces fill 40 × 30 pixels, but the frame has 41 × 30',
    );
  });
});
