import { BORDERS, type Orientation } from '../plan/operations.js';
import { packedGrid, pixelBytes, viewGrid, type Grid, type Role } from './grid.js';
import { orientedFrame } from '../plan/operation-matrix.js';
import type { Kernels } from './memory.js';
import type { CopyPass } from './program.js';
import { withNumbers, withScratch } from './scratch.js';

/** Runs a pass that moves pixels without changing their values. */
export function runCopy(kernels: Kernels, pass: CopyPass, source: Grid, target: Grid, role: Role): void {
  const view = viewGrid(source, pass.view);
  if (!pass.window) {
    orient(kernels, pass.orientation, view, target);
  } else if (pass.orientation === 'identity') {
    cutWindow(kernels, view, target, pass.window, role);
  } else {
    const { orientation, window } = pass;
    withScratch(kernels, view.width * view.height * view.bytesPerPixel, (pointer) => {
      const turned = packedGrid(pointer, orientedFrame(orientation, view), view);
      orient(kernels, orientation, view, turned);
      cutWindow(kernels, turned, target, window, role);
    });
  }
}

/** The eight orientations as three kernels, whose rows run downwards or upwards. */
const ORIENTING: Readonly<
  Record<Orientation, { kernel: 'copy' | 'mirror' | 'transpose'; sourceUp?: true; targetUp?: true }>
> = {
  identity: { kernel: 'copy' },
  flip_vertical: { kernel: 'copy', sourceUp: true },
  flip_horizontal: { kernel: 'mirror' },
  turn_180: { kernel: 'mirror', sourceUp: true },
  transpose: { kernel: 'transpose' },
  turn_90: { kernel: 'transpose', targetUp: true },
  turn_270: { kernel: 'transpose', sourceUp: true },
  anti_transpose: { kernel: 'transpose', sourceUp: true, targetUp: true },
};

function orient({ call }: Kernels, to: Orientation, source: Grid, target: Grid): void {
  const { kernel, sourceUp, targetUp } = ORIENTING[to];
  const [from, fromStride] = rows(source, sourceUp);
  const [into, intoStride] = rows(target, targetUp);
  const { width, height, bytesPerPixel } = source;
  if (kernel === 'copy') call.copyRows(from, fromStride, into, intoStride, width * bytesPerPixel, height);
  else if (kernel === 'mirror')
    call.mirrorRows(from, fromStride, into, intoStride, width, height, bytesPerPixel);
  else call.transposeRows(from, fromStride, into, intoStride, width, height, bytesPerPixel);
}

function rows({ pointer, stride, height }: Grid, up?: true): [pointer: number, stride: number] {
  return up ? [pointer + (height - 1) * stride, -stride] : [pointer, stride];
}

function cutWindow(
  kernels: Kernels,
  source: Grid,
  target: Grid,
  { x, y, edge }: NonNullable<CopyPass['window']>,
  role: Role,
): void {
  const beyond = role.edge(edge);
  withNumbers(kernels, pixelBytes(beyond, source), (pixel) => {
    withScratch(kernels, Math.max(4, source.bytesPerPixel) * target.width, (row) => {
      kernels.call.windowRows(
        source.pointer,
        source.stride,
        source.width,
        source.height,
        target.pointer,
        target.width,
        target.height,
        x,
        y,
        BORDERS.indexOf(beyond.border),
        pixel,
        row,
        source.bytesPerPixel,
      );
    });
  });
}
