import { Piscina } from 'piscina';
import type { Source } from '../dataset/source.js';
import { isBucket } from '../stores/location.js';
import type { Answer, WorkerSetup } from './worker.js';

export interface PoolOptions {
  /** Threads; each computes for one image at a time while it reads and writes others. */
  readonly workers: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
}

interface Receiver<T> {
  readonly done: (source: Source, result: T) => void;
  readonly failed: (source: Source, reason: string) => void;
}

/** Tasks that a thread overlaps: one computes while another reads or writes. */
const TASKS_PER_THREAD = 2;

/**
 * A small photo waits for some twenty answers, 25 to 50 ms each, and is computed in a few ms. At such distances 400
 * photos took one thread 46 s with 8 tasks and 32 s with 16; two threads 81 s with 2, 37 s with 8, and no less with more.
 * Each task holds its photo and its outputs in memory, so there are no more than help.
 */
const TASKS_PER_THREAD_WITH_BUCKET = 16;

/**
 * Has worker threads do something with every Source; which thread gets which has no influence on the result. Only a
 * few are under way at once, whatever the size of the data set. A thread that dies takes only its own Sources with it.
 */
export async function forEachSource<T>(
  task: 'augment' | 'verify',
  sources: readonly Source[],
  setup: WorkerSetup,
  { workers, signal, onProgress }: PoolOptions,
  receiver: Receiver<T>,
): Promise<void> {
  const threads = Math.max(1, Math.min(workers, sources.length));
  const tasks = [setup.input, setup.output].some(isBucket) ? TASKS_PER_THREAD_WITH_BUCKET : TASKS_PER_THREAD;
  const pool = new Piscina({
    filename: new URL('./worker.js', import.meta.url).href,
    name: task,
    workerData: setup,
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasks,
    // A thread that sleeps in Atomics.wait could not go on with its other task's reads and writes.
    atomics: 'disabled',
  });
  const progress = { done: 0, failed: 0 };
  const report = () => onProgress?.({ ...progress, total: sources.length });
  const fail = (source: Source, reason: string) => {
    progress.failed += 1;
    receiver.failed(source, reason);
  };
  const queue = sources.values();
  const lane = async () => {
    for (const source of queue) {
      if (signal?.aborted) return;
      try {
        const answer = (await pool.run(source)) as Answer<T>;
        if ('failure' in answer) fail(source, answer.failure);
        else receiver.done(source, answer.result);
      } catch (error) {
        fail(source, `the worker thread failed: ${error instanceof Error ? error.message : String(error)}`);
      }
      progress.done += 1;
      report();
    }
  };
  try {
    report();
    await Promise.all(Array.from({ length: threads * tasks }, lane));
  } finally {
    await pool.destroy();
  }
}
