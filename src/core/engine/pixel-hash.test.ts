import { describe, expect, it } from 'vitest';
import type { Raster, RasterOf } from './raster.js';
import { Engine } from './run.js';

const engine = new Engine();

/** The definition in docs/reproducibility.md, word for word. */
function defined({ width, height, channels, planes = 0, depth, data, alpha }: Raster): string {
  const cut = (value: bigint) => BigInt.asUintN(64, value);
  const mix = (lane: bigint, word: bigint) => {
    const both = lane ^ word;
    const product = cut((both ^ (both >> 32n)) * 0x9e3779b97f4a7c15n);
    return cut((product << 29n) | (product >> 35n));
  };
  const size = [width, height, channels + 256 * planes, alpha ? 1 : 0, depth === 16 ? 16 : 0, 0, 0, 0];
  let lanes = size.map((value, i) => mix(BigInt(i + 1), BigInt(value)));
  for (const samples of alpha ? [data, alpha] : [data]) {
    const whole = new Uint8Array(Math.ceil(samples.byteLength / 64) * 64);
    whole.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
    const words = new DataView(whole.buffer);
    for (let at = 0; at < whole.length; at += 64)
      lanes = lanes.map((lane, i) => mix(lane, words.getBigUint64(at + 8 * i, true)));
  }
  const finish = (value: bigint) => mix(mix(value, 0n), 0n);
  const halves = [finish(lanes.reduce(mix, 0n)), finish(lanes.toReversed().reduce(mix, 9n))];
  return halves.map((half) => half.toString(16).padStart(16, '0')).join('');
}

function raster(width: number, height: number, channels: 1 | 3, withAlpha = false): RasterOf<8> {
  const samples = (count: number, factor: number) =>
    Uint8Array.from({ length: count }, (_, i) => (i * factor + (i >> 3)) & 255);
  const data = samples(width * height * channels, 37);
  return {
    width,
    height,
    channels,
    depth: 8,
    data,
    ...(withAlpha && { alpha: samples(width * height, 91) }),
  };
}

describe('the hash of pixels', () => {
  it('is the one of the definition for every length of the last block', () => {
    for (let width = 1; width <= 130; width++) {
      const one = raster(width, 1, 1);
      expect(engine.hash(one)).toBe(defined(one));
    }
    for (const one of [raster(33, 21, 3), raster(64, 2, 3, true), raster(7, 5, 1, true)])
      expect(engine.hash(one)).toBe(defined(one));
  });

  it('has the values of the documentation', () => {
    const grey = { width: 2, height: 1, channels: 1, depth: 8, data: Uint8Array.of(1, 2) } as const;
    expect(engine.hash(grey)).toBe('462cfaa4b00bcdbc94533bfd35da2924');
    expect(engine.hash({ ...grey, alpha: Uint8Array.of(255, 0) })).toBe('87943b8ef147343016030e28db85a8b1');
    const planes = { ...grey, width: 1, planes: 2 };
    expect(engine.hash(planes)).toBe('59ef1f6d21de31e5d7df72146805c060');
  });

  it('is the one of the definition for 16 bits, and another than that of the same bytes', () => {
    const grey = { width: 35, height: 3, channels: 1, depth: 16 } as const;
    const data = Uint16Array.from({ length: 105 }, (_, i) => i * 623);
    const alpha = data.toReversed();
    expect(engine.hash({ ...grey, data })).toBe(defined({ ...grey, data }));
    expect(engine.hash({ ...grey, data, alpha })).toBe(defined({ ...grey, data, alpha }));
    const bytes = { ...raster(35, 3, 1), data: Uint8Array.from(data, (unit) => unit >> 8) };
    const doubled = { ...grey, data: Uint16Array.from(bytes.data, (byte) => byte * 257) };
    expect(engine.hash(doubled)).not.toBe(engine.hash(bytes));
  });

  it('is the one of the definition for planes, and another than that of the same samples as colours', () => {
    const { data, ...colours } = raster(35, 3, 3);
    const planes = { ...colours, channels: 1, planes: 3, data } as const;
    const alpha = data.slice(105, 210);
    expect(engine.hash(planes)).toBe(defined(planes));
    expect(engine.hash({ ...planes, alpha })).toBe(defined({ ...planes, alpha }));
    expect(engine.hash(planes)).not.toBe(engine.hash({ ...colours, data }));
  });

  it('does not see what lies behind the samples', () => {
    const surface = engine.load(raster(5, 5, 3));
    const before = engine.hash(surface);
    new Uint8Array(surface.data.buffer, surface.data.byteOffset + 75, 40).fill(255);
    expect(engine.hash(surface)).toBe(before);
    engine.free(surface);
  });

  it('sees size, channels, every bit of every sample, and alpha', () => {
    const zeros = (width: number, height: number, channels: 1 | 3) => ({
      ...raster(width, height, channels),
      data: new Uint8Array(width * height * channels),
    });
    const hashes = [
      zeros(6, 2, 1),
      zeros(2, 6, 1),
      zeros(2, 2, 3),
      { ...zeros(6, 2, 1), alpha: new Uint8Array(12) },
    ].map((one) => engine.hash(one));
    for (let bit = 0; bit < 8 * 75; bit++) {
      const one = zeros(25, 1, 3);
      one.data[bit >> 3] = 1 << (bit & 7);
      hashes.push(engine.hash(one));
    }
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
