import type { Frame } from '../../geometry/types.js';
import { scaling } from '../../geometry/matrix.js';
import { isResampleFilter } from '../../plan/operations.js';
import type { CoarsenOperation, WarpOperation } from '../../plan/operations.js';
import { chainPasses, emptyChain, extendChain } from '../chain.js';
import { runGeometry, type GeometryPass } from '../geometry.js';
import { colourGrid, colourRole } from '../grid.js';
import { copyPixels, shapeOf, type Kernels, type Surface } from '../memory.js';

/** Makes the image smaller, then as large as it was. Alpha is not changed. */
export function coarsen(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { width, height, down, up }: CoarsenOperation,
): void {
  const shape = { ...shapeOf(source), width, height, withAlpha: false };
  const small = kernels.filled(shape, (surface) => {
    changeSize(kernels, source, surface, down);
  });
  try {
    changeSize(kernels, small, target, up);
  } finally {
    kernels.free(small);
  }
}

/** Alpha is not changed. */
export function changeSize(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  filter: CoarsenOperation['down'],
): void {
  const pass = sizePass(source, target, filter);
  if (pass) runGeometry(kernels, pass, colourGrid(source), colourGrid(target), colourRole(source));
  else copyPixels(source, target);
}

/** Undefined where the size stays. */
function sizePass(from: Frame, to: Frame, filter: CoarsenOperation['down']): GeometryPass | undefined {
  const { width, height } = to;
  if (from.width === width && from.height === height) return undefined;
  const view = { x: 0, y: 0, width: from.width, height: from.height };
  if (isResampleFilter(filter)) return { kind: 'resample', view, filter, output: { width, height } };
  const warp: WarpOperation = {
    kind: 'warp',
    matrix: scaling(width / from.width, height / from.height),
    width,
    height,
    interpolation: filter,
    border: 'replicate',
    fill: [0],
    maskFill: 0,
  };
  const [pass] = chainPasses(extendChain(emptyChain(view), warp)!);
  return pass as GeometryPass | undefined;
}
