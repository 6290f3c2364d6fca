import * as z from 'zod';
import type { Frame } from '../../geometry/types.js';
import type { PiecesOperation } from '../../plan/operations.js';
import { placesOf } from '../../plan/pieces.js';
import type { Random } from '../../plan/random.js';
import { NOTHING } from '../parameters.js';
import { defineTransform } from '../transform.js';

const count = z.int().min(1).max(100);

export const randomGridShuffle = defineTransform({
  name: 'RandomGridShuffle',
  group: 'spatial',
  summary:
    'Divides the image into a grid of pieces, which change places. Each keypoint moves with its piece; polygons and masks keep all their parts, and boxes their largest.',
  p: 0.5,
  schema: z.object({
    grid: z.tuple([count, count]).prefault([3, 3]).describe('Rows and columns of the grid.'),
  }),
  sample({ grid }, random, { width, height }) {
    const rows = edgesAlong(height, grid[0], random);
    const columns = edgesAlong(width, grid[1], random);
    const keys = Array.from({ length: grid[0] * grid[1] }, () => random.uniform(0, 1));
    const isTooSmall = height < grid[0] || width < grid[1];
    const from = isTooSmall ? [] : shuffledWithinSizes(placesOf(columns, rows), keys);
    const operation: PiecesOperation = { kind: 'pieces', columns, rows, from };
    const isStill = from.every((piece, place) => piece === place);
    return { sampled: { rows, columns, from }, operations: isStill ? NOTHING : [operation] };
  },
});

/** Sides that differ by a pixel at most, in random order. */
function edgesAlong(side: number, parts: number, random: Random): number[] {
  const longer = side % parts;
  const order = random.shuffle(Array.from({ length: parts }, (_, i) => i));
  const edges = [0];
  for (const i of order) edges.push(edges.at(-1)! + Math.floor(side / parts) + (i < longer ? 1 : 0));
  return edges;
}

/** For each place a piece of its size. Pieces of one size come in the order of their keys. */
function shuffledWithinSizes(places: readonly Frame[], keys: readonly number[]): number[] {
  const groups = new Map<string, number[]>();
  places.forEach(({ width, height }, place) => {
    const size = `${width} ${height}`;
    groups.set(size, [...(groups.get(size) ?? []), place]);
  });
  const from = places.map((_, place) => place);
  for (const group of groups.values()) {
    const pieces = group.toSorted((a, b) => keys[a]! - keys[b]!);
    group.forEach((place, i) => (from[place] = pieces[i]!));
  }
  return from;
}
