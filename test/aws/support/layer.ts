import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { temporaryFolder, writeFiles } from '../../support/folders.js';

const SCRIPT = fileURLToPath(new URL('../../../bash-scripts/build-layer.sh', import.meta.url));
const run = promisify(execFile);

export interface Layer {
  readonly arch: 'arm64' | 'x86_64';
  readonly cpu: 'arm64' | 'x64';
  readonly zip: string;
  /** The unpacked layer, which Lambda mounts at /opt. */
  readonly folder: string;
  readonly names: readonly string[];
  readonly said: string;
}

/** Builds the layer by build-layer.sh, which needs the npm registry. */
export async function buildLayer(arch: Layer['arch'], environment: NodeJS.ProcessEnv = {}): Promise<Layer> {
  const folder = await temporaryFolder();
  const zip = path.join(folder, 'out/of/the/way', 'layer.zip');
  const { stdout } = await run('bash', [SCRIPT, '--arch', arch, '--out', zip], {
    cwd: folder,
    env: { ...process.env, ...environment },
  });
  const entries = unzipSync(await readFile(zip));
  const unpacked = path.join(folder, 'opt');
  await writeFiles(unpacked, entries);
  const cpu = arch === 'arm64' ? 'arm64' : 'x64';
  return { arch, cpu, zip, folder: unpacked, names: Object.keys(entries), said: stdout };
}
