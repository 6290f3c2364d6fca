import { once } from 'node:events';
import type { Failure, Source } from '../dataset/source.js';
import type { RunJournal } from '../state/run-journal.js';
import { sendable } from './executors.js';
import type { Work } from './executors.js';
import type { Trial, TrialMessage } from './trial.js';

/** Signals by which users end programs. */
const ENDED_BY_USER = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Tries each image that was in work when the process of an earlier run ended, in a process of its own and without writing
 * anything. Images that end this one too must not be tried again in the process of this run. Where stores were handed in, no
 * other process can open them, and nothing is tried.
 * @returns these images, as failures
 */
export async function trySuspects(
  sources: readonly Source[],
  work: Work,
  journal: RunJournal,
  signal?: AbortSignal,
): Promise<Failure[]> {
  const { suspects } = journal;
  const setup = sendable('augment', { ...work, setup: { ...work.setup, dryRun: true } });
  if (suspects.size === 0 || !setup) return [];
  const present = new Map(sources.map((source) => [source.key, source]));
  const failures: Failure[] = [];
  for (const key of suspects) {
    if (signal?.aborted) break;
    const source = present.get(key);
    const end = source && (await endOf({ setup, source }));
    if (end === undefined) journal.acquit(key);
    else if (!ENDED_BY_USER.includes(end)) failures.push({ key, reason: reasonFor(end) });
  }
  return failures;
}

function reasonFor(end: string): string {
  return (
    `it ended the whole program while it was decoded, and did so again when it was tried alone (${end}); ` +
    'save it anew with another program, or take it out of the input'
  );
}

/** @returns the signal or exit code that ended the process of a trial; undefined if it survived, or could not begin */
async function endOf(trial: Trial): Promise<string | undefined> {
  const { fork } = await import('node:child_process');
  const child = fork(new URL('./trial.js', import.meta.url), { serialization: 'advanced', stdio: 'ignore' });
  const said = new Set<TrialMessage>();
  child.on('message', (message: TrialMessage) => said.add(message));
  // All that it said has arrived when the connection ends, which may be after the process.
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  child.send(trial, () => undefined);
  try {
    await ended;
  } catch {
    return undefined;
  }
  const isItsEnd = said.has('begun') && !said.has('survived');
  return isItsEnd ? (child.signalCode ?? `exit code ${String(child.exitCode)}`) : undefined;
}
