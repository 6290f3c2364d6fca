import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { Engine } from '../core/engine/run.js';
import { ByteBudget, engineShare } from './byte-budget.js';
import type { MemoryBudget } from './byte-budget.js';
import { KeptImages } from './kept-images.js';
import { memoryLimit } from './memory-limit.js';

/** In bytes. A larger memory, which one huge image needed, is freed before the next image. */
const MEMORY_KEPT = 128 * 1024 * 1024;

/** The engine of one thread. It works on one Source at a time, so that its memory does not grow with the number of tasks. */
export class EngineQueue {
  /** Made when it is first needed: its kernels take time to compile. */
  private current: Engine | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** Images of the pool that were decoded for earlier Sources. */
  readonly kept: KeptImages;

  /** @param memory what an image may take; one for all threads of a process */
  constructor(readonly memory: MemoryBudget = new ByteBudget(engineShare(memoryLimit()))) {
    this.kept = new KeptImages(memory.total);
  }

  get engine(): Engine {
    return (this.current ??= new Engine());
  }

  /** Resolves when no work runs or waits. */
  async idle(): Promise<void> {
    for (let last; last !== this.last;) {
      last = this.last;
      await last;
    }
  }

  /** Runs `work` after all earlier work has finished and its results were handed to I/O (a FIFO mutex). */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn.then(sendOut, sendOut);
    try {
      return await turn;
    } finally {
      if (this.current && this.current.size > MEMORY_KEPT) this.current = undefined;
    }
  }
}

/** The work seldom pauses. This turn of the event loop lets results be written before all other work is done. */
const sendOut = () => turnOfLoop();
