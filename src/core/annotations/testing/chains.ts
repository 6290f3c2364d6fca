import fc from 'fast-check';
import { compose, translation } from '../../geometry/matrix.js';
import type { Frame, Matrix3 } from '../../geometry/types.js';
import { operationMatrix } from '../../plan/operation-matrix.js';
import { isProjective, ORIENTATIONS, type Operation } from '../../plan/operations.js';

/** A step as a share of the frame it meets, so that chains keep sensible sizes. */
export type Step = (frame: Frame) => Operation;

export const START: Frame = { width: 160, height: 120 };
/** For tests that look at each pixel. */
export const SMALL: Frame = { width: 32, height: 24 };

/** What label maps get beyond an edge, and below a fill. */
export const BEYOND = 7;
export const FILLED = 9;

const EDGE = { border: 'constant', fill: [0], maskFill: BEYOND } as const;

/** Evenly spread, other than fast-check's own doubles, of which most are next to nothing. */
export const share = (min: number, max: number) =>
  fc.integer({ min: 0, max: 1e6 }).map((millionths) => min + (max - min) * (millionths / 1e6));

const orient = fc.constantFrom(...ORIENTATIONS).map((to): Step => () => ({ kind: 'orient', to }));

/** Crops where the shares are positive, pads where they are negative. */
const window = fc
  .tuple(share(-0.3, 0.3), share(-0.3, 0.3), share(-0.3, 0.3), share(-0.3, 0.3))
  .map(([left, top, right, bottom]): Step => ({ width, height }) => {
    const [x, y] = [Math.round(left * width), Math.round(top * height)];
    const [x1, y1] = [width - Math.round(right * width), height - Math.round(bottom * height)];
    return { kind: 'window', ...EDGE, x, y, width: Math.max(4, x1 - x), height: Math.max(4, y1 - y) };
  });

const areaResize = fc.tuple(share(0.6, 1.6), share(0.6, 1.6)).map(([x, y]): Step => ({ width, height }) => ({
  kind: 'resample',
  width: Math.max(4, Math.round(x * width)),
  height: Math.max(4, Math.round(y * height)),
  filter: 'area',
}));

/** About the middle: zoom in or out, turn, shear. */
const affine = fc
  .record({ zoom: share(0.5, 2), turn: share(-3, 3), shear: share(-0.3, 0.3), mirror: fc.boolean() })
  .map(({ zoom, turn, shear, mirror }): Step => {
    const [cos, sin] = [zoom * Math.cos(turn), zoom * Math.sin(turn)];
    const [a, b, d, e] = [mirror ? -cos : cos, sin + shear * cos, mirror ? sin : -sin, cos - shear * sin];
    return (frame) => warpAbout([a, b, 0, d, e, 0, 0, 0, 1], frame);
  });

/** Up to so much that the horizon crosses the image. */
const perspective = fc.tuple(share(-1.5, 1.5), share(-1.5, 1.5), share(0.5, 1.5)).map(
  ([x, y, zoom]): Step =>
    (frame) =>
      warpAbout([zoom, 0, 0, 0, zoom, 0, x / frame.width, y / frame.height, 1], frame),
);

function warpAbout(about: Matrix3, { width, height }: Frame): Operation {
  const [cx, cy] = [width / 2, height / 2];
  const matrix = compose(translation(-cx, -cy), about, translation(cx, cy));
  return { kind: 'warp', ...EDGE, matrix, width, height, interpolation: 'linear' };
}

const moving = fc.oneof(orient, window, areaResize, affine, perspective);

/** A rectangle of up to half the frame, partly outside at times. */
const fillOf = (hides: boolean, removesKeypoints: boolean) =>
  fc
    .tuple(share(-0.2, 0.9), share(-0.2, 0.9), share(0.1, 0.5), share(0.1, 0.5))
    .map(([left, top, across, down]): Step => ({ width, height }) => {
      const [x, y] = [Math.round(left * width), Math.round(top * height)];
      return {
        kind: 'fill',
        regions: [[x, y, x + Math.ceil(across * width), y + Math.ceil(down * height)]],
        paint: { colour: [0] },
        maskFill: FILLED,
        hides,
        removesKeypoints,
      };
    });

const fill = fc.oneof(fillOf(true, false), fillOf(true, true), fillOf(false, false));

export const movingChain = fc.array(moving, { minLength: 1, maxLength: 7 });
export const chain = fc.array(fc.oneof(moving, fill), { minLength: 1, maxLength: 4 });
/** Moves with one hiding fill somewhere between them. */
export const chainOfOneFill = fc
  .tuple(fc.array(moving, { maxLength: 3 }), fillOf(true, false), fc.array(moving, { maxLength: 3 }))
  .map(([before, hiding, after]) => [...before, hiding, ...after]);
/** Whole pixels alone, so that every value of a mask is sure. */
export const chainOfWholePixels = fc.array(fc.oneof(orient, window, fill), { minLength: 1, maxLength: 4 });

export function concrete(steps: readonly Step[], start = START): Operation[] {
  let frame = start;
  return steps.map((step) => {
    const operation = step(frame);
    frame = frameAfter(operation, frame);
    return operation;
  });
}

function frameAfter(operation: Operation, frame: Frame): Frame {
  return isProjective(operation) ? operationMatrix(operation, frame).frame : frame;
}
