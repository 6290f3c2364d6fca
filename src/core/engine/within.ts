import type { Frame } from '../geometry/types.js';
import { scaling } from '../geometry/matrix.js';
import { frameAfter } from '../plan/operation-matrix.js';
import type { Operation, Part, WithinOperation } from '../plan/operations.js';
import { RecipeError } from '../errors.js';
import { compile } from './compile.js';
import { colourGrid, alphaGrid, viewGrid, type Grid } from './grid.js';
import { copyPixels, type Kernels, type Surface } from './memory.js';
import { programOfChannel } from './planes.js';
import type { Program } from './program.js';

/** Runs a Program, and gives a new Surface to `use`. */
type Runner = (program: Program, source: Surface, use: (made: Surface) => void) => void;

/**
 * Writes to `target`, which has the alpha of `source`, what the Operations make of a part of it. Both may be the same, since
 * what is made is complete before it is written: so many windows one after the other need one copy of the image.
 */
export function runWithin(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { part, operations }: WithinOperation,
  run: Runner,
): void {
  if (target !== source) copyPixels(source, target);
  if ('window' in part) runInWindow(kernels, source, target, part.window, operations, run);
  else if (source.channels === 3) runOnChannels(kernels, source, target, part.channels, operations, run);
}

type Window = Extract<Part, { window: unknown }>['window'];

function runInWindow(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  [x, y, right, bottom]: Window,
  operations: readonly Operation[],
  run: Runner,
): void {
  const frame = { width: right - x, height: bottom - y };
  if (right > source.width || bottom > source.height)
    throw new RecipeError(
      `the window ends at ${right}, ${bottom}, beyond the ${source.width} × ${source.height} pixels of the image`,
    );
  const cut = { kind: 'window', x, y, ...frame, border: 'constant', fill: [0], maskFill: 0 } as const;
  run(compile([cut, ...fitted(operations, frame)], source), source, (made) => {
    copyGrid(kernels, colourGrid(made), viewGrid(colourGrid(target), { x, y, ...frame }));
    const [alpha, targetAlpha] = [alphaGrid(made), alphaGrid(target)];
    if (alpha && targetAlpha) copyGrid(kernels, alpha, viewGrid(targetAlpha, { x, y, ...frame }));
  });
}

function runOnChannels(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  channels: readonly number[],
  operations: readonly Operation[],
  run: Runner,
): void {
  const { width, height, depth } = source;
  const program = compile(fitted(operations, source), source);
  const shape = { width, height, channels: 1, depth, withAlpha: false } as const;
  for (const channel of channels) {
    const at = (channel * depth) / 8;
    const plane = kernels.filled(shape, (grey) => {
      kernels.call.takeChannel(source.pixels.pointer + at, grey.pixels.pointer, width * height, depth);
    });
    try {
      run(programOfChannel(program, channel), plane, (made) => {
        kernels.call.putChannel(made.pixels.pointer, target.pixels.pointer + at, width * height, depth);
      });
    } finally {
      kernels.free(plane);
    }
  }
}

/** With a change of size at the end, if the frame is another one there. */
function fitted(operations: readonly Operation[], { width, height }: Frame): readonly Operation[] {
  const last = operations.reduce<Frame>(frameAfter, { width, height });
  if (last.width === width && last.height === height) return operations;
  const matrix = scaling(width / last.width, height / last.height);
  const edge = { border: 'replicate', fill: [0], maskFill: 0 } as const;
  return [...operations, { kind: 'warp', matrix, width, height, interpolation: 'linear', ...edge }];
}

function copyGrid({ call }: Kernels, source: Grid, target: Grid): void {
  call.copyRows(
    source.pointer,
    source.stride,
    target.pointer,
    target.stride,
    source.width * source.bytesPerPixel,
    source.height,
  );
}
