import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BORDERS,
  type FillOperation,
  type Operation,
  type ResampleOperation,
  ORIENTATIONS,
  type Edge,
  type OrientOperation,
  type WarpOperation,
  type WindowOperation,
} from '../plan/operations.js';
import type { Bitmap, Frame, Matrix3 } from '../geometry/types.js';
import { compile } from './compile.js';
import { apply, compose, invert, scaling, translation } from '../geometry/matrix.js';
import { operationMatrix } from '../plan/operation-matrix.js';
import type { Raster } from './raster.js';
import { Engine } from './run.js';
import { samplesOf, smoothRaster } from './testing/rasters.js';

type Step = OrientOperation | WindowOperation | WarpOperation;

const engine = new Engine();

/** Fractions of the frame as it stands, so that a chain stays reasonable whatever came before. */
const share = fc.double({ min: -0.3, max: 0.3, noNaN: true });
const edge = fc.record({
  border: fc.constantFrom(...BORDERS),
  fill: fc.constant([40, 120, 200] as const),
  maskFill: fc.constant(7),
});

type MakeStep = (frame: Frame) => Step;

const orient = fc.constantFrom(...ORIENTATIONS).map((to): MakeStep => () => ({ kind: 'orient', to }));

/** Crops, pads and both at once. */
const windows = fc
  .tuple(share, share, share, share, edge)
  .map(([left, top, right, bottom, beyond]): MakeStep => ({ width, height }) => {
    const x = Math.round(left * width);
    const y = Math.round(top * height);
    return {
      kind: 'window',
      x,
      y,
      width: Math.max(8, Math.round(width * (1 + right)) - x),
      height: Math.max(8, Math.round(height * (1 + bottom)) - y),
      ...beyond,
    };
  });

/** Turns, shears, zooms in and out about the centre; a third of them with perspective. */
const warps = (interpolation: WarpOperation['interpolation']): fc.Arbitrary<MakeStep> =>
  fc
    .tuple(share, share, share, share, fc.constantFrom(0, 0, 1), edge)
    .map(([zoom, turn, shear, tilt, perspective, beyond]): MakeStep => ({ width, height }) => {
      const [cx, cy] = [width / 2, height / 2];
      const tilted: Matrix3 = [
        1,
        0,
        0,
        0,
        1,
        0,
        (perspective * tilt) / width,
        (-perspective * shear) / height,
        1,
      ];
      const turned: Matrix3 = [1, turn + shear, 0, -turn, 1, 0, 0, 0, 1];
      const matrix = compose(
        translation(-cx, -cy),
        scaling(1 + zoom, 1 + zoom),
        turned,
        tilted,
        translation(cx, cy),
      );
      return { kind: 'warp', matrix, width, height, interpolation, ...beyond };
    });

function chains(interpolation: WarpOperation['interpolation']): fc.Arbitrary<readonly MakeStep[]> {
  return fc.array(fc.oneof(orient, windows, warps(interpolation), warps(interpolation)), {
    minLength: 2,
    maxLength: 5,
  });
}

const SOURCE = { width: 96, height: 72 };

function concrete(makers: readonly MakeStep[]): Step[] {
  let frame: Frame = SOURCE;
  return makers.map((make) => {
    const step = make(frame);
    frame = operationMatrix(step, frame).frame;
    return step;
  });
}

function runFused(raster: Raster, steps: readonly Operation[]): Uint8Array {
  const source = engine.load(raster);
  const result = engine.run(compile(steps, source), source);
  const samples = samplesOf(result);
  engine.free(result);
  engine.free(source);
  return samples;
}

/** Each step compiled and run on its own: clipped and rounded every time. */
function runInSteps(raster: Raster, steps: readonly Operation[]): Uint8Array {
  let surface = engine.load(raster);
  for (const step of steps) {
    const next = engine.run(compile([step], surface), surface);
    engine.free(surface);
    surface = next;
  }
  const samples = samplesOf(surface);
  engine.free(surface);
  return samples;
}

/**
 * True for outputs whose way back passes within `margin` pixels of some frame's edge: there, blending with what lies
 * beyond differs by how often it was done.
 */
