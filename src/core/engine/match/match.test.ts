import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frequencies, MatchOperation, UnmixedOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import type { Raster, RasterOf } from '../raster.js';
import { copyRaster } from '../raster.js';
import { Engine } from '../run.js';
import { deepened, noisyRaster, smoothRaster } from '../testing/rasters.js';

const engine = new Engine();
type Form = Exclude<MatchOperation['form'], 'spectrum'>;

function matched(
  own: Raster,
  other: Raster,
  form: Form | { readonly columns: Frequencies; readonly rows: Frequencies },
  weight = 1,
  operations: readonly UnmixedOperation[] = [],
): Raster {
  const source = { key: 'b', sha256: 'a'.repeat(64), frame: { width: other.width, height: other.height } };
  const trait = typeof form === 'string' ? { form } : ({ form: 'spectrum', ...form } as const);
  const operation: MatchOperation = { kind: 'match', source, operations, weight, ...trait };
  return engine.borrow(other, (held) =>
    engine.borrow(own, (surface) =>
      engine.consume(engine.run(compile([operation], own), surface, { other: () => held }), copyRaster),
    ),
  );
}

function channelOf({ data, channels }: Raster, channel: number): number[] {
  return Array.from(data).filter((_, i) => i % channels === channel);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

function share(values: readonly number[], upTo: number): number {
  return values.filter((value) => value <= upTo).length / values.length;
}

const side = fc.integer({ min: 2, max: 24 });
const channels = fc.constantFrom(1 as const, 3 as const);

describe('a histogram', () => {
  it.each([8, 16] as const)('is that of the definition, for %i bits', (depth) => {
    fc.assert(
      fc.property(side, side, channels, fc.integer({ min: 1, max: 99 }), (width, height, count, seed) => {
        const inDepth = (raster: RasterOf<8>): Raster => (depth === 8 ? raster : deepened(raster));
        const own = inDepth(noisyRaster(width, height, count, true, seed));
        const other = inDepth(smoothRaster(height + 3, width, count));
        const made = matched(own, other, 'histogram');
        expect(made.alpha).toEqual(own.alpha);
        for (let channel = 0; channel < count; channel++) {
          const [from, to] = [channelOf(own, channel), channelOf(other, channel)];
          const known = [...new Set(to)].sort((a, b) => a - b);
          channelOf(made, channel).forEach((value, i) => {
            const wanted = share(from, from[i]!);
            const next = known.findIndex((one) => share(to, one) > wanted);
            const [low, high] = [known[next - 1], known[next]];
            const exact =
              next === -1
                ? known.at(-1)!
                : low === undefined
                  ? high!
                  : low + ((high! - low) * (wanted - share(to, low))) / (share(to, high!) - share(to, low));
            // A whole number may come out as a little less.
            const [least, most] = depth === 8 ? [exact - 1, exact] : [exact - 0.5, exact + 0.5];
            expect(value).toBeGreaterThanOrEqual(least - 1e-9);
            expect(value).toBeLessThanOrEqual(most + 1e-9);
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  it('of the image itself changes nothing, nor does a weight of 0', () => {
    const own = noisyRaster(31, 17, 3);
    expect(matched(own, own, 'histogram').data).toEqual(own.data);
    expect(matched(own, smoothRaster(9, 9, 3), 'histogram', 0).data).toEqual(own.data);
  });
});

describe('statistics', () => {
  // Few samples reach an end of the scale, where they would be cut off.
  const own = onLine(smoothRaster(90, 60, 3), 0.5, 60);
  const other = onLine(noisyRaster(50, 40, 3), 0.3, 80);

  it.each([1, 3] as const)('moments are those of the other image; %i channels', (count) => {
    const [from, to] = [onlyChannels(own, count), onlyChannels(other, count)];
    const made = matched(from, to, 'moments');
    for (let channel = 0; channel < count; channel++) {
      const [result, wanted] = [channelOf(made, channel), channelOf(to, channel)];
      expect(mean(result)).toBeCloseTo(mean(wanted), 0);
      expect(deviation(result)).toBeCloseTo(deviation(wanted), 0);
    }
  });

  it('a range is that of the other image', () => {
    const made = matched(own, other, 'range');
    for (let channel = 0; channel < 3; channel++) {
      const [result, wanted] = [channelOf(made, channel), channelOf(other, channel)];
      expect(Math.min(...result)).toBe(Math.min(...wanted));
      expect(Math.max(...result)).toBe(Math.max(...wanted));
    }
  });

  it('components keep the spread of the image, and get the mean of the other', () => {
    const made = matched(own, other, 'components');
    const spread = (raster: Raster) =>
      [0, 1, 2].reduce((sum, channel) => sum + deviation(channelOf(raster, channel)) ** 2, 0);
    expect(Math.abs(spread(made) / spread(own) - 1)).toBeLessThan(0.02);
    for (let channel = 0; channel < 3; channel++)
      expect(mean(channelOf(made, channel))).toBeCloseTo(mean(channelOf(other, channel)), 0);
    const grey = matched(onlyChannels(own, 1), onlyChannels(other, 1), 'components');
    expect(mean(channelOf(grey, 0))).toBeCloseTo(mean(channelOf(other, 0)), 0);
  });

  it.each(['moments', 'range', 'components'] as const)('%s are the same for 16 bits', (form) => {
    const [eight, sixteen] = [matched(own, other, form), matched(deep(own), deep(other), form)];
    eight.data.forEach((level, i) => {
      expect(Math.abs(level - sixteen.data[i]! / 257)).toBeLessThanOrEqual(0.6);
    });
  });
});

describe('a spectrum', () => {
  const frequency = (length: number) => {
    const [lowest, highest] = [-Math.floor(length / 2), Math.ceil(length / 2) - 1];
    const one = fc.integer({ min: lowest, max: highest });
    return fc.tuple(one, one).map(([a, b]): Frequencies => [Math.min(a, b), Math.max(a, b)]);
  };
  const given = fc
    .tuple(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 11 }), channels)
    .chain(([width, height, count]) =>
      fc.tuple(fc.constant({ width, height, count }), frequency(width), frequency(height)),
    );

  it.each([8, 16] as const)('has the amplitudes of the other image, for %i bits', (depth) => {
    fc.assert(
      fc.property(given, ([{ width, height, count }, columns, rows]) => {
        const inDepth = (raster: RasterOf<8>): Raster => (depth === 8 ? raster : deepened(raster));
        const own = inDepth(noisyRaster(width, height, count, true, 3));
        const other = inDepth(noisyRaster(width, height, count, false, 8));
        const made = matched(own, other, { columns, rows });
        expect(made.alpha).toEqual(own.alpha);
        for (let channel = 0; channel < count; channel++) {
          const expected = plainly(channelOf(own, channel), channelOf(other, channel), {
            ...{ width, height, columns, rows },
          });
          channelOf(made, channel).forEach((value, i) => {
            const clipped = Math.min(2 ** depth - 1, Math.max(0, expected[i]!));
            expect(Math.abs(value - clipped)).toBeLessThanOrEqual(depth === 8 ? 0.502 : 1);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is the same for a part of a row as for whole panels', () => {
    const [own, other] = [noisyRaster(67, 43, 3, false, 3), noisyRaster(67, 43, 3, false, 4)];
    const band = { columns: [-9, 5] as const, rows: [-4, 4] as const };
    const colours = matched(own, other, band);
    const [, green] = [0, 1].map((channel) =>
      matched(channelRaster(own, channel), channelRaster(other, channel), band),
    );
    expect(channelOf(colours, 1)).toEqual(channelOf(green!, 0));
  });
});

it('takes the other image as its Operations make it, with the channels and the depth of the image', () => {
  const own = noisyRaster(20, 20, 3);
  const other = deepened(noisyRaster(11, 30, 1, true, 4));
  const crop: UnmixedOperation = {
    ...{ kind: 'window', x: 2, y: 3, width: 5, height: 6 },
    ...{ border: 'constant', fill: [0], maskFill: 0 },
  };
  const made = matched(own, other, 'range', 1, [crop]);
  const inside = Array.from({ length: 30 }, (_, i) => {
    return other.data[(3 + Math.floor(i / 5)) * 11 + 2 + (i % 5)]! / 257;
  });
  for (const channel of [0, 1, 2]) {
    const values = channelOf(made, channel);
    expect([Math.min(...values), Math.max(...values)]).toEqual([Math.min(...inside), Math.max(...inside)]);
  }
});

/** By the definition: transforms of single frequencies, with swapped amplitudes; the real part of the way back. */
function plainly(
  own: readonly number[],
  other: readonly number[],
  { width, height, columns, rows }: Band,
): number[] {
  const result = new Float64Array(width * height);
  for (let v = -Math.floor(height / 2); v < Math.ceil(height / 2); v++)
    for (let u = -Math.floor(width / 2); u < Math.ceil(width / 2); u++) {
      const isInBand = columns[0] <= u && u <= columns[1] && rows[0] <= v && v <= rows[1];
      const angle = (i: number) =>
        2 * Math.PI * ((u * (i % width)) / width + (v * Math.floor(i / width)) / height);
      const wave = (values: readonly number[]) => [
        values.reduce((sum, value, i) => sum + value * Math.cos(angle(i)), 0),
        values.reduce((sum, value, i) => sum - value * Math.sin(angle(i)), 0),
      ];
      const [real, imaginary] = wave(own) as [number, number];
      const present = Math.hypot(real, imaginary);
      const gain = isInBand ? Math.hypot(...wave(other)) / present : 1;
      for (let i = 0; i < result.length; i++)
        result[i]! +=
          (gain * (real * Math.cos(angle(i)) - imaginary * Math.sin(angle(i)))) / (width * height);
    }
  return [...result];
}

interface Band {
  readonly width: number;
  readonly height: number;
  readonly columns: Frequencies;
  readonly rows: Frequencies;
}

function onLine(raster: RasterOf<8>, scale: number, offset: number): RasterOf<8> {
  return { ...raster, data: raster.data.map((level) => scale * level + offset) };
}

function onlyChannels(raster: Raster, count: 1 | 3): Raster {
  return count === 3 ? raster : channelRaster(raster, 0);
}

function channelRaster({ width, height, ...raster }: Raster, channel: number): RasterOf<8> {
  const data = Uint8Array.from(channelOf({ width, height, ...raster }, channel));
  return { width, height, channels: 1, depth: 8, data };
}

function deep(raster: Raster): Raster {
  return deepened(raster as RasterOf<8>);
}
