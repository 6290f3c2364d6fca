import type { MatchOperation } from '../../plan/operations.js';
import type { Depth } from '../../plan/depth.js';
import type { Counts } from '../pixels/adaptive/histogram.js';
import { newSamples, type SamplesOf } from '../raster.js';

type Table = SamplesOf<Depth>;
/** What each value of a sample becomes, so that the samples that `own` counts get a trait of those that `other` counts. */
type TableMaker = (own: Counts, other: Counts) => Table;

export const MATCHING_TABLES: Readonly<Record<Exclude<MatchOperation['form'], 'spectrum'>, TableMaker>> = {
  histogram: histogramTable,
  moments: (own, other) => {
    const [from, to] = [momentsOf(own), momentsOf(other)];
    return lineTable(own.length, from.mean, to.mean, ratio(to.deviation, from.deviation));
  },
  range: (own, other) => {
    const [from, to] = [rangeOf(own), rangeOf(other)];
    return lineTable(own.length, from.lowest, to.lowest, ratio(to.length, from.length));
  },
  components: (own, other) => lineTable(own.length, momentsOf(own).mean, momentsOf(other).mean, 1),
};

/** As in Albumentations: what has no extent keeps its own. */
function ratio(to: number, from: number): number {
  return to / (from === 0 ? 1 : from);
}

/** The line through (from, to). */
function lineTable(values: number, from: number, to: number, slope: number): Table {
  return tableOf(values, (value) => Math.floor(slope * (value - from) + to + 0.5));
}

/**
 * The value of which the other image has the same share of samples up to it, linear between those that occur there: skimage's
 * match_histograms. With 8 bits it is rounded down, as in Albumentations.
 */
function histogramTable(own: Counts, other: Counts): Table {
  const [total, otherTotal] = [sum(own), sum(other)];
  const occurring = [...other.keys()].filter((value) => other[value]! > 0);
  let below = 0;
  const shares = occurring.map((value) => (below += other[value]!) / otherTotal);
  const half = own.length === 256 ? 0 : 0.5;
  let [count, next] = [0, 0];
  return tableOf(own.length, (value) => {
    count += own[value]!;
    const share = count / total;
    while (next < shares.length && shares[next]! <= share) next += 1;
    return Math.floor(valueAt(share, next, shares, occurring) + half);
  });
}

/** @param next the first place whose share is larger */
function valueAt(share: number, next: number, shares: readonly number[], values: readonly number[]): number {
  if (next === 0) return values[0]!;
  if (next === shares.length) return values.at(-1)!;
  const [low, high] = [shares[next - 1]!, shares[next]!];
  const slope = (values[next]! - values[next - 1]!) / (high - low);
  return slope * (share - low) + values[next - 1]!;
}

function tableOf(values: number, valueFor: (value: number) => number): Table {
  const table = newSamples(values === 256 ? 8 : 16, values);
  for (let value = 0; value < values; value++)
    table[value] = Math.min(values - 1, Math.max(0, valueFor(value)));
  return table;
}

function momentsOf(counts: Counts): { readonly mean: number; readonly deviation: number } {
  const total = sum(counts);
  let [values, squares] = [0, 0];
  counts.forEach((count, value) => {
    values += count * value;
    squares += count * value * value;
  });
  const mean = values / total;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / total - mean * mean)) };
}

function rangeOf(counts: Counts): { readonly lowest: number; readonly length: number } {
  const lowest = counts.findIndex((count) => count > 0);
  return { lowest, length: counts.findLastIndex((count) => count > 0) - lowest };
}

function sum(counts: Counts): number {
  return counts.reduce((all, count) => all + count, 0);
}
