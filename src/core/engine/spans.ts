import type { Border, Interpolation, Matrix3 } from '../plan/operations.js';
import type { Frame } from '../plan/plan.js';
import { isAffine, multiply } from './matrix.js';
import type { Stage } from './program.js';

/** Numbers that a row of the table takes. */
export const ROW_LENGTH = 6;

/** A quarter-step of the kernels' 7-bit fractions and their rounding, in source pixels. */
const MARGIN = 1 / 128;
/** The kernels take four pixels at a time. */
const VECTOR = 4;

/** A stage as one grid samples it. */
export interface SpanStage extends Pick<Stage, 'matrix' | 'frame'> {
  readonly border: Border;
}

/**
 * Says for each row of the output which kernel makes which pixels. The outputs for which a position lies within a frame
 * are a convex polygon: for x = (a·p) / (g·p), least ≤ x ≤ most is a·p ≥ least g·p and a·p ≤ most g·p, linear in p.
 *
 * A row is [fill begin, edge begin, interior begin, interior end, edge end, fill end]:
 * fill | exact | edge | interior | edge | exact | fill.
 *
 * - fill: beyond the outermost frame, where its border is constant.
 * - exact: everything that needs the slow sampler.
 * - edge: no intermediate frame's border acts; the source's acts by folding the position.
 * - interior: no border acts at all.
 *
 * @param stages outermost first; the last is the source
 */
export function spanTable(
  stages: readonly SpanStage[],
  interpolation: Interpolation,
  { width, height }: Frame,
): Int32Array {
  const { visible, edge, interior } = rules(stages, interpolation, { width, height });
  const table = new Int32Array(height * ROW_LENGTH);
  for (let y = 0; y < height; y++) {
    const [fillBegin, fillEnd] = span(visible, y, 0, width);
    let [edgeBegin, edgeEnd] = edge ? span(edge, y, fillBegin, fillEnd) : [fillEnd, fillEnd];
    let [begin, end] = interior ? span(interior, y, fillBegin, fillEnd) : [fillEnd, fillEnd];
    if (end - begin < VECTOR) begin = end = edgeEnd;
    if (!edge || edgeEnd - edgeBegin < VECTOR) [edgeBegin, edgeEnd] = [begin, end];
    begin = Math.min(edgeEnd, Math.max(edgeBegin, begin));
    end = Math.max(begin, Math.min(edgeEnd, end));
    table.set([fillBegin, edgeBegin, begin, end, edgeEnd, fillEnd], y * ROW_LENGTH);
  }
  return table;
}

/** From the output's coordinates to the source's, no border acting. */
export function composedMatrix(stages: readonly SpanStage[]): Matrix3 {
  return stages.slice(1).reduce((done, { matrix }) => multiply(matrix, done), stages[0]!.matrix);
}

/** α·x + β·y + γ ≥ 0 */
type HalfPlane = readonly [alpha: number, beta: number, gamma: number];

interface Rules {
  readonly visible: readonly HalfPlane[];
  /** Absent: the folding kernel cannot be used. */
  readonly edge: readonly HalfPlane[] | undefined;
  /** Absent: the vector kernels cannot be used. */
  readonly interior: readonly HalfPlane[] | undefined;
}

function rules(stages: readonly SpanStage[], interpolation: Interpolation, output: Frame): Rules {
  const outermost = stages[0]!;
  const source = stages.at(-1)!;
  const reach = REACH[interpolation];
  const visible =
    outermost.border === 'constant'
      ? within(outermost.matrix, outermost.frame, -reach.touching - MARGIN)
      : [];
  const composed = composedMatrix(stages);
  if (!suitsVectors(composed, source.frame, output, interpolation)) {
    return { visible, edge: undefined, interior: undefined };
  }
  const unclipped = stages
    .slice(0, -1)
    .flatMap(({ frame }, i) =>
      within(composedMatrix(stages.slice(0, i + 1)), frame, reach.covering + MARGIN),
    );
  const interior = [...unclipped, ...within(composed, source.frame, reach.interior + MARGIN)];
  const folding = foldReach(source, interpolation);
  const edge = folding && [...unclipped, ...foldable(composed, source.frame, folding)];
  return { visible, edge, interior };
}

