import { BORDERS, INTERPOLATIONS, type Interpolation } from '../plan/operations.js';
import { viewGrid, type Grid, type Role } from './grid.js';
import type { Block, Kernels } from './memory.js';
import type { SamplePass, Stage } from './program.js';
import { spanTable, type SpanStage } from './spans.js';
import { composedMatrix, longestBlock } from './vectors.js';

/** Doubles a stage takes in the kernels' memory: matrix, width, height, border, fill, one unused. */
const STAGE_LENGTH = 16;

interface SampledStage extends SpanStage {
  readonly fill: readonly number[];
}

/** Runs a chain of Operations as one resampling. */
export function runSample(kernels: Kernels, pass: SamplePass, source: Grid, target: Grid, role: Role): void {
  const view = viewGrid(source, pass.view);
  const interpolation = role.isLabels ? 'nearest' : pass.interpolation;
  const stages = pass.stages.map((stage) => sampledStage(stage, role));
  const matrix = composedMatrix(stages);
  const block = longestBlock(matrix, view, target, interpolation);
  const table = spanTable(stages, interpolation, target);
  const blocks = {
    rows: writeBlock(kernels, table),
    stages: writeBlock(kernels, Float64Array.from(stages.flatMap(stageNumbers))),
    matrix: writeBlock(kernels, Float64Array.from(matrix)),
    fill: writeBlock(kernels, Uint8Array.from(stages[0]!.fill, Math.round)),
  };
  callKernels(kernels, view, target, blocks, stages, interpolation, block);
  for (const block of Object.values(blocks)) kernels.release(block);
}

/** Each kernel makes its part of every row. The interior comes last: the edge may have written into it. */
function callKernels(
  { call }: Kernels,
  source: Grid,
  target: Grid,
  blocks: Readonly<Record<'rows' | 'stages' | 'matrix' | 'fill', Block>>,
  stages: readonly SampledStage[],
  interpolation: Interpolation,
  longest: number,
): void {
  const from = [source.pointer, source.stride] as const;
  const into = [target.pointer, target.width, target.height, blocks.rows.pointer] as const;
  const bytes = source.bytesPerPixel;
  const matrix = blocks.matrix.pointer;
  const code = INTERPOLATIONS.indexOf(interpolation);
  call.fillOutside(...into, blocks.fill.pointer, bytes);
  call.sampleChain(...from, bytes, ...into, blocks.stages.pointer, stages.length, code);
  if (interpolation === 'nearest') {
    call.warpNearest(...from, bytes, ...into, matrix);
  } else {
    const border = BORDERS.indexOf(stages.at(-1)!.border);
    call.warpEdge(...from, source.width, source.height, bytes, ...into, matrix, longest, border);
    call.warpInterior(...from, bytes, ...into, matrix, longest, code);
  }
}

function sampledStage({ matrix, frame, edge }: Stage, role: Role): SampledStage {
  return { matrix, frame, ...role.edge(edge) };
}

function stageNumbers({ matrix, frame, border, fill }: SampledStage): number[] {
  const numbers = [...matrix, frame.width, frame.height, BORDERS.indexOf(border), ...fill];
  return [...numbers, ...Array<number>(STAGE_LENGTH - numbers.length).fill(0)];
}

function writeBlock(kernels: Kernels, numbers: Int32Array | Float64Array | Uint8Array): Block {
  const block = kernels.allocate(numbers.byteLength);
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  kernels.view(block.pointer, bytes.length).set(bytes);
  return block;
}
