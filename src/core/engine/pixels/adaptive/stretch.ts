import type { AdaptiveOperation } from '../../../plan/operations.js';
import type { Depth } from '../../../plan/depth.js';
import { unitsPerLevel } from '../../../plan/depth.js';
import type { Kernels, Surface } from '../../memory.js';
import { newSamples, type SamplesOf } from '../../raster.js';
import { roundHalfEven } from '../../../math.js';
import { applyLookups } from '../table.js';
import { countChannels, type Counts } from './histogram.js';

type Stretch = Extract<AdaptiveOperation, { form: 'stretch' }>;

export function stretch(kernels: Kernels, source: Surface, target: Surface, operation: Stretch): void {
  const kept = operation.ignore.map((level) => level * unitsPerLevel(source.depth));
  const tables = countChannels(kernels, source).map((counts) => {
    for (const value of kept) counts[value] = 0;
    const table = stretchingTable(counts, operation, source.depth);
    for (const value of kept) table[value] = value;
    return table;
  });
  applyLookups(kernels, source, target, tables);
}

function stretchingTable(
  counts: Counts,
  { curve, cutoff, rounding }: Stretch,
  depth: Depth,
): SamplesOf<Depth> {
  const [low, high] = cutoff === 0 ? extremes(counts) : cutExtremes(counts, cutoff);
  const table = newSamples(depth, counts.length);
  if (high <= low) return table.map((_, value) => value);
  const valueAt =
    curve === 'linear' ? line(low, high, rounding, table.length - 1) : shares(counts, low, high);
  for (let value = low; value < table.length; value++) {
    table[value] = value > high ? table.length - 1 : Math.min(table.length - 1, valueAt(value));
  }
  return table;
}

/** Each in the order of the library whose rounding it has: Albumentations rounds half to even, Pillow truncates. */
function line(
  low: number,
  high: number,
  rounding: Stretch['rounding'],
  most: number,
): (value: number) => number {
  const scale = most / (high - low);
  if (rounding === 'round') return (value) => roundHalfEven((value - low) * scale);
  const offset = -low * scale;
  return (value) => Math.max(0, Math.trunc(value * scale + offset));
}

/** The share of the samples above `low` that are not above the value; for 8 bits in single precision, as Albumentations. */
function shares(counts: Counts, low: number, high: number): (value: number) => number {
  const sums = new Float64Array(counts.length);
  for (let value = low + 1; value <= high; value++) sums[value] = sums[value - 1]! + counts[value]!;
  const total = sums[high]!;
  if (total === 0) return (value) => value;
  const precision = counts.length === 256 ? Math.fround : (value: number) => value;
  return (value) =>
    roundHalfEven(precision(precision(sums[value]! * (counts.length - 1)) / precision(total)));
}

function extremes(counts: Counts): [low: number, high: number] {
  const occurs = (count: number): boolean => count > 0;
  return [counts.findIndex(occurs), counts.findLastIndex(occurs)];
}

/** By Albumentations' rule: the first value above those that are left out below, and the last of those left out above. */
function cutExtremes(counts: Counts, cutoff: number): [low: number, high: number] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [0, 0];
  const cut = (total * cutoff) / 100;
  let sum = 0;
  const reached = (count: number): boolean => (sum += count) >= cut;
  const low = Math.min(counts.length - 1, counts.findIndex(reached) + 1);
  sum = 0;
  return [low, counts.findLastIndex(reached)];
}
