import type { Source } from '../dataset/source.js';
import { openContext } from './open-context.js';
import type { WorkerSetup } from './open-context.js';
import { performTask } from './tasks.js';

/** What the process of a trial receives: one image, which may end it. */
export interface Trial {
  readonly setup: WorkerSetup;
  readonly source: Source;
}

process.once('message', (trial: Trial) => {
  void attempt(trial);
});

/** Answers if the process survives, whatever becomes of the image: the run finds that out by itself. */
async function attempt({ setup, source }: Trial): Promise<void> {
  try {
    await performTask(setup.task, source, await openContext(setup));
  } finally {
    process.send!('survived', () => {
      process.disconnect();
    });
  }
}
