import type { Point } from './types.js';

/** An edge, from its upper end to its lower one. */
interface Edge {
  readonly top: number;
  readonly bottom: number;
  readonly topX: number;
  readonly bottomX: number;
}

/**
 * Area covered by rings under the even-odd rule. Unlike the shoelace formula it is right for rings that cross
 * themselves or each other. The plane is cut into horizontal slabs at every vertex and crossing; within a slab edges
 * do not cross, so each covered stretch is a trapezoid.
 */
export function evenOddArea(rings: readonly (readonly Point[])[]): number {
  if (rings.length === 1 && isConvex(rings[0]!)) return shoelaceArea(rings[0]!);
  const edges = rings.flatMap(edgesOf).sort((a, b) => a.top - b.top);
  const levels = slabLevels(edges);
  let area = 0;
  let active: Edge[] = [];
  let next = 0;
  for (let i = 0; i + 1 < levels.length; i++) {
    const [top, bottom] = [levels[i]!, levels[i + 1]!];
    active = active.filter((edge) => edge.bottom > top);
    for (; next < edges.length && edges[next]!.top <= top; next++) active.push(edges[next]!);
    area += coveredLength(active, (top + bottom) / 2) * (bottom - top);
  }
  return area;
}

/** True where the ring turns in one direction only, and goes round once: then x changes its direction at most twice. */
function isConvex(ring: readonly Point[]): boolean {
  let turning = 0;
  let heading = 0;
  let reversals = 0;
  for (let i = 0; i < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[(i + 1) % ring.length]!;
    const c = ring[(i + 2) % ring.length]!;
    const ux = b[0] - a[0];
    const uy = b[1] - a[1];
    const vx = c[0] - b[0];
    const vy = c[1] - b[1];
    const turn = Math.sign(ux * vy - uy * vx);
    // A turn by 180° or an edge without length has no sign, so the ring's shape is unknown.
    if (turn * turning < 0 || (turn === 0 && ux * vx + uy * vy <= 0)) return false;
    turning ||= turn;
    const direction = Math.sign(ux);
    if (direction * heading < 0) reversals += 1;
    heading = direction || heading;
  }
  return reversals <= 2;
}

/** Right for rings that do not cross themselves. Relative to the first point, for accuracy far from the origin. */
function shoelaceArea(ring: readonly Point[]): number {
  let twice = 0;
  const [x0, y0] = ring[0] ?? [0, 0];
  for (let i = 1; i + 1 < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[i + 1]!;
    twice += (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0);
  }
  return Math.abs(twice) / 2;
}

function edgesOf(ring: readonly Point[]): Edge[] {
  return ring.flatMap((point, i) => {
    const following = ring[(i + 1) % ring.length]!;
    const [upper, lower] = point[1] < following[1] ? [point, following] : [following, point];
    if (upper[1] === lower[1]) return [];
    return [{ top: upper[1], bottom: lower[1], topX: upper[0], bottomX: lower[0] }];
  });
}

/** Heights of all ends and crossings, ascending. `edges` are sorted by their top. */
function slabLevels(edges: readonly Edge[]): number[] {
  const levels = new Set<number>();
  let active: Edge[] = [];
  for (const edge of edges) {
    levels.add(edge.top).add(edge.bottom);
    active = active.filter((other) => other.bottom > edge.top);
    for (const other of active) {
      const y = crossingHeight(edge, other);
      if (y !== undefined) levels.add(y);
    }
    active.push(edge);
  }
  return [...levels].sort((a, b) => a - b);
}

function crossingHeight(a: Edge, b: Edge): number | undefined {
  const [ax, ay, bx, by] = [a.bottomX - a.topX, a.bottom - a.top, b.bottomX - b.topX, b.bottom - b.top];
  const share = ((b.topX - a.topX) * by - (b.top - a.top) * bx) / (ax * by - ay * bx);
  const y = a.top + share * ay;
  // For parallels `y` is not a finite number, and these comparisons fail.
  return y > Math.max(a.top, b.top) && y < Math.min(a.bottom, b.bottom) ? y : undefined;
}

function coveredLength(edges: readonly Edge[], y: number): number {
  const crossings = edges
    .map(({ top, bottom, topX, bottomX }) => topX + ((y - top) / (bottom - top)) * (bottomX - topX))
    .sort((a, b) => a - b);
  let length = 0;
  for (let i = 0; i + 1 < crossings.length; i += 2) length += crossings[i + 1]! - crossings[i]!;
  return length;
}
