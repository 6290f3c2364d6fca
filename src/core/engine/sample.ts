import { isAffine } from '../geometry/matrix.js';
import type { Matrix3 } from '../geometry/types.js';
import { BORDERS, INTERPOLATIONS, type Interpolation } from '../plan/operations.js';
import { pixelBytes, viewGrid, type Grid, type GridEdge, type Role } from './grid.js';
import type { Kernels } from './memory.js';
import type { SamplePass, Stage } from './program.js';
import { withNumbers, withScratch } from './scratch.js';
import { stageNumbers } from './stage-numbers.js';
import { spanTable, type SpanStage } from './spans.js';
import { composedMatrix, longestBlock } from './vectors.js';

type SampledStage = SpanStage & GridEdge;

/** Runs a chain of Operations as one resampling. */
export function runSample(kernels: Kernels, pass: SamplePass, source: Grid, target: Grid, role: Role): void {
  const view = viewGrid(source, pass.view);
  const interpolation = role.isLabels ? 'nearest' : pass.interpolation;
  const stages = pass.stages.map((stage) => sampledStage(stage, role));
  const matrix = composedMatrix(stages);
  const block = longestBlock(matrix, view, target, interpolation, source.depth);
  const table = spanTable(stages, interpolation, target, source.depth);
  const fills = pixelBytes(stages[0]!, source);
  withNumbers(kernels, table, (rows) => {
    withNumbers(kernels, Float64Array.from(stages.flatMap(stageNumbers)), (stagesAt) => {
      withNumbers(kernels, Float64Array.from(matrix), (matrixAt) => {
        withNumbers(kernels, fills, (fill) => {
          const pointers = { rows, stages: stagesAt, matrix: matrixAt, fill };
          callKernels(kernels, view, target, pointers, stages, interpolation, block, isStraight(matrix));
        });
      });
    });
  });
}

/** True where x depends on x alone, and y on y. */
function isStraight(matrix: Matrix3): boolean {
  return isAffine(matrix) && matrix[1] === 0 && matrix[3] === 0;
}

/** Each kernel makes its part of every row. The interior comes last, because the edge kernel may write into it. */
function callKernels(
  kernels: Kernels,
  source: Grid,
  target: Grid,
  pointers: Readonly<Record<'rows' | 'stages' | 'matrix' | 'fill', number>>,
  stages: readonly SampledStage[],
  interpolation: Interpolation,
  longest: number,
  straight: boolean,
): void {
  const { call } = kernels;
  const from = [source.pointer, source.stride] as const;
  const into = [target.pointer, target.width, target.height, pointers.rows] as const;
  const { channels, depth, bytesPerPixel } = source;
  const matrix = pointers.matrix;
  const code = INTERPOLATIONS.indexOf(interpolation);
  call.fillOutside(...into, pointers.fill, bytesPerPixel);
  call.sampleChain(...from, channels, depth, ...into, pointers.stages, stages.length, code);
  if (interpolation === 'nearest') {
    call.warpNearest(...from, bytesPerPixel, ...into, matrix);
  } else {
    const border = BORDERS.indexOf(stages.at(-1)!.border);
    const { width, height } = source;
    call.warpEdge(...from, width, height, channels, depth, ...into, matrix, longest, border);
    if (straight && interpolation === 'linear' && depth === 8) {
      withScratch(kernels, straightBytes(target), (scratch) => {
        call.warpStraight(...from, channels, ...into, matrix, longest, scratch);
      });
    } else call.warpInterior(...from, channels, depth, ...into, matrix, longest, code);
  }
}

/** What `warpStraight` asks for. */
function straightBytes({ width, channels }: Grid): number {
  return width * (8 + 4 * channels) + 88;
}

function sampledStage({ matrix, frame, edge }: Stage, role: Role): SampledStage {
  return { matrix, frame, ...role.edge(edge) };
}
