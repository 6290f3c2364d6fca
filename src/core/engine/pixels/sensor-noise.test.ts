import { describe, expect, it } from 'vitest';
import type { Operation, SensorNoiseOperation } from '../../plan/operations.js';
import { expectFrequencies } from '../../transforms/testing/statistics.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../testing/rasters.js';
import { poissonSteps } from './poisson.js';
import { rowBytes } from './testing/row-bytes.js';

const engine = new Engine(new GuardedKernels());
const SEED = [7, 8] as const;

function run(raster: Raster, operation: Operation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

function sensor(hue: number, intensity: number): SensorNoiseOperation {
  return { kind: 'noise', distribution: 'sensor', hue, intensity, seed: SEED };
}

type Colour = readonly [number, number, number];

/** Samples 0–1 to hue (in sectors), lightness and saturation, by the definition of HLS. */
function toHls([r, g, b]: Colour): Colour {
  const [most, least] = [Math.max(r, g, b), Math.min(r, g, b)];
  const [lightness, range] = [(most + least) / 2, most - least];
  if (range === 0) return [0, lightness, 0];
  const saturation = lightness < 0.5 ? range / (most + least) : range / (2 - most - least);
  if (most === r) return [(g - b) / range, lightness, saturation];
  return [most === g ? 2 + (b - r) / range : 4 + (r - g) / range, lightness, saturation];
}

function fromHls([hue, l, s]: Colour): number[] {
  const p2 = l <= 0.5 ? l * (1 + s) : l + s - l * s;
  const p1 = 2 * l - p2;
  return [2, 0, -2].map((turn) => {
    const h = (((hue + turn) % 6) + 6) % 6;
    if (h < 1) return p1 + (p2 - p1) * h;
    if (h < 3) return p2;
    return h < 4 ? p1 + (p2 - p1) * (4 - h) : p1;
  });
}

function lightnesses({ data, channels, depth }: Raster): number[] {
  return Array.from({ length: data.length / channels }, (_, i) => {
    const pixel = Array.from(data.subarray(i * channels, (i + 1) * channels));
    return (Math.max(...pixel) + Math.min(...pixel)) / 2 / (2 ** depth - 1);
  });
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** How many steps each pixel takes. */
function stepsOf(raster: Raster, intensity: number): number[] {
  const { first, thresholds } = poissonSteps(intensity * deviation(lightnesses(raster)));
  return Array.from({ length: raster.height }, (_, y) => {
    const words = new Uint32Array(rowBytes(4 * raster.width, y, SEED, 8).buffer);
    return Array.from(words, (word) => first + thresholds.filter((threshold) => threshold <= word).length);
  }).flat();
}

describe.each([8, 16] as const)('noise of a sensor, %i bits', (depth) => {
  const shallow = noisyRaster(67, 23, 3, true);
  const raster = depth === 8 ? shallow : deepened(shallow);
  const white = 2 ** depth - 1;

  it.each([0.4, 1.7, 30])('raises the lightness of HLS by Poisson steps, intensity %d', (intensity) => {
    const made = run(raster, sensor(0, intensity));
    const expected = stepsOf(raster, intensity).flatMap((steps, i) => {
      const colour = Array.from(raster.data.subarray(3 * i, 3 * i + 3), (sample) => sample / white);
      const [h, l, s] = toHls(colour as unknown as Colour);
      return fromHls([h, Math.min(1, l + steps * intensity * (1 - l)), s]);
    });
    const off = expected.map((value, i) => Math.abs(value * white - made.data[i]!));
    expect(Math.max(...off)).toBeLessThan(0.5001);
    expect(made.alpha).toEqual(raster.alpha);
  });

  it('shifts the hue by a Gaussian number, and leaves grey pixels grey', () => {
    const colours = run(raster, sensor(4, 1e-9));
    const shifts = Array.from({ length: 67 * 23 }, (_, i) => {
      const [before, after] = [raster, colours].map(({ data }) =>
        toHls(Array.from(data.subarray(3 * i, 3 * i + 3), (sample) => sample / white) as unknown as Colour),
      );
      const turn = after![0] - before![0];
      return 60 * (turn - 6 * Math.round(turn / 6));
    });
    expect(deviation(shifts)).toBeGreaterThan(3.7);
    expect(deviation(shifts)).toBeLessThan(4.3);
    const grey = { ...raster, data: raster.data.map((_, i) => raster.data[i - (i % 3)]!) } as Raster;
    expect(run(grey, sensor(4, 1e-9))).toEqual(grey);
  });

  it('takes a grey image for one of three equal channels', () => {
    const grey = { ...raster, channels: 1, width: 67 * 3 } as Raster;
    const twin = {
      ...grey,
      channels: 3,
      data: Array.from(grey.data).flatMap((sample) => [sample, sample, sample]),
    };
    const data = depth === 8 ? Uint8Array.from(twin.data) : Uint16Array.from(twin.data);
    const { data: expected } = run({ ...twin, alpha: undefined, data } as Raster, sensor(3, 0.8));
    const { data: made } = run({ ...grey, alpha: undefined }, sensor(3, 0.8));
    expect([...made]).toEqual([...expected].filter((_, i) => i % 3 === 0));
  });
});

it('is drawn for each pixel by a Poisson distribution of the image’s contrast', () => {
  const data = Uint8Array.from({ length: 300 * 200 }, (_, i) => (i % 2 === 0 ? 0 : 255));
  const raster: Raster = { width: 300, height: 200, channels: 1, depth: 8, data };
  const intensity = 0.2;
  const mean = 0.5 * intensity;
  const black = run(raster, sensor(0, intensity)).data.filter((_, i) => i % 2 === 0);
  const share = (k: number): number => (Math.exp(-mean) * mean ** k) / [1, 1, 2][k]!;
  const few = [...black].map((level) => Math.min(3, level / 51));
  expectFrequencies(few, [
    ...[0, 1, 2].map((k) => [k, share(k)] as const),
    [3, 1 - share(0) - share(1) - share(2)],
  ]);
});

it('leaves an image without contrast as it is', () => {
  const flat: Raster = { width: 40, height: 30, channels: 1, depth: 8, data: new Uint8Array(1200).fill(90) };
  expect(run(flat, sensor(1, 0.5))).toEqual(flat);
});
