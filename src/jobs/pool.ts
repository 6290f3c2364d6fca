import type { Failure, Source } from '../dataset/source.js';
import { bytesUnderWay, fileBudget } from '../variants/byte-budget.js';
import { variantsOf } from './augment-source.js';
import { createExecutor } from './executors.js';
import { memoryLimit } from '../variants/memory-limit.js';
import { threadsWorth } from './threads-worth.js';
import type { Work } from './executors.js';
import type { TaskName, TaskResults } from './tasks.js';

export interface PoolOptions {
  /**
   * Threads; each computes for one image at a time while it reads and writes others. Absent: one for each processor. They are
   * fewer where the work is not worth them: see `threadsWorth`.
   */
  readonly workers?: number | undefined;
  readonly signal?: AbortSignal;
  /** Awaited before each image is begun. While it does not resolve, the images in work are finished: the work is paused. */
  readonly mayBegin?: () => Promise<void>;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** Images that are begun and not done. */
  readonly inWork: number;
}

interface Receiver<T> {
  readonly done: (source: Source, result: T) => void;
  readonly failed: (source: Source, failure: Omit<Failure, 'key'>) => void;
}

/**
 * Does a task with every Source; which thread gets which Source has no influence on the result. Only a few are under
 * way at once, whatever the size of the data set. A thread that dies takes only its own Sources with it.
 */
export async function forEachSource<Name extends TaskName>(
  task: Name,
  sources: readonly Source[],
  work: Work,
  { workers, signal, mayBegin, onProgress }: PoolOptions,
  receiver: Receiver<TaskResults[Name]>,
): Promise<void> {
  const threads = await threadsWorth(sources, work, workers);
  const executor = await createExecutor(task, work, threads, sources.length);
  const files = fileBudget(memoryLimit());
  const progress = { done: 0, failed: 0, inWork: 0 };
  const report = () => onProgress?.({ ...progress, total: sources.length });
  const fail = (source: Source, failure: Omit<Failure, 'key'>) => {
    progress.failed += 1;
    receiver.failed(source, failure);
  };
  const queue = sources.values();
  const lane = async () => {
    for (const source of queue) {
      await mayBegin?.();
      if (signal?.aborted) return;
      progress.inWork += 1;
      report();
      try {
        const bytes = bytesUnderWay(source.size, variantsOf(source, work.setup.recipe) + 1);
        const answer = await files.within(bytes, () => executor.perform(source));
        if ('failure' in answer) fail(source, answer.failure);
        else receiver.done(source, answer.result);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        fail(source, { reason: `${executor.name} failed: ${message}` });
      }
      progress.inWork -= 1;
      progress.done += 1;
      report();
    }
  };
  try {
    report();
    await Promise.all(Array.from({ length: executor.lanes }, lane));
  } finally {
    await executor.close();
  }
}
