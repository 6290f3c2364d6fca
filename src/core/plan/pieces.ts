import { RecipeError } from '../errors.js';
import type { Frame, Rectangle } from '../geometry/types.js';
import type { PiecesOperation } from './operations.js';

/** A piece of the incoming frame, and how far it moves. */
export interface Piece extends Rectangle {
  readonly dx: number;
  readonly dy: number;
}

/** @throws RecipeError where the pieces are those of another frame */
export function piecesOf({ columns, rows, from }: PiecesOperation, { width, height }: Frame): Piece[] {
  if (columns.at(-1) !== width || rows.at(-1) !== height)
    throw new RecipeError(
      `the pieces fill ${columns.at(-1)} × ${rows.at(-1)} pixels, but the frame has ${width} × ${height}`,
    );
  const places = placesOf(columns, rows);
  return from.map((piece, place) => {
    const [source, target] = [places[piece]!, places[place]!];
    return { ...source, dx: target.x - source.x, dy: target.y - source.y };
  });
}

/** Row by row. */
export function placesOf(columns: readonly number[], rows: readonly number[]): Rectangle[] {
  return rows.slice(1).flatMap((bottom, row) =>
    columns.slice(1).map((right, column) => ({
      x: columns[column]!,
      y: rows[row]!,
      width: right - columns[column]!,
      height: bottom - rows[row]!,
    })),
  );
}
