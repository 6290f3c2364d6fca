import type { Seed } from './operations.js';

/**
 * Random numbers of one place in the transform tree. Implemented by a counter-based generator, so that no place's
 * draws depend on another's. Every draw is the same on every machine.
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
  /** For an Operation that draws by itself: noise. */
  seed(): Seed;
}
