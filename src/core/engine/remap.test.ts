import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knotsAlong } from '../geometry/lattice.js';
import { BORDERS, INTERPOLATIONS, type Operation, type RemapOperation } from '../plan/operations.js';
import { fieldsOn, remapOf } from '../plan/testing/remaps.js';
import { compile } from './compile.js';
import { copyRaster, type Raster } from './raster.js';
import { Engine } from './run.js';
import { withNumbers, withScratch } from './scratch.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { noisyRaster, smoothRaster } from './testing/rasters.js';
import { referenceRemap, type PlainRaster } from './testing/reference.js';

const engine = new Engine(new GuardedKernels());
const FRAME = { width: 83, height: 58 };
const FIELDS = fieldsOn(FRAME);
const CASES = FIELDS.flatMap((field, which) =>
  INTERPOLATIONS.flatMap((interpolation) =>
    BORDERS.map((border) => ({ name: `${which} ${field.form}`, interpolation, border, field })),
  ),
);

function run(raster: Raster, operations: readonly Operation[]): Raster {
  const program = compile(operations, raster);
  return engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), copyRaster));
}

function deep(raster: Raster): Raster {
  const units = (levels: ArrayLike<number>) => Uint16Array.from(levels, (level) => level * 257);
  const { width, height, channels, data, alpha } = raster;
  return { width, height, channels, depth: 16, data: units(data), ...(alpha && { alpha: units(alpha) }) };
}

function inUnits(operation: RemapOperation): RemapOperation {
  const [red, green, blue] = operation.fill.map((level) => level * 257);
  return { ...operation, fill: [red!, green!, blue!] };
}

function farthestOff(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}

function shareOff(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let off = 0;
  for (let i = 0; i < a.length; i++) off += Number(a[i] !== b[i]);
  return off / a.length;
}

