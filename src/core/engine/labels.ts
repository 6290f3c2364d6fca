import { isCovering, type CoveringOperation } from '../plan/operations.js';
import type { Frame } from '../geometry/types.js';
import { runGeometry } from './geometry.js';
import { packedGrid, type Grid, type Role } from './grid.js';
import type { Kernels } from './memory.js';
import type { Program } from './program.js';
import { withNumbers } from './scratch.js';

interface Labels<Data extends Uint8Array | Uint16Array> extends Frame {
  readonly data: Data;
}

/** Moves a label map of the Source's size through a Program. `data` is not changed. */
export function runLabels<Data extends Uint8Array | Uint16Array>(
  kernels: Kernels,
  program: Program,
  { width, height, data }: Labels<Data>,
  role: Role,
): Labels<Data> {
  const kind = { channels: 1, depth: data.BYTES_PER_ELEMENT === 2 ? 16 : 8 } as const;
  let block = kernels.allocate(data.byteLength);
  try {
    let grid = packedGrid(block.pointer, { width, height }, kind);
    kernels.view(grid.pointer, data.byteLength).set(asBytes(data));
    for (const pass of program.passes) {
      if (pass.kind === 'mix') throw new Error('labels are mixed by moveAnnotations');
      if (pass.kind === 'point') {
        if (isCovering(pass.operation)) fillRegions(kernels, grid, pass.operation, role);
        continue;
      }
      const source = { block, grid };
      block = kernels.allocate((pass.output.width * pass.output.height * kind.depth) / 8);
      grid = packedGrid(block.pointer, pass.output, kind);
      try {
        runGeometry(kernels, pass, source.grid, grid, role);
      } finally {
        kernels.release(source.block);
      }
    }
    return { width: grid.width, height: grid.height, data: copyData(kernels, grid, data) };
  } finally {
    kernels.release(block);
  }
}

function fillRegions(
  kernels: Kernels,
  grid: Grid,
  { regions, maskFill }: CoveringOperation,
  role: Role,
): void {
  if (maskFill === null) return;
  const [value] = role.edge({ border: 'constant', fill: [0], maskFill }).fill;
  const pixel = grid.depth === 16 ? Uint16Array.of(value!) : Uint8Array.of(value!);
  withNumbers(kernels, pixel, (at) => {
    for (const region of regions) {
      const [x0, y0, x1, y1] = region.map(Math.trunc) as [number, number, number, number];
      const [left, top] = [Math.max(0, x0), Math.max(0, y0)];
      const [columns, rows] = [Math.min(grid.width, x1) - left, Math.min(grid.height, y1) - top];
      if (columns <= 0 || rows <= 0) continue;
      const start = grid.pointer + top * grid.stride + left * grid.bytesPerPixel;
      kernels.call.fillRectangle(start, grid.stride, columns, rows, at, grid.bytesPerPixel);
    }
  });
}

function asBytes({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A copy of the grid outside the kernels' memory. */
function copyData<Data extends Uint8Array | Uint16Array>(kernels: Kernels, grid: Grid, like: Data): Data {
  const length = grid.width * grid.height;
  const data = (like.BYTES_PER_ELEMENT === 2 ? new Uint16Array(length) : new Uint8Array(length)) as Data;
  asBytes(data).set(kernels.view(grid.pointer, data.byteLength));
  return data;
}
