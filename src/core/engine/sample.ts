import { BORDERS, INTERPOLATIONS, type Interpolation } from '../plan/operations.js';
import { viewGrid, type Grid, type Role } from './grid.js';
import type { Block, Kernels } from './memory.js';
import type { SamplePass, Stage } from './program.js';

/** Doubles a stage takes in the kernels' memory: matrix, width, height, border, fill, one unused. */
const STAGE_LENGTH = 16;

/** Runs a chain of Operations as one resampling. */
export function runSample(kernels: Kernels, pass: SamplePass, source: Grid, target: Grid, role: Role): void {
  const view = viewGrid(source, pass.view);
  const interpolation: Interpolation = role.isLabels ? 'nearest' : pass.interpolation;
  const stages = writeStages(kernels, pass.stages, role);
  const rows = kernels.allocate(target.height * 24);
  const table = new Int32Array(kernels.call.memory.buffer, rows.pointer, target.height * 6);
  for (let i = 0; i < table.length; i++) table[i] = i % 6 === 0 ? 0 : target.width;
  kernels.call.sampleChain(
    view.pointer,
    view.stride,
    view.bytesPerPixel,
    target.pointer,
    target.width,
    target.height,
    rows.pointer,
    stages.pointer,
    pass.stages.length,
    INTERPOLATIONS.indexOf(interpolation),
  );
  kernels.release(rows);
  kernels.release(stages);
}

function writeStages(kernels: Kernels, stages: readonly Stage[], role: Role): Block {
  const block = kernels.allocate(stages.length * STAGE_LENGTH * 8);
  const numbers = new Float64Array(kernels.call.memory.buffer, block.pointer, stages.length * STAGE_LENGTH);
  for (const [i, { matrix, frame, edge }] of stages.entries()) {
    const { border, fill } = role.edge(edge);
    numbers.set([...matrix, frame.width, frame.height, BORDERS.indexOf(border), ...fill], i * STAGE_LENGTH);
  }
  return block;
}
