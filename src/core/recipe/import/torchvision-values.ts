import { listOf, type Call, type PrintedValue } from './calls.js';
import type { Fields, Step } from './builder.js';

export type Named = Call['named'];

const BORDERS: Readonly<Record<string, string>> = {
  constant: 'constant',
  edge: 'replicate',
  reflect: 'reflect_101',
  symmetric: 'reflect',
};

export function edge(fill: PrintedValue | undefined, mode: PrintedValue | undefined): Fields {
  return {
    ...(typeof mode === 'string' && { border_mode: BORDERS[mode] ?? mode }),
    ...(known(fill) && { fill }),
  };
}

export function warping(interpolation: PrintedValue | undefined, fill: PrintedValue | undefined): Fields {
  return { interpolation: interpolationOf(interpolation ?? 'nearest'), ...edge(fill, undefined) };
}

export function resampling({ interpolation = 'bilinear', antialias }: Named): Fields {
  const name = interpolationOf(interpolation);
  const isAveraged = name !== 'nearest' && antialias !== false;
  return { interpolation: name, ...(isAveraged && { area_for_downscale: 'image' }) };
}

/** What a network's numbers are as levels: one a channel, or one for all. Undefined for what is no number. */
export function levelsOf(value: PrintedValue, { mean, std }: Named): readonly number[] | undefined {
  const values = listOf(value) ?? [value];
  const means = listOf(mean) ?? [0];
  const deviations = listOf(std) ?? [1];
  const levels = Array.from({ length: Math.max(values.length, means.length) }, (_, channel) => {
    const [own, centre, deviation] = [values, means, deviations].map(
      (list) => numberOf(list[Math.min(channel, list.length - 1)]) ?? NaN,
    );
    return Math.min(255, Math.max(0, Math.round(255 * (own! * deviation! + centre!))));
  });
  return levels.some(Number.isNaN) ? undefined : levels;
}

function interpolationOf(value: PrintedValue): unknown {
  const names: Readonly<Record<string, string>> = { bilinear: 'linear', bicubic: 'cubic' };
  const name = typeof value === 'string' ? value.toLowerCase() : value;
  return typeof name === 'string' ? (names[name] ?? name) : name;
}

/** A side, or (height, width). */
export function sizeOf(size: PrintedValue | undefined): readonly [unknown, unknown] {
  const [height = null, width = height] = listOf(size) ?? [size];
  return [height, width];
}

export function around(value: PrintedValue | undefined): readonly number[] {
  const most = numberOf(value) ?? 0;
  return [0 - most, most];
}

/** Angles of affine maps are clockwise there. */
export function turnedBack(degrees: PrintedValue | undefined): unknown {
  const [low, high] = (listOf(degrees) ?? []).map(numberOf);
  return low === undefined || high === undefined ? degrees : [0 - high, 0 - low];
}

/** Thresholds of images with 8 bits are levels, others shares. A level still reaches its threshold after rounding. */
export function levelShare(threshold: PrintedValue | undefined): unknown {
  const value = numberOf(threshold);
  if (value === undefined || value <= 1) return threshold;
  return Number(((value - 0.001) / 255).toPrecision(6));
}

export function pick(given: Named, names: readonly string[]): Fields {
  return Object.fromEntries(names.filter((name) => known(given[name])).map((name) => [name, given[name]]));
}

export function numberOf(value: PrintedValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function known(value: PrintedValue | undefined): boolean {
  return value !== undefined && value !== null;
}

/** One number where both axes have the same. */
export function alike(value: PrintedValue): PrintedValue {
  const [x, y] = listOf(value) ?? [];
  return x !== undefined && x === (y ?? x) ? x : value;
}

export function crop(name: string, [height, width]: readonly unknown[], more: Fields = {}): Step {
  return { name, p: 1, parameters: { height, width, ...more } };
}

/** One number for all sides, two for left and right, top and bottom, or four: left, top, right, bottom. */
export function pad(padding: PrintedValue | undefined, fill?: PrintedValue, mode?: PrintedValue): Step {
  return {
    name: 'Pad',
    p: 1,
    parameters: { padding: padding === undefined ? 0 : padding, ...edge(fill, mode) },
  };
}
