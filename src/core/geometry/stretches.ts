import type { Point } from './types.js';

/**
 * The stretches of a line that lie in pixels of a kind.
 * @param isWanted whether the pixel [x, x + 1) × [y, y + 1) is one
 */
export function stretchesWhere(
  line: readonly Point[],
  isWanted: (x: number, y: number) => boolean,
): Point[][] {
  const stretches: Point[][] = [];
  let current: Point[] | undefined;
  for (let i = 0; i + 1 < line.length; i++) {
    const [from, to] = [line[i]!, line[i + 1]!];
    const at = (share: number): Point =>
      share === 1 ? to : [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    const cuts = [0, ...crossedEdges(from[0], to[0]), ...crossedEdges(from[1], to[1]), 1].sort(
      (a, b) => a - b,
    );
    for (let k = 0; k + 1 < cuts.length; k++) {
      const [start, end] = [cuts[k]!, cuts[k + 1]!];
      if (start === end) continue;
      const [x, y] = at((start + end) / 2);
      if (!isWanted(Math.floor(x), Math.floor(y))) current = undefined;
      else if (current) current.push(at(end));
      else stretches.push((current = [at(start), at(end)]));
    }
  }
  return stretches;
}

/** Where, in shares of the way, a coordinate passes over an edge between pixels. */
function crossedEdges(from: number, to: number): number[] {
  const [first, last] = [Math.floor(Math.min(from, to)) + 1, Math.ceil(Math.max(from, to)) - 1];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i - from) / (to - from));
}
