// Downloads for many runs are kept in `.cache/` of the repository.
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../.cache', import.meta.url));

/**
 * The folder `.cache/NAME`. `fill` fills it, unless it was filled with the same `version` before. If several processes
 * ask at the same time, one fills it and the others wait.
 *
 * @param {string} name
 * @param {string} version whatever identifies the content: another one makes the folder anew
 * @param {(folder: string) => Promise<void>} fill
 * @returns {Promise<string>}
 */
export async function cached(name, version, fill) {
  const folder = path.join(CACHE, name);
  const stamp = path.join(folder, '.version');
  const isFilled = async () => (await readFile(stamp, 'utf8').catch(() => undefined)) === version;
  if (await isFilled()) return folder;
  await mkdir(CACHE, { recursive: true });
  const unlock = await lock(`${folder}.lock`);
  try {
    if (await isFilled()) return folder;
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await fill(folder);
    await writeFile(stamp, version);
    return folder;
  } finally {
    await unlock();
  }
}

/**
 * @param {string} file
 * @returns {Promise<() => Promise<void>>} what unlocks it
 */
async function lock(file) {
  for (;;) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(String(process.pid));
      await handle.close();
      return () => rm(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    // If the file is empty, its holder is about to write its number.
    if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
    else await sleep(200);
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
