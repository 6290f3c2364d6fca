import type { Mask } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import type { CompiledComposite, Program } from '../program.js';
import { changeLightness } from './lightness.js';
import { mixBranches } from './mix.js';
import { layOver } from './over.js';
import { paintMask } from './paint.js';

/** Runs a Program, and returns a new Surface for the caller to free. */
export type Run = (program: Program, surface: Surface) => Surface;

/** Writes what the Operation makes of `source` to `target`, of the same size and channels, which may be the source itself. */
export function composite(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { operation, mask: program, branches }: CompiledComposite,
  run: Run,
): void {
  const withMask = (mask: Mask | undefined, use: (mask: Surface) => void): void => {
    const surface = maskOf(kernels, source, mask ?? WHITE, program, run);
    try {
      use(surface);
    } finally {
      kernels.free(surface);
    }
  };
  switch (operation.form) {
    case 'over':
      withMask(operation.mask, (mask) => {
        layOver(kernels, source, target, mask, operation);
      });
      return;
    case 'lightness':
      changeLightness(kernels, source, target, operation.curve);
      return;
    case 'relight':
      withMask(operation.mask, ({ pixels }) => {
        const { width, height, channels, depth } = source;
        const [from, to] = [source.pixels.pointer, target.pixels.pointer];
        kernels.call.setLightness(from, to, pixels.pointer, width * height, channels, depth);
      });
      return;
    case 'branches':
    case 'sweep':
      mixBranches(kernels, source, target, branches, run);
  }
}

const WHITE: Mask = { paint: { form: 'even', level: 255 }, then: [] };

/** A grey Surface of the size and depth of the image, for the caller to free. */
function maskOf(
  kernels: Kernels,
  { width, height, depth }: Surface,
  { paint }: Mask,
  program: Program | undefined,
  run: Run,
): Surface {
  const shape = { width, height, depth, channels: 1, withAlpha: false, planes: undefined } as const;
  const painted = kernels.filled(shape, (surface) => {
    paintMask(kernels, surface, paint);
  });
  if (program === undefined || program.passes.length === 0) return painted;
  try {
    return run(program, painted);
  } finally {
    kernels.free(painted);
  }
}