describe('a remap', () => {
  it.each(CASES)('of $name with $interpolation and $border is what a plain loop makes', (one) => {
    const operation = remapOf(one.field, { interpolation: one.interpolation, border: one.border });
    for (const channels of [3, 1] as const) {
      const grey = channels === 1 ? { fill: [90] as const } : {};
      const given = { ...operation, ...grey };
      const raster = smoothRaster(FRAME.width, FRAME.height, channels, true);
      const made = run(raster, [given]);
      const expected = referenceRemap(raster, given);
      const alpha: PlainRaster = { ...FRAME, channels: 1, data: raster.alpha! };
      const expectedAlpha = referenceRemap(alpha, { ...given, fill: [0] });
      const deepMade = run(deep(raster), [given]);
      const deepExpected = referenceRemap(
        { ...deep(raster), largest: 65_535 },
        channels === 3 ? inUnits(given) : { ...given, fill: [90 * 257] },
      );
      if (one.interpolation === 'nearest') {
        // Positions half way between two pixels.
        expect(shareOff(made.data, expected.data)).toBeLessThan(0.002);
        expect(shareOff(made.alpha!, expectedAlpha.data)).toBeLessThan(0.002);
        expect(shareOff(deepMade.data, deepExpected.data)).toBeLessThan(0.002);
      } else {
        expect(farthestOff(made.data, expected.data)).toBeLessThanOrEqual(1);
        // Alpha falls from 255 to 0 within a pixel of an edge, of which positions know 1/128.
        expect(farthestOff(made.alpha!, expectedAlpha.data)).toBeLessThanOrEqual(2);
        expect(farthestOff(deepMade.data, deepExpected.data)).toBeLessThanOrEqual(24);
      }
    }
  });

  it('changes nothing where no point moves', () => {
    for (const interpolation of INTERPOLATIONS) {
      const raster = noisyRaster(FRAME.width, FRAME.height, 3, true);
      const still = remapOf({ form: 'lens', unit: [1, 1], k: [0, 0] }, { interpolation });
      const made = run(raster, [still]);
      expect(Buffer.from(made.data).equals(raster.data)).toBe(true);
      expect(Buffer.from(made.alpha as Uint8Array).equals(raster.alpha!)).toBe(true);
    }
  });

  it.each([
    [1, 1],
    [3, 7],
    [4, 1],
    [5, 2],
    [130, 3],
  ])('works on %d × %d', (width, height) => {
    for (const interpolation of INTERPOLATIONS) {
      const raster = smoothRaster(width, height, 3);
      const operation = remapOf(
        { form: 'lens', unit: [width, height], k: [0.2, 0.1] },
        { interpolation, border: 'reflect' },
      );
      const off = farthestOff(run(raster, [operation]).data, referenceRemap(raster, operation).data);
      expect(off).toBeLessThanOrEqual(1);
    }
  });

  it('reads a crop before it where that lies, and begins a new chain behind it', () => {
    const black = { border: 'constant', fill: [0], maskFill: 0 } as const;
    const crop: Operation = { kind: 'window', x: 9, y: 4, width: 40, height: 30, ...black };
    const remap = remapOf(fieldsOn({ width: 40, height: 30 })[1]!, { border: 'replicate' });
    const flip: Operation = { kind: 'orient', to: 'flip_horizontal' };
    const program = compile([crop, remap, flip], FRAME);
    expect(program.passes.map(({ kind }) => kind)).toEqual(['remap', 'copy']);
    const raster = noisyRaster(FRAME.width, FRAME.height, 3, true);
    const stepwise = run(run(run(raster, [crop]), [remap]), [flip]);
    expect(run(raster, [crop, remap, flip])).toEqual(stepwise);
  });

  it('moves label maps of 16 bits and bitmaps as nearest pixels', () => {
    const operation = remapOf(FIELDS[0]!, { border: 'wrap' });
    const data = Uint16Array.from({ length: FRAME.width * FRAME.height }, (_, i) => i * 13);
    const program = compile([operation], FRAME);
    const map = engine.runLabelMap(program, { ...FRAME, data });
    const plain = { ...FRAME, channels: 1, largest: 65_535, data };
    const expected = referenceRemap(plain, { ...operation, interpolation: 'nearest' });
    expect(shareOff(map.data, expected.data)).toBeLessThan(0.002);

    const bitmap = engine.runBitmap(program, { ...FRAME, data: new Uint8Array(data.length).fill(1) });
    const covered = referenceRemap(
      { ...FRAME, channels: 1, data: new Uint8Array(data.length).fill(1) },
      { ...operation, interpolation: 'nearest', border: 'constant', fill: [0] },
    );
    expect(shareOff(bitmap.data, covered.data)).toBeLessThan(0.002);
    expect(bitmap.data.includes(0)).toBe(true);
  });
});

it('shows the same field by short cells as by long ones, to the bit', () => {
  const kernels = new GuardedKernels();
  const knots = Float32Array.from({ length: 4 * 40 }, (_, i) => ((i * 7919) % 211) / 10 - 10);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.double({ min: 2, max: 8, noNaN: true }),
      fc.constantFrom(1, 3),
      (width, step, degree) => {
        const columns = knotsAlong(width, step);
        const rowBy = (placesAt: (at: number) => number) =>
          withNumbers(kernels, knots.subarray(0, 4 * columns), (knotsAt) =>
            withScratch(kernels, 4 * (5 * columns + 4), (sums) =>
              withScratch(kernels, 8 * (width + 3), (at) =>
                withScratch(kernels, 4 * width, (row) => {
                  const rest = [step, degree, row, width, sums, placesAt(at)] as const;
                  kernels.call.latticeRow(knotsAt, columns, 0.1, 0.4, 0.3, 0.2, ...rest);
                  return [...kernels.view(row, 4 * width)];
                }),
              ),
            ),
          );
        const byPlaces = rowBy((at) => {
          kernels.call.findPlaces(columns, step, width, at);
          return at;
        });
        expect(byPlaces).toEqual(rowBy(() => 0));
      },
    ),
  );
});
