import type { Seed } from './operations.js';

/**
 * Random numbers of one transform of the tree. The generator is counter-based, so the draws of one transform do not
 * depend on those of another. Every draw is the same on every machine.
 */
export interface Random {
  /** In [low, high). */
  uniform(low: number, high: number): number;
  /** A whole number, both ends included. */
  integer(low: number, high: number): number;
  /** True with the given probability; 0 never, 1 always. Always takes one draw. */
  chance(probability: number): boolean;
  normal(mean: number, std: number): number;
  /** An index, with the given non-negative weights (they need not add up to 1). */
  weighted(weights: readonly number[]): number;
  /** A new list in random order (Fisher–Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** A seed for an Operation that draws random numbers itself, such as noise. */
  seed(): Seed;
  /** Random numbers of their own, for draws whose number depends on the image. Takes as much as a seed. */
  fork(): Random;
}
