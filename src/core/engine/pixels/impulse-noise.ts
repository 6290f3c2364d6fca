import type { ImpulseNoiseOperation } from '../../plan/operations.js';
import { copyPixels, type Kernels, type Surface } from '../memory.js';
import { newSamples } from '../raster.js';
import { withNumbers, withScratch } from '../scratch.js';
import { inChannels } from './fill.js';

/** Bytes of a draw. */
const WORD = 4;
const ALL = 2 ** 32;

/** Replaces pixels, or samples. Words of row y are bytes of `uniformRow` (kernels/noise.ts), four a pixel or sample. */
export function strikeImpulses(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { impulses, perChannel, seed }: ImpulseNoiseOperation,
): void {
  copyPixels(source, target);
  const { width, height, channels, depth } = target;
  const struck = limitsOf(impulses);
  if (struck.length === 0) return;
  const colours = newSamples(depth, struck.length * channels);
  colours.set(struck.flatMap(({ colour }) => inChannels(colour, target)));
  const limits = Uint32Array.from(struck, ({ limit }) => limit);
  const words = WORD * width * (perChannel ? channels : 1);
  const stride = (width * channels * depth) / 8;
  withNumbers(kernels, colours, (coloursAt) => {
    withNumbers(kernels, limits, (limitsAt) => {
      withScratch(kernels, words, (wordsAt) => {
        for (let y = 0; y < height; y++) {
          kernels.call.uniformRow(wordsAt, words, y, seed[0], seed[1], 0);
          kernels.call.strikeRow(
            target.pixels.pointer + y * stride,
            width,
            channels,
            depth,
            wordsAt,
            perChannel,
            limitsAt,
            struck.length,
            coloursAt,
          );
        }
      });
    });
  });
}

/** The impulses that can strike, each with the largest word that it strikes at. */
function limitsOf(impulses: ImpulseNoiseOperation['impulses']) {
  let sum = 0;
  let before = -1;
  return impulses.flatMap(({ share, colour }) => {
    sum += share;
    const limit = Math.min(ALL, Math.round(sum * ALL)) - 1;
    if (limit <= before) return [];
    before = limit;
    return [{ limit, colour }];
  });
}
