import { cos, log } from '../math.js';
import type { Seed } from './operations.js';
import { philox4x32, type Words4 } from './philox.js';
import type { Random } from './random.js';

const WORDS_A_BLOCK = 4;
const PI = 3.141592653589793;

/**
 * Random numbers of one substream: the words of Philox blocks 0, 1, 2, … in order. The first two words of the
 * identity are the key, the other two the upper half of the counter, so that streams of different identity never overlap.
 * docs/reproducibility.md defines how each draw is made from words.
 */
export class Stream implements Random {
  private position = 0;
  private block: Words4 = [0, 0, 0, 0];

  constructor(private readonly identity: Words4) {}

  uniform(low: number, high: number): number {
    const value = low + this.fraction() * (high - low);
    return value < high ? value : low;
  }

  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** Box and Muller, with the cosine only, so that every normal number takes two fractions. */
  normal(mean: number, std: number): number {
    const radius = Math.sqrt(-2 * log(1 - this.fraction()));
    return mean + std * radius * cos(2 * PI * this.fraction());
  }

  weighted(weights: readonly number[]): number {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0)) throw new RangeError('no weight is above 0');
    let rest = this.fraction() * total;
    const index = weights.findIndex((weight) => (rest -= weight) < 0);
    return index >= 0 ? index : weights.findLastIndex((weight) => weight > 0);
  }

  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [result[last], result[other]] = [result[other]!, result[last]!];
    }
    return result;
  }

  seed(): Seed {
    return [this.word(), this.word()];
  }

  fork(): Stream {
    return new Stream([...this.seed(), 0, 0]);
  }

  /** In [0, 1), a multiple of 2⁻⁵³: the upper 27 bits of one word, then the upper 26 of the next. */
  private fraction(): number {
    const upper = this.word() >>> 5;
    const lower = this.word() >>> 6;
    return (upper * 67108864 + lower) / 9007199254740992;
  }

  private word(): number {
    const within = this.position % WORDS_A_BLOCK;
    if (within === 0) this.block = this.blockAt(this.position / WORDS_A_BLOCK);
    this.position++;
    return this.block[within]!;
  }

  private blockAt(index: number): Words4 {
    const { identity } = this;
    return philox4x32([index, 0, identity[2], identity[3]], [identity[0], identity[1]]);
  }
}
