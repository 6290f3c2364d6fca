import { pow } from '../../math.js';
import type { ShotNoiseOperation } from '../../plan/operations.js';
import type { Depth } from '../../plan/depth.js';
import type { Kernels, Surface } from '../memory.js';
import { withNumbers, withScratch } from '../scratch.js';
import { poissonSteps } from './poisson.js';

const LEVELS = 256;
/** Words have 16 bits. */
const WORD = 2;
const WORDS = 65_536;
const GAMMA = 2.2;
/** Light that is always there, as a mean of so many photons. */
const DARKEST = 1e-6;
/** The blocks of the generators for the draws, and for the choice between two levels. */
const BLOCKS = { draws: 0, dithers: 4 };

/** The distribution of each level, as `drawShots` (kernels/shot.ts) reads it. */
interface ShotTables {
  readonly guide: Uint16Array;
  readonly thresholds: Int32Array;
  readonly starts: Int32Array;
  readonly firsts: Int32Array;
  /** What each number of photons becomes; the last is white. */
  readonly values: Uint16Array;
}

export function drawShotNoise(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  { scale, seed }: ShotNoiseOperation,
): void {
  const { width, height, channels, depth } = source;
  const count = width * channels;
  const stride = (count * depth) / 8;
  const drawWords = (at: number, y: number, block: number): void => {
    kernels.call.uniformRow(at, WORD * count, y, seed[0], seed[1], block);
  };
  withTables(kernels, shotTables(scale, depth), (tables) => {
    withScratch(kernels, WORD * count, (words) => {
      withScratch(kernels, WORD * count, (dithers) => {
        for (let y = 0; y < height; y++) {
          const [from, to] = [source.pixels.pointer + y * stride, target.pixels.pointer + y * stride];
          drawWords(words, y, BLOCKS.draws);
          if (depth === 8) kernels.call.drawShots(from, to, count, words, ...tables);
          else {
            drawWords(dithers, y, BLOCKS.dithers);
            kernels.call.drawShots16(from, to, count, words, dithers, ...tables);
          }
        }
      });
    });
  });
}

type Pointers = readonly [
  guide: number,
  thresholds: number,
  starts: number,
  firsts: number,
  values: number,
  most: number,
];

function withTables(kernels: Kernels, tables: ShotTables, use: (pointers: Pointers) => void): void {
  const { guide, thresholds, starts, firsts, values } = tables;
  withNumbers(kernels, guide, (guideAt) => {
    withNumbers(kernels, thresholds, (thresholdsAt) => {
      withNumbers(kernels, starts, (startsAt) => {
        withNumbers(kernels, firsts, (firstsAt) => {
          withNumbers(kernels, values, (valuesAt) => {
            use([guideAt, thresholdsAt, startsAt, firstsAt, valuesAt, values.length - 1]);
          });
        });
      });
    });
  });
}

function shotTables(scale: number, depth: Depth): ShotTables {
  const guide = new Uint16Array(LEVELS * 256);
  const starts = new Int32Array(LEVELS);
  const firsts = new Int32Array(LEVELS);
  const thresholds: number[] = [];
  for (let level = 0; level < LEVELS; level++) {
    const steps = poissonSteps(pow(level / 255, GAMMA) / scale + DARKEST);
    const own = [...Array.from(steps.thresholds, (threshold) => Math.round(threshold / WORDS)), WORDS];
    firsts[level] = steps.first;
    starts[level] = thresholds.length;
    for (const threshold of own) thresholds.push(threshold);
    for (let byte = 0, index = 0; byte < 256; byte++) {
      while (own[index]! <= byte * 256) index++;
      guide[256 * level + byte] = index;
    }
  }
  return { guide, thresholds: Int32Array.from(thresholds), starts, firsts, values: shotValues(scale, depth) };
}

function shotValues(scale: number, depth: Depth): Uint16Array {
  const white = 2 ** depth - 1;
  return Uint16Array.from({ length: Math.ceil(1 / scale) + 1 }, (_, photons) =>
    Math.round(white * pow(Math.min(1, photons * scale), 1 / GAMMA)),
  );
}
