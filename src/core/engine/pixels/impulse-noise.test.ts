import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImpulseNoiseOperation } from '../../plan/operations.js';
import { expectFrequencies } from '../../transforms/testing/statistics.js';
import { newRaster, type RasterOf } from '../raster.js';
import { compile } from '../compile.js';
import { copyRaster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { rowBytes } from './testing/row-bytes.js';
import { runGuarded } from './testing/run-guarded.js';
import { smallRasters } from './testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const IMPULSES = [
  { share: 0.25, colour: [250, 140, 30] },
  { share: 0, colour: [7] },
  { share: 0.5, colour: [9] },
] as const;
const STRIKES = { kind: 'noise', distribution: 'impulses', seed: [7, 8] } as const;

function sampleOf(colour: readonly number[], channels: number, channel: number): number {
  if (channels === 3) return colour[channel] ?? colour[0]!;
  const [red, green = red, blue = red] = colour as [number, number?, number?];
  return Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
}

describe.each([false, true])('impulses, per channel: %s', (perChannel) => {
  it('replace what their words say', () => {
    const operation: ImpulseNoiseOperation = { ...STRIKES, impulses: IMPULSES, perChannel };
    fc.assert(
      fc.property(smallRasters, (input) => {
        const { width, height, channels } = input;
        const drawn = perChannel ? channels : 1;
        const expected = Array.from({ length: height }, (_, y) => {
          const words = new Uint32Array(rowBytes(4 * width * drawn, y, STRIKES.seed).buffer);
          return Array.from({ length: width * channels }, (_, i) => {
            const word = words[perChannel ? i : Math.floor(i / channels)]! / 2 ** 32;
            const impulse = word < 0.25 ? IMPULSES[0] : word < 0.75 ? IMPULSES[2] : undefined;
            if (!impulse) return input.data[y * width * channels + i]!;
            return sampleOf(impulse.colour, channels, i % channels);
          });
        }).flat();
        expect(Array.from(runGuarded(input, operation))).toEqual(expected);
      }),
    );
  });

  it.each([8, 16] as const)('have their shares, %i bits', (depth) => {
    const raster = newRaster(300, 200, 3, false, depth) as RasterOf<8>;
    const units = depth === 8 ? 1 : 257;
    raster.data.fill(77 * units);
    const impulses = [
      { share: 0.02, colour: [255] as const },
      { share: 0.05, colour: [0] as const },
    ];
    const program = compile([{ ...STRIKES, impulses, perChannel }], raster);
    const made = engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), copyRaster));
    const levels = Array.from(made.data, (unit) => unit / units);
    expectFrequencies(perChannel ? levels : levels.filter((_, i) => i % 3 === 0), [
      [255, 0.02],
      [0, 0.05],
      [77, 0.93],
    ]);
    const whole = levels.filter((level, i) => level === levels[i - (i % 3)]).length / levels.length;
    if (perChannel) expect(whole).toBeLessThan(0.95);
    else expect(whole).toBe(1);
  });

  it('of a share of 1 replace everything, and of 0 nothing', () => {
    const input = { width: 19, height: 5, channels: 3, data: new Uint8Array(19 * 5 * 3).fill(8) } as const;
    const paint = (share: number) =>
      runGuarded(input, { ...STRIKES, impulses: [{ share, colour: [200] }], perChannel });
    expect(new Set(paint(1))).toEqual(new Set([200]));
    expect(paint(0)).toEqual(input.data);
  });
});
