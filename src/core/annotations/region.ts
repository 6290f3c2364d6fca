import { IDENTITY, multiply } from '../geometry/matrix.js';
import { operationMatrix } from '../plan/operation-matrix.js';
import { isCovering, isProjective } from '../plan/operations.js';
import type { CoveringOperation, Operation, ProjectiveOperation } from '../plan/operations.js';
import type { Box, Frame, Matrix3, Point, Rectangle } from '../geometry/types.js';
import { halfPlane, opposite, type HalfPlane } from '../geometry/clip.js';

/**
 * What a chain of Operations does to geometry, in the coordinates of the frame it starts from.
 *
 * A frame k with the composed matrix M (rows a, b, g) shows the point p = (x, y, 1) at (a·p / g·p, b·p / g·p), so its
 * four edges are linear in p: a·p ≥ 0, W·g·p − a·p ≥ 0, b·p ≥ 0, H·g·p − b·p ≥ 0. Together they also keep p in front of
 * the viewer (g·p > 0). A point is visible at the end only if every frame shows it, so what a crop cut off does not come
 * back when a later step pads or zooms out.
 */
export interface Journey {
  /** Maps the first frame to the last. */
  readonly matrix: Matrix3;
  readonly frame: Frame;
  /** False where no Operation moves anything. */
  readonly moves: boolean;
  /** True where boxes without another shape move as the ellipses inscribed in them. */
  readonly boxesAsEllipses: boolean;
  /** True where left and right are exchanged at the end. */
  readonly mirrored: boolean;
  /** For each Operation, whether left and right are exchanged behind it. */
  readonly mirroredBehind: readonly boolean[];
  /** Borders of the first frame. */
  readonly start: readonly HalfPlane[];
  /** Borders of what all frames show, the first among them. */
  readonly visible: readonly HalfPlane[];
  /** Convex regions that fills cover. */
  readonly covers: readonly Cover[];
}

export interface Cover {
  readonly borders: readonly HalfPlane[];
  readonly hides: boolean;
  readonly removesKeypoints: boolean;
}

/** @param operations without remaps: legs.ts divides a way at them */
export function followOperations(start: Frame, operations: readonly Operation[]): Journey {
  let [matrix, frame, moves] = [IDENTITY, start, false];
  const showing: (() => readonly HalfPlane[])[] = [];
  const covering: (() => Cover[])[] = [];
  const mirroredBehind: boolean[] = [];
  for (const operation of operations) {
    const incoming = frame;
    if (isProjective(operation)) {
      const step = operationMatrix(operation, frame);
      matrix = multiply(facingViewer(step.matrix, frame), matrix);
      frame = step.frame;
      moves = true;
      const [here, behind] = [matrix, frame];
      showing.push(() => shownEdges(operation, here, incoming, behind));
    } else if (isCovering(operation) && (operation.hides || operation.removesKeypoints)) {
      const here = matrix;
      covering.push(() => fillCovers(operation, here, incoming));
    }
    mirroredBehind.push(determinant(matrix) < 0);
  }
  const boxesAsEllipses = operations.some((operation) => 'boxesAs' in operation);
  const mirrored = mirroredBehind.at(-1) ?? false;
  // Only objects ask for regions, and a grid covers hundreds.
  const borders = once(() => rectangleBorders(IDENTITY, frameBox(start)));
  const visible = once(() => [...borders(), ...showing.flatMap((edgesOf) => edgesOf())]);
  const covers = once(() => covering.flatMap((coversOf) => coversOf()));
  return {
    ...{ matrix, frame, moves, boxesAsEllipses, mirrored, mirroredBehind },
    get start() {
      return borders();
    },
    get visible() {
      return visible();
    },
    get covers() {
      return covers();
    },
  };
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Edges of the frame behind an Operation, in the coordinates that `matrix` comes from. */
function shownEdges(
  operation: ProjectiveOperation,
  matrix: Matrix3,
  incoming: Frame,
  behind: Frame,
): readonly HalfPlane[] {
  const edges = rectangleBorders(matrix, frameBox(behind));
  return operation.kind === 'window' ? openAtSeams(edges, endOf(operation), incoming) : edges;
}

export function frameBox({ width, height }: Frame): Box {
  return [0, 0, width, height];
}

/** Borders, in incoming coordinates, of what `matrix` moves into the rectangle. */
export function rectangleBorders(matrix: Matrix3, [x0, y0, x1, y1]: Box): HalfPlane[] {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  const rightOf = (x: number): HalfPlane => halfPlane(a - x * g, b - x * h, c - x * i);
  const below = (y: number): HalfPlane => halfPlane(d - y * g, e - y * h, f - y * i);
  return [rightOf(x0), opposite(rightOf(x1)), below(y0), opposite(below(y1))];
}

/**
 * Edges of a part of a frame, so that a point on the seam of two parts belongs to one: the point on a right or lower edge
 * lies beyond it, unless the frame ends there, too.
 * @param edges left, right, upper, lower
 * @param end of the part
 */
export function openAtSeams(
  [left, right, upper, lower]: readonly HalfPlane[],
  [x1, y1]: Point,
  { width, height }: Frame,
): HalfPlane[] {
  return [left!, { ...right!, isOpen: x1 < width }, upper!, { ...lower!, isOpen: y1 < height }];
}

function endOf({ x, y, width, height }: Rectangle): Point {
  return [x + width, y + height];
}

function fillCovers(
  { regions, hides, removesKeypoints }: CoveringOperation,
  matrix: Matrix3,
  frame: Frame,
): Cover[] {
  return regions
    .filter(([x0, y0, x1, y1]) => x0 < x1 && y0 < y1)
    .map((region) => {
      const borders = openAtSeams(rectangleBorders(matrix, region), [region[2], region[3]], frame);
      return { borders, hides, removesKeypoints };
    });
}

/** A projective matrix times −1 is the same map; here the third coordinate is positive in the middle of the frame. */
function facingViewer(matrix: Matrix3, { width, height }: Frame): Matrix3 {
  const [a, b, c, d, e, f, g, h, i] = matrix;
  return (g * width + h * height) / 2 + i < 0 ? [-a, -b, -c, -d, -e, -f, -g, -h, -i] : matrix;
}

/** Negative where the map mirrors, also for projective maps in front of the viewer. */
function determinant([a, b, c, d, e, f, g, h, i]: Matrix3): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
