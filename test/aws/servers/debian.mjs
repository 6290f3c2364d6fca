// Programs from Debian packages. Nothing is installed: apt-get keeps its lists and files in the cache.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runToEnd } from './processes.mjs';

/**
 * Identifies this version of Debian.
 *
 * @param {string} what whatever is to be unpacked, for the error
 * @returns {Promise<string>}
 * @throws {Error} if the system is not Debian
 */
export async function debianRelease(what) {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID(_LIKE)?=.*debian/m.test(system))
    throw new Error(`${what} is unpacked from Debian packages: this is no Debian.`);
  return system;
}

/**
 * Downloads packages of this Debian and unpacks them.
 *
 * @param {string} target an empty folder
 * @param {string[]} packages `NAME` or `NAME:ARCHITECTURE`
 * @param {{ architecture?: string, alone?: boolean }} [options] `architecture`: another one, whose packages are known
 *   too; `alone`: without their dependencies that the system lacks
 * @returns {Promise<string>} the root folder of what was unpacked
 */
export async function unpackPackages(target, packages, { architecture, alone = false } = {}) {
  const [lists, archives, root] = ['lists', 'archives', 'root'].map((name) => path.join(target, name));
  for (const name of [root, `${lists}/partial`, `${archives}/partial`])
    await mkdir(name, { recursive: true });
  const options = [
    `Dir::State::lists=${lists}`,
    `Dir::Cache::archives=${archives}`,
    'APT::Sandbox::User=root',
    'Debug::NoLocking=true',
    // For this command only; `dpkg --add-architecture` would change the whole system.
    ...(architecture ? [`APT::Architectures::=${architecture}`] : []),
    // These are indexes of the system's lists, not of those in the cache.
    ...['pkgcache', 'srcpkgcache'].map((name) => `Dir::Cache::${name}=`),
  ];
  const apt = ['--quiet', ...options.flatMap((option) => ['-o', option])];
  const download = alone ? ['download'] : ['install', '--download-only', '--yes', '--no-install-recommends'];
  await runToEnd('apt-get', [...apt, 'update']);
  await runToEnd('apt-get', [...apt, ...download, ...packages], { cwd: archives });
  for (const name of (await readdir(archives)).filter((file) => file.endsWith('.deb')))
    await runToEnd('dpkg', ['-x', path.join(archives, name), root]);
  for (const name of [lists, archives]) await rm(name, { recursive: true });
  return root;
}
