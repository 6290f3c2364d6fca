import { workerData } from 'piscina';
import { restrainLibvips } from '../codecs/libvips.js';
import type { Source } from '../dataset/source.js';
import { openStores } from '../stores/open.js';
import type { JobContext } from './augment-source.js';
import { createContext, performTask } from './tasks.js';
import type { Answer, TaskName, TaskResults, TaskSetup } from './tasks.js';

/** What a worker thread receives when it starts. */
export interface WorkerSetup extends TaskSetup {
  readonly input: string;
  readonly output: string;
  readonly task: TaskName;
}

const setup = workerData as WorkerSetup;
let opened: Promise<JobContext> | undefined;

/** The task of this thread, for one Source. */
export default async function perform(source: Source): Promise<Answer<TaskResults[TaskName]>> {
  opened ??= openContext();
  return performTask(setup.task, source, await opened);
}

async function openContext(): Promise<JobContext> {
  restrainLibvips();
  return createContext(setup, await openStores(setup.input, setup.output));
}
