import { runCopy } from './copy.js';
import type { Grid, Role } from './grid.js';
import type { Kernels } from './memory.js';
import { runPieces } from './pieces.js';
import type { CopyPass, PiecesPass, RemapPass, ResamplePass, SamplePass } from './program.js';
import { runRemap } from './remap.js';
import { runResample } from './resample.js';
import { runSample } from './sample.js';

export type GeometryPass = CopyPass | SamplePass | ResamplePass | RemapPass | PiecesPass;

/** Fills `target`, of the pass's output size, from `source`. */
export function runGeometry(
  kernels: Kernels,
  pass: GeometryPass,
  source: Grid,
  target: Grid,
  role: Role,
): void {
  if (pass.kind === 'copy') runCopy(kernels, pass, source, target, role);
  else if (pass.kind === 'sample') runSample(kernels, pass, source, target, role);
  else if (pass.kind === 'remap') runRemap(kernels, pass, source, target, role);
  else if (pass.kind === 'pieces') runPieces(kernels, pass, source, target);
  else runResample(kernels, pass, source, target, role);
}
