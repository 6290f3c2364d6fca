import { workerData } from 'node:worker_threads';
import type { Source } from '../dataset/source.js';
import type { JobContext } from './augment-source.js';
import { openContext } from './open-context.js';
import type { WorkerSetup } from './open-context.js';
import { performTask } from './tasks.js';
import type { Answer, TaskName, TaskResults } from './tasks.js';

const setup = workerData as WorkerSetup;
let opened: Promise<JobContext> | undefined;

/** The task of this thread, for one Source. */
export default async function perform(source: Source): Promise<Answer<TaskResults[TaskName]>> {
  opened ??= openContext(setup);
  return performTask(setup.task, source, await opened);
}
