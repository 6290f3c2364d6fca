import { piecesOf } from '../plan/pieces.js';
import { viewGrid, type Grid } from './grid.js';
import type { Kernels } from './memory.js';
import type { PiecesPass } from './program.js';

/** Copies each piece to its place. */
export function runPieces(
  { call }: Kernels,
  { view, operation, output }: PiecesPass,
  source: Grid,
  target: Grid,
): void {
  const shown = viewGrid(source, view);
  for (const { dx, dy, ...piece } of piecesOf(operation, output)) {
    const from = viewGrid(shown, piece);
    const into = viewGrid(target, { ...piece, x: piece.x + dx, y: piece.y + dy });
    call.copyRows(
      from.pointer,
      from.stride,
      into.pointer,
      into.stride,
      piece.width * source.bytesPerPixel,
      piece.height,
    );
  }
}
