import type { Source } from '../dataset/source.js';
import { openContext } from './open-context.js';
import type { WorkerSetup } from './open-context.js';
import { performTask } from './tasks.js';

/** What the process of a trial receives: one image, which may end it. */
export interface Trial {
  readonly setup: WorkerSetup;
  readonly source: Source;
}

/** What the process of a trial says: without a beginning, its end says nothing about the image. */
export type TrialMessage = 'begun' | 'survived';

process.once('message', (trial: Trial) => {
  say('begun', () => void attempt(trial));
});

/** Whatever becomes of the image, if the process survives: the run finds that out by itself. */
async function attempt({ setup, source }: Trial): Promise<void> {
  try {
    await performTask(setup.task, source, await openContext(setup));
  } finally {
    say('survived', () => {
      process.disconnect();
    });
  }
}

function say(message: TrialMessage, next: () => void): void {
  process.send!(message, next);
}
