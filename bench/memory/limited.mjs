// Ends a process that takes more memory than it is given, as Lambda does: by a cgroup where one can be made, else by
// looking at the memory of the process again and again.
import { readFileSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { clearInterval, setInterval, setTimeout } from 'node:timers';

const LOOK_MS = 10;
const CGROUPS = [
  { parent: '/sys/fs/cgroup', limit: 'memory.max' },
  { parent: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
];

/**
 * A limit for one process and its children.
 * @returns `command`: what to put before a command to start it within the limit; `watch`: is called with the id of the
 *   started process; `how`: what limits it
 */
export async function limitMemory(bytes) {
  for (const { parent, limit } of CGROUPS) {
    const folder = path.join(parent, `augment-memory-${process.pid}`);
    try {
      await mkdir(folder);
      // Where no cgroups are mounted, the folder would be an ordinary one, without this file.
      await writeFile(path.join(folder, limit), String(bytes), { flag: 'r+' });
    } catch {
      await rmdir(folder).catch(() => undefined);
      continue;
    }
    return {
      how: 'a cgroup',
      command: ['bash', '-c', `echo $$ > '${folder}/cgroup.procs' && exec "$@"`, 'bash'],
      watch: () => undefined,
      // A group can be removed once the kernel has forgotten its last process.
      stop: () => retry(() => rmdir(folder)),
    };
  }
  let timer;
  return {
    how: `a look at its memory every ${LOOK_MS} ms`,
    command: [],
    watch(id) {
      timer = setInterval(() => {
        if (memoryOf(id, 'VmRSS') > bytes) process.kill(id, 'SIGKILL');
      }, LOOK_MS);
    },
    stop: () => clearInterval(timer),
  };
}

/** Bytes of memory that a process has now (VmRSS), or had at most (VmHWM); 0 if it is gone. */
export function memoryOf(id, which) {
  try {
    const [, taken] =
      new RegExp(`${which}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
    return Number(taken ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function retry(work) {
  for (let left = 50; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
