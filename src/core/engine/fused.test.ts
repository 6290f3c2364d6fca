import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BORDERS,
  ORIENTATIONS,
  type Edge,
  type OrientOperation,
  type WarpOperation,
  type WindowOperation,
} from '../plan/operations.js';
import type { Frame, Matrix3 } from '../geometry/types.js';
import { compile } from './compile.js';
import { apply, compose, invert, scaling, translation } from '../geometry/matrix.js';
import { operationMatrix } from '../plan/operation-matrix.js';
import { Engine } from './run.js';
import { smoothPicture } from './testing/pictures.js';

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

function runFused(picture: ReturnType<typeof smoothPicture>, steps: readonly Step[]): Uint8Array {
  const source = engine.load(picture);
  const result = engine.run(compile(steps, source), source);
  const data = result.data.slice();
  engine.free(result);
  engine.free(source);
  return data;
}

/** Each step compiled and run on its own: clipped and rounded every time. */
function runInSteps(picture: ReturnType<typeof smoothPicture>, steps: readonly Step[]): Uint8Array {
  let surface = engine.load(picture);
  for (const step of steps) {
    const next = engine.run(compile([step], surface), surface);
    engine.free(surface);
    surface = next;
  }
  const data = surface.data.slice();
  engine.free(surface);
  return data;
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
  const picture = smoothPicture(SOURCE.width, SOURCE.height, 3);

  it.each([
    ['linear', 250],
    ['cubic', 80],
  ] as const)('shows what its steps show one by one: %s', (interpolation, numRuns) => {
    let compared = 0;
    fc.assert(
      fc.property(chains(interpolation), (makers) => {
        const steps = concrete(makers);
        const result = difference(steps, runFused(picture, steps), runInSteps(picture, steps));
        compared += result.compared;
        expect(result.worst).toBeLessThanOrEqual(5);
        expect(result.mean).toBeLessThanOrEqual(0.5);
      }),
      { numRuns, seed: 3 },
    );
    expect(compared).toBeGreaterThan(3_000 * numRuns);
  });
});
