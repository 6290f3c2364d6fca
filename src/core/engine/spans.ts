import type { Border, Interpolation } from '../plan/operations.js';
import type { Frame, Matrix3 } from '../geometry/types.js';
import { isAffine } from '../geometry/matrix.js';
import type { Stage } from './program.js';
import type { Depth } from '../plan/depth.js';
import { composedMatrix, longestBlock } from './vectors.js';

/** Numbers in a row of the table. */
const ROW_LENGTH = 6;

/** More than the error of the vector kernels' positions, including their rounding to 1/128 pixel. */
const MARGIN = 1 / 64;
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
  depth: Depth = 8,
): Int32Array {
  const { visible, edge, interior } = rules(stages, interpolation, { width, height }, depth);
  const table = new Int32Array(height * ROW_LENGTH);
  for (let y = 0; y < height; y++) {
    const [fillBegin, fillEnd] = span(visible, y, 0, width);
    let [edgeBegin, edgeEnd] = edge ? span(edge, y, fillBegin, fillEnd) : [fillEnd, fillEnd];
    let [begin, end] = interior ? span(interior, y, fillBegin, fillEnd) : [fillEnd, fillEnd];
    if (end - begin < VECTOR) begin = end = edgeEnd;
    if (!edge || edgeEnd - edgeBegin < VECTOR) [edgeBegin, edgeEnd] = [begin, end];
    begin = Math.min(edgeEnd, Math.max(edgeBegin, begin));
    end = Math.max(begin, Math.min(edgeEnd, end));
    const row = y * ROW_LENGTH;
    table[row] = fillBegin;
    table[row + 1] = edgeBegin;
    table[row + 2] = begin;
    table[row + 3] = end;
    table[row + 4] = edgeEnd;
    table[row + 5] = fillEnd;
  }
  return table;
}

/**
 * α·x + β·y + γ ≥ 0, solved for x in row y. below: x is at least slope · y + offset. above: x is at most that.
 * rows: the condition does not depend on x; slope · y + offset must be at least 0.
 */
interface HalfPlane {
  readonly bounds: 'below' | 'above' | 'rows';
  readonly slope: number;
  readonly offset: number;
}

/** A coefficient of x so small that it changes less than the margin over a whole row. */
const NEGLIGIBLE = 1e-9;

function halfPlane(alpha: number, beta: number, gamma: number): HalfPlane {
  if (Math.abs(alpha) < NEGLIGIBLE) return { bounds: 'rows', slope: beta, offset: gamma };
  return { bounds: alpha > 0 ? 'below' : 'above', slope: -beta / alpha, offset: -gamma / alpha };
}

interface Rules {
  readonly visible: readonly HalfPlane[];
  /** Absent: the folding kernel cannot be used. */
  readonly edge: readonly HalfPlane[] | undefined;
  /** Absent: the vector kernels cannot be used. */
  readonly interior: readonly HalfPlane[] | undefined;
}

function rules(
  stages: readonly SpanStage[],
  interpolation: Interpolation,
  output: Frame,
  depth: Depth,
): Rules {
  const outermost = stages[0]!;
  const source = stages.at(-1)!;
  const reach = REACH[interpolation];
  const visible =
    outermost.border === 'constant'
      ? within(outermost.matrix, outermost.frame, -reach.touching - MARGIN)
      : [];
  const composed = composedMatrix(stages);
  if (longestBlock(composed, source.frame, output, interpolation, depth) === 0) {
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

/** Distances inwards from the outermost pixel centres. */
const REACH: Readonly<Record<Interpolation, { touching: number; covering: number; interior: number }>> = {
  /**
   * touching: the distance outwards at which no tap meets the frame. covering: from here on the pixels beyond the frame
   * do not blend in. interior: from here on all taps lie in the frame.
   */
  nearest: { touching: 0.5, covering: -0.5, interior: -0.5 },
  linear: { touching: 1, covering: 0, interior: 0 },
  cubic: { touching: 2, covering: 0, interior: 1 },
  lanczos: { touching: 4, covering: 0, interior: 3 },
};

/** Positions at least `inset` inside the outermost pixel centres of a frame, in front of the viewer. */
function within(matrix: Matrix3, { width, height }: Frame, insetX: number, insetY = insetX): HalfPlane[] {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const atLeast = (x: number, y: number, z: number, least: number): HalfPlane =>
    halfPlane(x - least * g, y - least * h, z - least * i);
  const atMost = (x: number, y: number, z: number, most: number): HalfPlane =>
    halfPlane(most * g - x, most * h - y, most * i - z);
  const inFront = isAffine(matrix) ? [] : [halfPlane(g, h, i)];
  return [
    atLeast(a, b, c, insetX),
    atMost(a, b, c, width - 1 - insetX),
    atLeast(d, e, f, insetY),
    atMost(d, e, f, height - 1 - insetY),
    ...inFront,
  ];
}

/** How far beyond the edge one fold brings a position back, for each axis. */
interface FoldReach {
  readonly x: number;
  readonly y: number;
}

/** Largest size that 16.16 fixed point can fold, and how far beyond the edge `replicate` can read. */
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

/** The part of [begin, end) in row `y` that lies in all half-planes; empty at `end` where there is none. */
function span(
  halfPlanes: readonly HalfPlane[],
  y: number,
  begin: number,
  end: number,
): [begin: number, end: number] {
  let first = begin;
  let last = end - 1;
  for (const { bounds, slope, offset } of halfPlanes) {
    const bound = slope * y + offset;
    if (bounds === 'below') first = Math.max(first, Math.ceil(bound));
    else if (bounds === 'above') last = Math.min(last, Math.floor(bound));
    else if (!(bound >= 0)) return [end, end];
  }
  return first <= last ? [first, last + 1] : [end, end];
}
