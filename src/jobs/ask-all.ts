import type { Source } from '../dataset/source.js';
import type { Work } from './executors.js';
import { forEachSource } from './pool.js';
import type { PoolOptions } from './pool.js';
import type { TaskName, TaskResults } from './tasks.js';

/**
 * The answers of a task that writes nothing, by the keys of the Sources. One that fails has none: the run that follows says
 * why.
 */
export async function askAll<Name extends TaskName>(
  task: Name,
  sources: readonly Source[],
  work: Work,
  options: PoolOptions,
): Promise<ReadonlyMap<string, TaskResults[Name]>> {
  const answers = new Map<string, TaskResults[Name]>();
  if (sources.length === 0) return answers;
  await forEachSource(task, sources, work, options, {
    done: ({ key }, answer) => answers.set(key, answer),
    failed: () => undefined,
  });
  return answers;
}
