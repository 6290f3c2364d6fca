import type { MatrixOperation, PixelOperation, TableOperation } from '../../plan/operations.js';
import type { FusedOperation, TableChain } from '../program.js';

/**
 * Fewer Operations that do the same. Neighbouring tables become one table, exactly.
 * Neighbouring colour matrices are multiplied only where no value between them can be clipped, the first rounds (does
 * not truncate), and the second's absolute weights add up to at most 1 in every row: then leaving out the rounding
 * between moves no sum by more than ½, and no byte by more than 1. Everything else stays as it is.
 */
export function fusePixelOperations(operations: readonly PixelOperation[]): FusedOperation[] {
  const fused: FusedOperation[] = [];
  for (const operation of operations) {
    const previous = fused.at(-1);
    const both = previous && fusePair(previous, operation);
    if (both) fused[fused.length - 1] = both;
    else fused.push(operation);
  }
  return fused;
}

function fusePair(first: FusedOperation, second: PixelOperation): FusedOperation | undefined {
  if (first.kind === 'table' && second.kind === 'table') return chained(first, second);
  if (first.kind === 'matrix' && second.kind === 'matrix' && mayMultiply(first, second)) {
    return multiply(first, second);
  }
  return undefined;
}

function chained(first: TableOperation | TableChain, second: TableOperation): TableChain {
  const tables = first.form === 'chain' ? first.tables : [first];
  return { kind: 'table', form: 'chain', tables: [...tables, second] };
}

function mayMultiply(first: MatrixOperation, second: MatrixOperation): boolean {
  return (
    first.rounding === 'round' &&
    rowsOf(first).every(staysInRange) &&
    rowsOf(second).every((row) => row.slice(0, 3).reduce((sum, weight) => sum + Math.abs(weight), 0) <= 1)
  );
}

/** Whether no colour gives a sum below 0 or above 255: the extremes are at corners of the cube of colours. */
function staysInRange([red, green, blue, offset]: readonly number[]): boolean {
  const extremes = [red!, green!, blue!].map((weight) => 255 * weight);
  const least = extremes.reduce((sum, value) => sum + Math.min(0, value), offset!);
  const most = extremes.reduce((sum, value) => sum + Math.max(0, value), offset!);
  return least >= 0 && most <= 255;
}

function multiply(first: MatrixOperation, second: MatrixOperation): MatrixOperation {
  const inner = rowsOf(first);
  const rows = rowsOf(second).flatMap((row) =>
    [0, 1, 2, 3].map((column) =>
      [0, 1, 2].reduce((sum, k) => sum + row[k]! * inner[k]![column]!, column === 3 ? row[3]! : 0),
    ),
  );
  return { kind: 'matrix', rows, rounding: second.rounding };
}

function rowsOf({ rows }: MatrixOperation): number[][] {
  return [0, 4, 8].map((start) => rows.slice(start, start + 4));
}
