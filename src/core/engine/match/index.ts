import type { MatchOperation } from '../../plan/operations.js';
import { colourGrid } from '../grid.js';
import type { Kernels, Surface } from '../memory.js';
import { blendGrids, withKindOf } from '../mix.js';
import { applyLookups } from '../pixels/table.js';
import { countChannels } from '../pixels/adaptive/histogram.js';
import { turnComponents } from './components.js';
import { matchSpectrum } from './spectrum.js';
import { MATCHING_TABLES } from './tables.js';

/** Writes the image with a trait of the other one to the target, of the same size and channels. Alpha is not touched. */
export function applyMatch(
  kernels: Kernels,
  image: Surface,
  other: Surface,
  target: Surface,
  operation: MatchOperation,
): void {
  withKindOf(kernels, other, image, (alike) => {
    matchWhole(kernels, image, alike, target, operation);
  });
  if (operation.weight < 1) blendGrids(kernels, colourGrid(image), colourGrid(target), 1 - operation.weight);
}

function matchWhole(
  kernels: Kernels,
  image: Surface,
  other: Surface,
  target: Surface,
  operation: MatchOperation,
): void {
  if (operation.form === 'spectrum') {
    matchSpectrum(kernels, image, other, target, operation);
    return;
  }
  if (operation.form === 'components' && image.channels === 3) {
    turnComponents(kernels, image, other, target);
    return;
  }
  const [own, others] = [countChannels(kernels, image), countChannels(kernels, other)];
  const tableOf = MATCHING_TABLES[operation.form];
  const tables = own.map((counts, channel) => tableOf(counts, others[channel]!));
  applyLookups(kernels, image, target, tables);
}
