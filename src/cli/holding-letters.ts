import { EXIT } from './exit.js';
import { say } from './say.js';

/**
 * Does what takes dead letters. At an interrupt they are put back before the process ends: nobody could receive them for a
 * quarter of an hour. A second interrupt ends it at once.
 * @param work rejects when it has put them back, or goes on if it no longer holds any
 */
export async function holdingLetters<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupt = new AbortController();
  const stop = () => {
    say('interrupted: putting back the dead letters (Ctrl+C again ends the command at once)');
    interrupt.abort();
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work(interrupt.signal);
  } finally {
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  }
}
