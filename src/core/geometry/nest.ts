import { evenOddArea } from './area.js';
import { sum, type Ring } from './shapes.js';
import type { Point, Polygon } from './types.js';

/** Sorts the even-odd rings of one region into polygons, each an outline with its own holes. */
export function nestRings(rings: readonly Ring[]): Polygon[] {
  if (rings.length < 2) return rings.map((ring) => ({ rings: [ring] }));
  const nodes = rings.map((ring) => ({ ring, area: evenOddArea([ring]), inside: interiorPoint(ring) }));
  const around = nodes.map((node) =>
    nodes.filter((other) => other.area > node.area && node.inside && covers(other.ring, node.inside)),
  );
  const outlines = nodes.filter((_, i) => around[i]!.length % 2 === 0);
  const polygons = outlines.map((outline) => ({
    rings: [
      outline.ring,
      ...nodes
        .filter((_, i) => around[i]!.length % 2 === 1 && smallest(around[i]!) === outline)
        .map((hole) => hole.ring),
    ],
  }));
  // Rings that cross each other have no nesting: separate polygons would cover another area.
  const apart = sum(polygons.map((polygon) => evenOddArea(polygon.rings)));
  const together = evenOddArea(rings);
  return Math.abs(apart - together) <= 1e-9 * together ? polygons : [{ rings }];
}

function smallest<Node extends { readonly area: number }>(nodes: readonly Node[]): Node {
  return nodes.reduce((best, node) => (node.area < best.area ? node : best));
}

/** A point well inside a ring: the middle of the widest stretch at the middle of the tallest gap between vertices. */
function interiorPoint(ring: Ring): Point | undefined {
  const heights = ring.map(([, y]) => y).sort((a, b) => a - b);
  const gaps = heights.slice(1).map((y, i) => ({ size: y - heights[i]!, middle: (y + heights[i]!) / 2 }));
  const tallest = gaps.reduce((best, gap) => (gap.size > best.size ? gap : best), { size: 0, middle: 0 });
  const xs = crossingsAt(ring, tallest.middle).sort((a, b) => a - b);
  let widest: { size: number; middle: number } | undefined;
  for (let i = 0; i + 1 < xs.length; i += 2) {
    const size = xs[i + 1]! - xs[i]!;
    if (!widest || size > widest.size) widest = { size, middle: (xs[i]! + xs[i + 1]!) / 2 };
  }
  return widest && [widest.middle, tallest.middle];
}

function covers(ring: Ring, [x, y]: Point): boolean {
  return crossingsAt(ring, y).filter((crossing) => crossing < x).length % 2 === 1;
}

function crossingsAt(ring: Ring, y: number): number[] {
  return ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    if (from[1] <= y === to[1] <= y) return [];
    return [from[0] + ((y - from[1]) / (to[1] - from[1])) * (to[0] - from[0])];
  });
}