/** How far from the outermost pixel centres, inwards, a position must lie. */
const REACH: Readonly<Record<Interpolation, { touching: number; covering: number; interior: number }>> = {
  /** touching: outwards, until no tap meets the frame. covering: until the frame's edge does not blend in. */
  nearest: { touching: 0.5, covering: -0.5, interior: -0.5 },
  linear: { touching: 1, covering: 0, interior: 0 },
  cubic: { touching: 2, covering: 0, interior: 1 },
};

/** Positions with least inset from the outermost pixel centres of a frame, in front of the viewer. */
function within(matrix: Matrix3, { width, height }: Frame, insetX: number, insetY = insetX): HalfPlane[] {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const atLeast = (x: number, y: number, z: number, least: number): HalfPlane => [
    x - least * g,
    y - least * h,
    z - least * i,
  ];
  const atMost = (x: number, y: number, z: number, most: number): HalfPlane => [
    most * g - x,
    most * h - y,
    most * i - z,
  ];
  return [
    atLeast(a, b, c, insetX),
    atMost(a, b, c, width - 1 - insetX),
    atLeast(d, e, f, insetY),
    atMost(d, e, f, height - 1 - insetY),
    [g, h, i],
  ];
}

/** Where one fold brings a position back, per axis. */
interface FoldReach {
  readonly x: number;
  readonly y: number;
}

/** Sizes that 16.16 fixed point can fold, and how far `replicate` may go beyond them. */
const FOLDABLE_SIZE = 16_383;
const REPLICATE_REACH = 8_192;

function foldReach({ border, frame }: SpanStage, interpolation: Interpolation): FoldReach | undefined {
  const sizes = [frame.width, frame.height];
  if (interpolation !== 'linear' || border === 'constant' || border === 'wrap') return undefined;
  if (sizes.some((size) => size < 2 || size > FOLDABLE_SIZE)) return undefined;
  if (border === 'replicate') return { x: REPLICATE_REACH, y: REPLICATE_REACH };
  return { x: frame.width - 1 - MARGIN, y: frame.height - 1 - MARGIN };
}

function foldable(matrix: Matrix3, frame: Frame, { x, y }: FoldReach): HalfPlane[] {
  return within(matrix, frame, -x, -y);
}

/** What the vector kernels' fixed point and single precision can hold; anything wilder is left to the exact sampler. */
function suitsVectors(
  matrix: Matrix3,
  source: Frame,
  { width, height }: Frame,
  interpolation: Interpolation,
): boolean {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const outputs = [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ] as const;
  const weight = Math.min(...outputs.map(([x, y]) => g * x + h * y + i));
  if (!(weight > 0)) return false;
  const farthest = Math.max(
    ...outputs.flatMap(([x, y]) => [Math.abs(a * x + b * y + c), Math.abs(d * x + e * y + f)]),
  );
  if (!(farthest / weight < 2 ** 30)) return false;
  if (isAffine(matrix)) return Math.max(Math.abs(a), Math.abs(d)) / i < 64;
  const steepest = Math.max(
    Math.abs(a) + 2 * Math.abs(g) * source.width,
    Math.abs(d) + 2 * Math.abs(g) * source.height,
  );
  const isGentle = steepest / weight < 64 && (128 * Math.abs(g)) / weight <= 1;
  return interpolation !== 'nearest' && isGentle && Math.max(source.width, source.height) < 2 ** 15;
}

/** The part of [begin, end) in row `y` that lies in all half-planes; empty at `end` where there is none. */
function span(
  planes: readonly HalfPlane[],
  y: number,
  begin: number,
  end: number,
): [begin: number, end: number] {
  let first = begin;
  let last = end - 1;
  for (const [alpha, beta, gamma] of planes) {
    const constant = beta * y + gamma;
    if (alpha > 0) first = Math.max(first, Math.ceil(-constant / alpha));
    else if (alpha < 0) last = Math.min(last, Math.floor(-constant / alpha));
    else if (!(constant >= 0)) return [end, end];
  }
  return first <= last ? [first, last + 1] : [end, end];
}
