import type {
  Edge,
  Interpolation,
  OrientOperation,
  Orientation,
  WarpOperation,
  WindowOperation,
} from '../plan/operations.js';
import type { Frame, Matrix3, Rectangle } from '../geometry/types.js';
import { ORIENTATIONS } from '../plan/operations.js';
import { IDENTITY, apply, compose, invert, multiply, translation } from '../geometry/matrix.js';
import { wholeFrame } from '../geometry/rectangle.js';
import { operationMatrix, orientationMatrix } from '../plan/operation-matrix.js';
import type { CopyPass, Pass, Stage } from './program.js';

/** A step from one frame to the next. `edge` describes the pixels beyond `from`. */
interface Link {
  /** Edge coordinates of `to` to those of `from`. */
  readonly inverse: Matrix3;
  readonly from: Frame;
  readonly to: Frame;
  readonly edge: Edge;
}

/** Neighbouring Operations that become one resampling, reduced to the links whose edges can be seen. */
export interface Chain {
  readonly source: Frame;
  /** The part of the source that the first link reads. */
  readonly view: Rectangle;
  readonly links: readonly Link[];
  /** Absent while every pixel keeps its value. */
  readonly interpolation?: Interpolation;
  readonly output: Frame;
}

/** Never visible: an orientation reads no pixel beyond its frame. */
const NO_EDGE: Edge = { border: 'constant', fill: [0], maskFill: 0 };
const TOLERANCE = 1e-6;

export function emptyChain(frame: Frame): Chain {
  return { source: frame, view: wholeFrame(frame), links: [], output: frame };
}

/** The chain with one more Operation; undefined where its interpolation forbids that. */
export function extendChain(
  chain: Chain,
  operation: OrientOperation | WindowOperation | WarpOperation,
): Chain | undefined {
  const { matrix, frame } = operationMatrix(operation, chain.output);
  const link: Link = {
    inverse: invert(matrix),
    from: chain.output,
    to: frame,
    edge: operation.kind === 'orient' ? NO_EDGE : operation,
  };
  const wanted = operation.kind === 'warp' && !isExact(link) ? operation.interpolation : undefined;
  if (wanted && chain.interpolation && wanted !== chain.interpolation) return undefined;
  const interpolation = wanted ?? chain.interpolation;
  return {
    source: chain.source,
    ...addLink(chain, link),
    output: frame,
    ...(interpolation && { interpolation }),
  };
}

/** The passes of a chain: none for an identity, one for everything that samples. */
export function chainPasses({ source, view, links, interpolation, output }: Chain): Pass[] {
  if (interpolation) {
    return [{ kind: 'sample', view, stages: links.map(linkStage).reverse(), interpolation, output }];
  }
  return links
    .map((link, i) => copyPass(link, i === 0 ? view : wholeFrame(link.from)))
    .filter((pass) => !isIdentity(pass, source));
}

function addLink({ view, links }: Chain, link: Link): Pick<Chain, 'view' | 'links'> {
  const last = links.at(-1);
  if (!last) return { view, links: [link] };
  if (staysInside(link) || hasSameSurroundings(last, link)) {
    return { view, links: [...links.slice(0, -1), joined(last, link)] };
  }
  if (links.length === 1 && isExact(last) && staysInside(last)) {
    const shown = shownRectangle(last);
    const inView = { ...last, inverse: compose(last.inverse, translation(-shown.x, -shown.y)), from: shown };
    return {
      view: { ...shown, x: view.x + shown.x, y: view.y + shown.y },
      links: [{ ...joined(inView, link), edge: link.edge }],
    };
  }
  return { view, links: [...links, link] };
}

function joined(first: Link, second: Link): Link {
  return {
    inverse: multiply(first.inverse, second.inverse),
    from: first.from,
    to: second.to,
    edge: first.edge,
  };
}

/** True where no pixel of `to` reads beyond the outermost pixel centres of `from`. */
function staysInside({ inverse, from, to }: Link): boolean {
  const centres = corners(0.5, 0.5, to.width - 0.5, to.height - 0.5);
  return centres.every((corner) => isWithin(inverse, corner, from, 0.5));
}

/** True where both links fill with the same constant, and `first.from` lies wholly within `first.to`. */
function hasSameSurroundings(first: Link, second: Link): boolean {
  if (first.edge.border !== 'constant' || second.edge.border !== 'constant') return false;
  if (first.edge.maskFill !== second.edge.maskFill) return false;
  if (![0, 1, 2].every((channel) => fillOf(first.edge, channel) === fillOf(second.edge, channel)))
    return false;
  const forward = invert(first.inverse);
  return corners(0, 0, first.from.width, first.from.height).every((corner) =>
    isWithin(forward, corner, first.to, 0),
  );
}

function fillOf({ fill }: Edge, channel: number): number {
  return fill[channel] ?? fill[0];
}

function corners(left: number, top: number, right: number, bottom: number): [number, number][] {
  return [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ];
}

function isWithin(
  matrix: Matrix3,
  corner: [number, number],
  { width, height }: Frame,
  margin: number,
): boolean {
  const weight = matrix[6] * corner[0] + matrix[7] * corner[1] + matrix[8];
  const [x, y] = apply(matrix, corner);
  const least = margin - TOLERANCE;
  return weight > 0 && x >= least && y >= least && x <= width - least && y <= height - least;
}

function linkStage({ inverse, from, edge }: Link): Stage {
  return { matrix: compose(translation(0.5, 0.5), inverse, translation(-0.5, -0.5)), frame: from, edge };
}

/** True where every pixel of `to` is a pixel of `from`, or lies beyond its edge. */
function isExact(link: Link): boolean {
  return linkOrientation(link) !== undefined;
}

function linkOrientation({ inverse }: Link): Orientation | undefined {
  const [a, b, x, c, d, y, ...last] = inverse;
  const isWhole =
    Number.isInteger(x) && Number.isInteger(y) && last.every((value, i) => value === IDENTITY[6 + i]);
  if (!isWhole) return undefined;
  return TURNS.find(({ inverse: [p, q, , r, s] }) => a === p && b === q && c === r && d === s)?.name;
}

/** Each orientation about the origin. */
const TURNS = ORIENTATIONS.map((name) => ({
  name,
  inverse: invert(orientationMatrix(name, { width: 0, height: 0 })),
}));

/** Where the pixels of an exact link that stays inside lie in `from`. */
function shownRectangle({ inverse, to }: Link): Rectangle {
  const [x0, y0] = apply(inverse, [0, 0]);
  const [x1, y1] = apply(inverse, [to.width, to.height]);
  return { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) };
}

function copyPass(link: Link, view: Rectangle): CopyPass {
  const orientation = linkOrientation(link) ?? 'identity';
  if (staysInside(link)) {
    const shown = shownRectangle(link);
    return {
      kind: 'copy',
      view: { ...shown, x: view.x + shown.x, y: view.y + shown.y },
      orientation,
      output: link.to,
    };
  }
  const turned = orientationMatrix(orientation, link.from);
  const forward = invert(link.inverse);
  const window = { x: turned[2] - forward[2], y: turned[5] - forward[5], edge: link.edge };
  return { kind: 'copy', view, orientation, window, output: link.to };
}

function isIdentity({ view, orientation, window }: CopyPass, source: Frame): boolean {
  const showsAll = view.width === source.width && view.height === source.height;
  return orientation === 'identity' && showsAll && !window;
}