function nearSomeEdge(steps: readonly Step[], x: number, y: number, margin: number): boolean {
  let frame: Frame = SOURCE;
  const links = steps.map((step) => {
    const from = frame;
    const { matrix, frame: to } = operationMatrix(step, from);
    frame = to;
    return { inverse: invert(matrix), from, edge: step.kind === 'orient' ? undefined : step };
  });
  let point: readonly [number, number] = [x + 0.5, y + 0.5];
  for (const { inverse, from, edge: beyond } of links.reverse()) {
    point = apply(inverse, point);
    const sizes = [from.width, from.height];
    for (const [axis, size] of sizes.entries()) {
      const laps = point[axis]! / size;
      if (Math.abs(laps - Math.round(laps)) * size < margin) return true;
    }
    if (!beyond) continue;
    const outside = sizes.some((size, axis) => point[axis]! < 0 || point[axis]! > size);
    if (outside && beyond.border === 'constant') return false;
    point = sizes.map((size, axis) => folded(point[axis]!, size, beyond.border)) as [number, number];
  }
  return false;
}

function folded(position: number, size: number, border: Edge['border']): number {
  if (border === 'replicate') return Math.min(size - 0.5, Math.max(0.5, position));
  if (border === 'wrap') return position - Math.floor(position / size) * size;
  const [shift, period] = border === 'reflect' ? [0, 2 * size] : [0.5, 2 * size - 2];
  const lap = position - shift - Math.floor((position - shift) / period) * period;
  return Math.min(lap, period - lap) + shift;
}

interface Difference {
  readonly mean: number;
  readonly worst: number;
  readonly compared: number;
}

function difference(steps: readonly Step[], fused: Uint8Array, stepped: Uint8Array): Difference {
  let frame: Frame = SOURCE;
  for (const step of steps) frame = operationMatrix(step, frame).frame;
  let [sum, worst, compared] = [0, 0, 0];
  for (let y = 0; y < frame.height; y += 2) {
    for (let x = 0; x < frame.width; x += 2) {
      if (nearSomeEdge(steps, x, y, 2.5)) continue;
      for (let channel = 0; channel < 3; channel++) {
        const i = (y * frame.width + x) * 3 + channel;
        const distance = Math.abs(fused[i]! - stepped[i]!);
        sum += distance;
        worst = Math.max(worst, distance);
        compared++;
      }
    }
  }
  return { mean: sum / Math.max(1, compared), worst, compared };
}

describe('a fused chain', () => {
  const raster = smoothRaster(SOURCE.width, SOURCE.height, 3);

  it.each([
    ['linear', 250],
    ['cubic', 80],
  ] as const)('shows what its steps show one by one: %s', (interpolation, numRuns) => {
    let compared = 0;
    fc.assert(
      fc.property(chains(interpolation), (makers) => {
        const steps = concrete(makers);
        const result = difference(steps, runFused(raster, steps), runInSteps(raster, steps));
        compared += result.compared;
        expect(result.worst).toBeLessThanOrEqual(5);
        expect(result.mean).toBeLessThanOrEqual(0.5);
      }),
      { numRuns, seed: 3 },
    );
    expect(compared).toBeGreaterThan(3_000 * numRuns);
  });
});

/** The first index at which two lists differ; −1 where they are equal. */
function firstDifference(a: Uint8Array | Uint16Array, b: Uint8Array | Uint16Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((value, i) => value !== b[i]);
}

type AnyStep = Step | ResampleOperation | FillOperation;
type MakeAnyStep = (frame: Frame) => AnyStep;

/** An area resize: the one geometric Operation that no chain can take in. */
const resizes = fc.tuple(share, share).map(([x, y]): MakeAnyStep => ({ width, height }) => ({
  kind: 'resample',
  filter: 'area',
  width: Math.max(8, Math.round(width * (1 + x))),
  height: Math.max(8, Math.round(height * (1 + y))),
}));

/** A rectangle that takes a value of its own in label maps, partly outside at times. */
const fills = fc
  .tuple(share, share, fc.constantFrom(null, 0, 5, 6))
  .map(([x, y, maskFill]): MakeAnyStep => ({ width, height }) => {
    const [left, top] = [Math.round(x * width), Math.round(y * height)];
    return {
      kind: 'fill',
      regions: [[left, top, left + Math.round(width / 2), top + Math.round(height / 2)]],
      paint: { colour: [90, 10, 250] },
      maskFill,
      hides: true,
      removesKeypoints: false,
    };
  });

