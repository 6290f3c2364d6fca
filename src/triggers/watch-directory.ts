import path from 'node:path';
import { watch } from 'chokidar';

/** A change is passed on when nothing has happened for this long: uploads come in many pieces. */
const QUIET_MS = 300;

export interface DirectoryWatch {
  readonly close: () => Promise<void>;
}

/**
 * Calls back with the keys of files that appeared, changed or went below a folder. What they hold is not looked at:
 * a change is only a hint. While a call is under way, further changes are collected for the next one.
 */
export function watchDirectory(
  folder: string,
  onChange: (keys: ReadonlySet<string>) => Promise<void>,
  onReady: () => void,
): DirectoryWatch {
  let changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let working = Promise.resolve();

  const flush = () => {
    if (changed.size === 0) return;
    const keys = changed;
    changed = new Set();
    working = working.then(() => onChange(keys));
  };
  const note = (file: string) => {
    changed.add(path.relative(folder, file).split(path.sep).join('/').normalize('NFC'));
    clearTimeout(timer);
    timer = setTimeout(flush, QUIET_MS);
  };
  const watcher = watch(folder, {
    ignoreInitial: true,
    awaitWriteFinish: { stabilityThreshold: QUIET_MS, pollInterval: 50 },
  });
  watcher.on('add', note).on('change', note).on('unlink', note).on('ready', onReady);

  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
      await working;
    },
  };
}
