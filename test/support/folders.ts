import { createHash } from 'node:crypto';
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(async () => {
  await Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** An empty folder that is removed after the tests of the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'augment-test-'));
  made.push(folder);
  return folder;
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [key, content] of Object.entries(files)) {
    const file = path.join(folder, key);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Everything below a folder, sorted: from the `/`-separated path to the SHA-256, or to `folder`. */
export async function snapshot(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { key, isFolder } of await walk(folder)) {
    found[key] = isFolder
      ? 'folder'
      : createHash('sha256')
          .update(await readFile(path.join(folder, key)))
          .digest('hex');
  }
  return found;
}

/** What is kept beside an output. */
export function stateOf(output: string): string {
  return `${output}.augment`;
}

/** The state without its index, which names files as they are on this disk. */
export function withoutIndex(state: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !/^index(\/|$)/.test(key)));
}

/** Inode and time of each file: they change if a file is written again with the same content. */
export async function fileIdentities(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { key, isFolder } of await walk(folder)) {
    if (isFolder) continue;
    const { ino, mtimeNs } = await lstat(path.join(folder, key), { bigint: true });
    found[key] = `${ino} ${mtimeNs}`;
  }
  return found;
}

async function walk(folder: string): Promise<{ readonly key: string; readonly isFolder: boolean }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .map((entry) => ({
      key: path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
      isFolder: entry.isDirectory(),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}