const maskEdge = fc.record({
  border: fc.constantFrom(...BORDERS),
  fill: fc.constant([0] as const),
  maskFill: fc.constantFrom(7, 9),
});
const pads = fc.tuple(share, share, maskEdge).map(([x, y, beyond]): MakeAnyStep => ({ width, height }) => {
  const [left, top] = [Math.round(x * width), Math.round(y * height)];
  return {
    kind: 'window',
    x: -Math.abs(left),
    y: top,
    width: width + 2 * Math.abs(left),
    height: Math.max(8, height - 2 * top),
    ...beyond,
  };
});

/** Whole pixels alone, so that every sample is comparable. */
const exactChains: fc.Arbitrary<readonly MakeAnyStep[]> = fc.array(fc.oneof(orient, pads, resizes, fills), {
  minLength: 2,
  maxLength: 6,
});

function concreteAny(makers: readonly MakeAnyStep[]): AnyStep[] {
  let frame: Frame = SOURCE;
  return makers.map((make) => {
    const step = make(frame);
    if (step.kind !== 'fill') frame = operationMatrix(step, frame).frame;
    return step;
  });
}

describe('a chain of whole pixels, area resizes and fills', () => {
  const raster = smoothRaster(SOURCE.width, SOURCE.height, 3, true);
  const values = smoothRaster(SOURCE.width, SOURCE.height, 1).data;
  const labelMap = { ...SOURCE, data: Uint16Array.from(values, (value) => 1 + (value >> 6) * 300) };
  const bitmap: Bitmap = { ...SOURCE, data: Uint8Array.from(values, (value) => Number(value > 128)) };

  it('gives the samples of its steps one by one, to the bit', () => {
    fc.assert(
      fc.property(exactChains, (makers) => {
        const steps = concreteAny(makers);
        expect(firstDifference(runFused(raster, steps), runInSteps(raster, steps))).toBe(-1);
      }),
      { numRuns: 150, seed: 5 },
    );
  });

  it('gives the label maps and bitmaps of its steps one by one, to the bit', () => {
    fc.assert(
      fc.property(exactChains, (makers) => {
        const steps = concreteAny(makers);
        const map = steps.reduce((done, step) => engine.runLabelMap(compile([step], done), done), labelMap);
        expect(firstDifference(engine.runLabelMap(compile(steps, SOURCE), labelMap).data, map.data)).toBe(-1);
        const object = steps.reduce((done, step) => engine.runBitmap(compile([step], done), done), bitmap);
        expect(firstDifference(engine.runBitmap(compile(steps, SOURCE), bitmap).data, object.data)).toBe(-1);
      }),
      { numRuns: 150, seed: 6 },
    );
  });
});

describe('label maps and bitmaps through warps', () => {
  const ones = new Uint8Array(SOURCE.width * SOURCE.height).fill(1);
  const labels = { ...SOURCE, data: ones };

  /** Every warp of a chain, perspective included, and pads; each with one of two fills for label maps. */
  const constantEdge = fc
    .constantFrom(7, 9)
    .map((maskFill): Edge => ({ border: 'constant', fill: [0], maskFill }));
  const chain = fc.array(fc.tuple(fc.oneof(windows, warps('linear')), constantEdge), {
    minLength: 2,
    maxLength: 4,
  });

  it('show what the steps show one by one, but for a rim of rounding', () => {
    fc.assert(
      fc.property(chain, (parts) => {
        const steps = concrete(
          parts.map(([make, beyond]): MakeStep => (frame) => ({ ...make(frame), ...beyond })),
        );
        const fused = engine.runLabelMap(compile(steps, SOURCE), labels);
        const stepped = steps.reduce((done, step) => engine.runLabelMap(compile([step], done), done), labels);
        const frame = { width: fused.width, height: fused.height };
        expect({ width: stepped.width, height: stepped.height }).toEqual(frame);
        for (let i = 0; i < fused.data.length; i++) {
          if (fused.data[i] === stepped.data[i]) continue;
          const [x, y] = [i % frame.width, Math.floor(i / frame.width)];
          expect(nearSomeEdge(steps, x, y, 2.5), `${x}, ${y}`).toBe(true);
        }
        const object = engine.runBitmap(compile(steps, SOURCE), labels);
        expect(
          firstDifference(
            object.data,
            fused.data.map((value) => Number(value === 1)),
          ),
        ).toBe(-1);
      }),
      { numRuns: 100, seed: 8 },
    );
  });
});
