import { homedir } from 'node:os';
import path from 'node:path';

/** Where programs of this machine keep what may be lost at any time, in a folder of this program. */
export function cacheFolder(
  { XDG_CACHE_HOME: named, LOCALAPPDATA: local }: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const usual =
    platform === 'win32'
      ? (local ?? path.join(homedir(), 'AppData/Local'))
      : path.join(homedir(), platform === 'darwin' ? 'Library/Caches' : '.cache');
  // The specification of XDG has relative paths ignored.
  const base = named !== undefined && path.isAbsolute(named) ? named : usual;
  return path.join(base, 'augment-on-demand');
}
