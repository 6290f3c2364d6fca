import type { Seed } from '../../plan/operations.js';
import type { Random } from '../../plan/random.js';

/** Returns given values, in the order in which they are asked for. A range of one value takes none. */
export class QueuedRandom implements Random {
  private readonly values: unknown[];

  constructor(values: readonly unknown[] = []) {
    this.values = [...values];
  }

  /** How many were not asked for. */
  get left(): number {
    return this.values.length;
  }

  uniform(low: number, high: number): number {
    return low === high ? low : (this.next() as number);
  }

  integer(low: number, high: number): number {
    return low === high ? low : (this.next() as number);
  }

  chance(): boolean {
    return this.next() as boolean;
  }

  normal(): number {
    return this.next() as number;
  }

  weighted(): number {
    return this.next() as number;
  }

  /** The value is the order, as indices. */
  shuffle<T>(items: readonly T[]): T[] {
    return (this.next() as readonly number[]).map((index) => items[index]!);
  }

  seed(): Seed {
    return [1, 2];
  }

  fork(): Random {
    return this;
  }

  private next(): unknown {
    if (this.values.length === 0) throw new Error('no draw was prepared for this');
    return this.values.shift();
  }
}
