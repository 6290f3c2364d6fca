import { BORDERS } from '../plan/operations.js';
import type { GridEdge } from './grid.js';
import type { SpanStage } from './spans.js';

/** Doubles of one stage in the kernels' memory: matrix, width, height, border, fill, unused. */
const STAGE_LENGTH = 16;

/** A stage in the form of kernels/chain.ts. */
export function stageNumbers({ matrix, frame, border, fill }: SpanStage & GridEdge): number[] {
  const numbers = [...matrix, frame.width, frame.height, BORDERS.indexOf(border), ...fill];
  return [...numbers, ...Array<number>(STAGE_LENGTH - numbers.length).fill(0)];
}
