import path from 'node:path';
import { watch } from 'chokidar';

/** Changes are passed on when nothing has happened for this long, because one upload causes many changes. */
const QUIET_MS = 300;

export interface DirectoryWatch {
  /** Rejects with what the work threw; after that, nothing is passed on. */
  readonly failed: Promise<never>;
  /** Waits for the running work. */
  readonly close: () => Promise<void>;
}

/**
 * Does the work when the folder is watched, and again for every file that appears, changes or is deleted. The content
 * of files is not compared, because a change is only a hint. During the work, changes are collected for the next time.
 * @param work gets the keys that changed; the first time none, when no later change can be missed
 * @param others files outside the folder that are watched, too: their paths from the folder count as keys
 */
export function watchDirectory(
  folder: string,
  work: (changed: ReadonlySet<string>) => Promise<void>,
  others: readonly string[],
): DirectoryWatch {
  const watcher = watch([folder, ...others], {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: 50 },
  });
  const { promise: failed, reject: fail } = deferred();
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working = new Promise<void>((resolve) => watcher.once('ready', resolve))
    .then(() => work(new Set()))
    .catch(fail);

  const workOnChanges = async () => {
    const keys = changed;
    changed = new Set();
    if (keys.size > 0) await work(keys);
  };
  const note = (file: string) => {
    changed.add(path.relative(folder, file).split(path.sep).join('/').normalize('NFC'));
    clearTimeout(timer);
    timer = setTimeout(() => {
      working = working.then(workOnChanges).catch(fail);
    }, QUIET_MS);
  };
  watcher.on('add', note).on('change', note).on('unlink', note);

  return {
    failed,
    async close() {
      clearTimeout(timer);
      await watcher.close();
      await working;
    },
  };
}

function deferred(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejecting) => {
    reject = rejecting;
  });
  return { promise, reject };
}
