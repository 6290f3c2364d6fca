import { setTimeout as wait } from 'node:timers/promises';
import type { MemoryBudget } from './byte-budget.js';

/** The same for all threads of a process. */
export interface SharedMemory {
  /** In bytes. */
  readonly total: number;
  /** One number: how many units of it are taken. */
  readonly taken: SharedArrayBuffer;
}

const UNIT = 2 ** 20;
const POLL_MS = 20;
/** A thread that died never gives back what it had taken: if nothing changes for so long, the others go on without it. */
const PATIENCE_MS = 300_000;

export function shareMemory(total: number): SharedMemory {
  return { total, taken: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
}

/** Lets work begin only as long as the bytes of the work of all threads fit. */
export class SharedBudget implements MemoryBudget {
  readonly total: number;
  private readonly taken: Int32Array;

  constructor(shared: SharedMemory) {
    this.total = shared.total;
    this.taken = new Int32Array(shared.taken);
  }

  async within<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const units = Math.ceil(Math.min(bytes, this.total) / UNIT);
    await this.take(units);
    try {
      return await work();
    } finally {
      Atomics.sub(this.taken, 0, units);
    }
  }

  private async take(units: number): Promise<void> {
    let seen = Atomics.load(this.taken, 0);
    let since = performance.now();
    while (!this.tryToTake(units)) {
      await wait(POLL_MS);
      const now = Atomics.load(this.taken, 0);
      if (now !== seen) [seen, since] = [now, performance.now()];
      if (performance.now() - since < PATIENCE_MS) continue;
      Atomics.add(this.taken, 0, units);
      return;
    }
  }

  private tryToTake(units: number): boolean {
    for (;;) {
      const taken = Atomics.load(this.taken, 0);
      if (taken > 0 && (taken + units) * UNIT > this.total) return false;
      if (Atomics.compareExchange(this.taken, 0, taken, taken + units) === taken) return true;
    }
  }
}
