import { describe, expect, it } from 'vitest';
import { unitsPerLevel } from '../../plan/depth.js';
import { encodeBase64 } from '../pixels/testing/base64.js';
import type { Raster } from '../raster.js';
import { noisyRaster } from '../testing/rasters.js';
import { inDepth, largestDifference, over, run } from './testing/run.js';

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

/** As OpenCV rounds that of 8 bits. */
function roundedLightness(pixel: ArrayLike<number>): number {
  const samples = Array.from(pixel);
  const [most, least] = [Math.max(...samples), Math.min(...samples)].map((sample) =>
    Math.fround(sample * Math.fround(1 / 255)),
  ) as [number, number];
  const level = Math.fround(Math.fround(Math.fround(most + least) * 0.5) * 255);
  const below = Math.floor(level);
  if (level - below !== 0.5) return Math.round(level);
  return below % 2 === 0 ? below : below + 1;
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

describe.each([8, 16] as const)('lightness, %i bits', (depth) => {
  const white = 255 * unitsPerLevel(depth);
  const levels = Uint8Array.from({ length: 256 }, (_, level) => (level < 120 ? 2 * level : level));

  function expectLightness(
    raster: Raster,
    made: Raster,
    become: (lightness: number, pixel: number) => number,
  ) {
    const pixels = Array.from({ length: raster.width * raster.height }, (_, i) =>
      Array.from(raster.data.subarray(3 * i, 3 * i + 3), (sample) => sample / white),
    );
    const expected = pixels.flatMap((pixel, i) => {
      const [hue, lightness, saturation] = toHls(pixel as unknown as Colour);
      const after = become(lightness, i);
      if (lightness === 0 || lightness === 1) return [after, after, after];
      return fromHls([hue, after, saturation]);
    });
    expect(
      largestDifference(
        made.data,
        expected.map((sample) => sample * white),
      ),
    ).toBeLessThan(0.51);
  }

  it('goes through a curve; hue and saturation stay', () => {
    const raster = inDepth(noisyRaster(61, 23, 3, true), depth);
    const made = run(raster, { kind: 'composite', form: 'lightness', curve: encodeBase64(levels) });
    expectLightness(raster, made, (lightness, i) => {
      if (depth === 8) return levels[roundedLightness(raster.data.subarray(3 * i, 3 * i + 3))]! / 255;
      const at = lightness * 255;
      const below = Math.floor(at);
      const above = Math.min(255, below + 1);
      return (levels[below]! + (levels[above]! - levels[below]!) * (at - below)) / 255;
    });
    expect(made.alpha).toEqual(raster.alpha);
  });

  it('is that of the mask where that is not black', () => {
    const raster = inDepth(noisyRaster(61, 23, 3), depth);
    const paint = { form: 'shapes', shapes: [{ form: 'disc', centre: [30, 12], radius: 9 }] } as const;
    const dimmed = over('multiply', [0], [0.4, 0.4]);
    const made = run(raster, { kind: 'composite', form: 'relight', mask: { paint, then: [dimmed] } });
    expectLightness(raster, made, (lightness, i) => {
      const inside = Math.hypot((i % 61) - 29.5, Math.floor(i / 61) - 11.5) < 9;
      return inside ? Math.round(0.6 * 255 * unitsPerLevel(depth)) / white : lightness;
    });
  });

  it('of a grey image is the level', () => {
    const grey = inDepth(noisyRaster(40, 9, 1), depth);
    const made = run(grey, { kind: 'composite', form: 'lightness', curve: encodeBase64(levels) });
    const expected = Array.from(
      grey.data,
      (sample) => (levels[sample / unitsPerLevel(depth)]! / 255) * white,
    );
    expect(largestDifference(made.data, expected)).toBeLessThan(0.51);
    const paint = { form: 'linear', level: -20, slope: [5, 0] } as const;
    const relit = run(grey, { kind: 'composite', form: 'relight', mask: { paint, then: [] } });
    const mask = Array.from(
      grey.data,
      (sample, i) => Math.max(0, -20 + 5 * ((i % 40) + 0.5)) * unitsPerLevel(depth) || sample,
    );
    expect(largestDifference(relit.data, mask)).toBeLessThan(0.51);
  });
});
