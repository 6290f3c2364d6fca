import type { AdaptiveOperation } from '../../../plan/operations.js';
import type { Depth } from '../../../plan/depth.js';
import { unitsPerLevel } from '../../../plan/depth.js';
import type { Kernels, Surface } from '../../memory.js';
import { newSamples, type SamplesOf } from '../../raster.js';
import { roundHalfEven } from '../../../math.js';
import { withNumbers } from '../../scratch.js';
import { applyLookups } from '../table.js';
import { countChannels, countLuma, type Counts } from './histogram.js';

type Equalization = Extract<AdaptiveOperation, { form: 'equalize' }>;

export function equalize(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { of, rule }: Equalization,
): void {
  const { channels, depth } = source;
  if (of === 'channels' || channels === 1) {
    const counts = countChannels(kernels, source);
    const tables = counts.map((one) => equalizingTable(one, rule, depth));
    applyLookups(kernels, source, target, tables);
    return;
  }
  const table = equalizingTable(countLuma(kernels, source), rule, depth);
  withNumbers(kernels, table, (at) => {
    kernels.call[depth === 8 ? 'tableLuma' : 'tableLuma16'](
      source.pixels.pointer,
      target.pixels.pointer,
      source.width * source.height,
      at,
    );
  });
}

/** What each value of a sample becomes. */
function equalizingTable(counts: Counts, rule: Equalization['rule'], depth: Depth): SamplesOf<Depth> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (rule === 'opencv') return openCvTable(counts, total, depth);
  const highest = counts.findLastIndex((count) => count > 0);
  const step = Math.floor((total - counts[highest]!) / 255);
  if (step === 0) return unchanged(depth);
  return pillowTable(counts, step, rule === 'pillow_inclusive', depth);
}

/** For 8 bits in single precision, as in OpenCV. */
function openCvTable(counts: Counts, total: number, depth: Depth): SamplesOf<Depth> {
  const lowest = counts.findIndex((count) => count > 0);
  const rest = total - counts[lowest]!;
  if (rest === 0) return unchanged(depth);
  const precision = depth === 8 ? Math.fround : (value: number) => value;
  const scale = precision((counts.length - 1) / precision(rest));
  const table = newSamples(depth, counts.length);
  let sum = 0;
  for (let value = lowest + 1; value < counts.length; value++) {
    sum += counts[value]!;
    table[value] = Math.min(counts.length - 1, roundHalfEven(precision(precision(sum) * scale)));
  }
  return table;
}

/** For 16 bits steps are the same, but results are rounded to units. */
function pillowTable(counts: Counts, step: number, isInclusive: boolean, depth: Depth): SamplesOf<Depth> {
  const table = newSamples(depth, counts.length);
  const units = unitsPerLevel(depth);
  const half = depth === 8 ? Math.floor(step / 2) : step / 2;
  let below = 0;
  counts.forEach((count, value) => {
    const samples = isInclusive ? below + count : below;
    table[value] = Math.min(counts.length - 1, Math.floor((units * samples + half) / step));
    below += count;
  });
  return table;
}

function unchanged(depth: Depth): SamplesOf<Depth> {
  return newSamples(depth, 2 ** depth).map((_, value) => value);
}
