import { axisTaps, type Lattice } from '../geometry/lattice.js';
import { IDENTITY } from '../geometry/matrix.js';
import { INTERPOLATIONS } from '../plan/operations.js';
import { remapLattice } from '../plan/remap-lattice.js';
import { pixelBytes, viewGrid, type Grid, type Role } from './grid.js';
import type { Kernels } from './memory.js';
import type { RemapPass } from './program.js';
import { withNumbers, withScratch } from './scratch.js';
import { stageNumbers } from './stage-numbers.js';

const FLOAT = 4;

/** Samples each pixel at its place in the field. */
export function runRemap(
  kernels: Kernels,
  { view, operation, output }: RemapPass,
  source: Grid,
  target: Grid,
  role: Role,
): void {
  const from = viewGrid(source, view);
  const lattice = remapLattice(operation, output);
  const interpolation = INTERPOLATIONS.indexOf(role.isLabels ? 'nearest' : operation.interpolation);
  const beyond = role.edge(operation);
  const stage = stageNumbers({ matrix: IDENTITY, frame: output, ...beyond });
  withNumbers(kernels, Float64Array.from(stage), (stageAt) => {
    withNumbers(kernels, pixelBytes(beyond, source), (pixel) => {
      withFieldRows(kernels, lattice, (y, dx, dy) => {
        kernels.call.remapRow(
          from.pointer,
          from.stride,
          from.width,
          from.height,
          from.channels,
          from.depth,
          target.pointer + y * target.stride,
          y,
          dx,
          dy,
          stageAt,
          pixel,
          interpolation,
        );
      });
    });
  });
}

/** Cells of fewer pixels fill no two vectors. */
const SHORT = 8;
/** Bytes of the place of a pixel in the cells of a row. */
const PLACE = 8;

/** Gives `use` the displacements of each row of pixels, single precision. */
function withFieldRows(
  kernels: Kernels,
  lattice: Lattice,
  use: (y: number, dx: number, dy: number) => void,
): void {
  const { width, height, columns, rows, stepX, stepY, degree } = lattice;
  withNumbers(kernels, lattice.dx, (knotsX) => {
    withNumbers(kernels, lattice.dy, (knotsY) => {
      withScratch(kernels, FLOAT * (5 * columns + 4), (sums) => {
        withScratch(kernels, FLOAT * width, (dx) => {
          withScratch(kernels, FLOAT * width, (dy) => {
            withPlaces(kernels, lattice, (places) => {
              for (let y = 0; y < height; y++) {
                const { first, weights } = axisTaps(y + 0.5, height, stepY, rows, degree);
                const [w0 = 0, w1 = 0, w2 = 0, w3 = 0] = weights;
                const at = FLOAT * first * columns;
                const rest = [sums, places] as const;
                kernels.call.latticeRow(
                  knotsX + at,
                  columns,
                  w0,
                  w1,
                  w2,
                  w3,
                  stepX,
                  degree,
                  dx,
                  width,
                  ...rest,
                );
                kernels.call.latticeRow(
                  knotsY + at,
                  columns,
                  w0,
                  w1,
                  w2,
                  w3,
                  stepX,
                  degree,
                  dy,
                  width,
                  ...rest,
                );
                use(y, dx, dy);
              }
            });
          });
        });
      });
    });
  });
}

/** Gives `use` where each pixel of a row lies in its cell; 0 where cells are so long that it takes less time to go through them. */
function withPlaces(kernels: Kernels, lattice: Lattice, use: (places: number) => void): void {
  const { width, columns, stepX } = lattice;
  if (stepX >= SHORT) {
    use(0);
    return;
  }
  withScratch(kernels, PLACE * (width + 3), (places) => {
    kernels.call.findPlaces(columns, stepX, width, places);
    use(places);
  });
}
