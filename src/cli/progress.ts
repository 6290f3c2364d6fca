import { Presets, SingleBar } from 'cli-progress';
import type { Progress } from '../jobs/pool.js';

export interface ProgressDisplay {
  readonly update: (progress: Progress) => void;
  readonly stop: () => void;
}

/** Without a terminal, lines are printed at most this often. */
const LINE_EVERY_MS = 5_000;

export function createProgress(quiet: boolean): ProgressDisplay {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? createBar() : createLines();
}

function createBar(): ProgressDisplay {
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total} images | {duration_formatted}, {eta_formatted} left | {failed} failed',
      stream: process.stderr,
      formatTime: (seconds) => describeSeconds(seconds),
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  return {
    update({ done, total, failed }) {
      if (!bar.isActive) bar.start(total, done, { failed });
      bar.update(done, { failed });
    },
    stop() {
      bar.stop();
    },
  };
}

function createLines(): ProgressDisplay {
  let last = performance.now();
  return {
    update({ done, total, failed }) {
      if (performance.now() - last < LINE_EVERY_MS) return;
      last = performance.now();
      console.error(`${done}/${total} images, ${failed} failed`);
    },
    stop: () => undefined,
  };
}

/**
 * @param seconds no finite number as long as the time left is not known
 * @internal exported for its test
 */
export function describeSeconds(seconds: unknown): string {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return '?';
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}h${String(minutes).padStart(2, '0')}m`;
  const rest = Math.round(seconds % 60);
  return minutes > 0 ? `${minutes}m${String(rest).padStart(2, '0')}s` : `${rest}s`;
}
