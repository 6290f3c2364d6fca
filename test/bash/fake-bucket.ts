import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { temporaryFolder, writeFiles } from '../support/folders.js';

const SCRIPTS = fileURLToPath(new URL('../../bash-scripts/', import.meta.url));
const FAKE = fileURLToPath(new URL('fake-aws.mjs', import.meta.url));

/** How the stand-in behaves; described in `fake-aws.mjs`. */
interface Behaviour {
  readonly fail?: Readonly<Record<string, string>>;
  readonly hold?: number;
  readonly credentials?: string | { readonly code: string; readonly after: number };
  readonly etags?: 'md5' | 'other';
}

export interface Ended {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface FakeObject {
  readonly text: string;
  readonly size: number;
  readonly type?: string;
  readonly sha256?: string;
  /** `put`: by its own command; `cp`: together with others. */
  readonly uploads: readonly { readonly kind: 'put' | 'cp'; readonly at: number }[];
}

type Stored = Omit<FakeObject, 'text'> & { readonly key: string; readonly body: string };

/** A bucket behind a stand-in for the AWS CLI, which the scripts find first in PATH. */
export class FakeBucket {
  private constructor(
    readonly home: string,
    readonly name: string,
  ) {}

  static async make(name = 'images-bucket'): Promise<FakeBucket> {
    const home = await temporaryFolder();
    for (const folder of ['bin', 'tmp', `buckets/${name}`])
      await mkdir(path.join(home, folder), { recursive: true });
    await writeFile(path.join(home, 'bin/aws'), `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' "$@"\n`);
    await chmod(path.join(home, 'bin/aws'), 0o755);
    return new FakeBucket(home, name);
  }

  async behave(behaviour: Behaviour): Promise<void> {
    // Renamed, since uploads that are held read it again and again.
    const file = path.join(this.home, 'behaviour.json');
    await writeFile(`${file}.new`, JSON.stringify(behaviour));
    await rename(`${file}.new`, file);
  }

  /** Starts a script in its own process group, like the commands of a terminal. */
  start(script: string, ...args: readonly string[]) {
    const child = spawn('bash', [path.join(SCRIPTS, script), ...args], {
      cwd: this.home,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${path.join(this.home, 'bin')}:${process.env.PATH ?? ''}`,
        HOME: this.home,
        TMPDIR: path.join(this.home, 'tmp'),
        FAKE_AWS: this.home,
        TEST_PROCESS: String(process.pid),
      },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on('error', reject).on('close', (code, signal) => {
        resolve({ code: code ?? signal, stdout, stderr });
      });
    });
    return { process: child, ended, stderr: () => stderr };
  }

  upload(folder: string, ...args: readonly string[]): Promise<Ended> {
    return this.start('upload-images.sh', folder, this.name, ...args).ended;
  }

  async objects(): Promise<Map<string, FakeObject>> {
    const folder = path.join(this.home, 'buckets', this.name);
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    return new Map(
      texts.map((text) => {
        const { key, body, ...rest } = JSON.parse(text) as Stored;
        return [key, { ...rest, text: Buffer.from(body, 'base64').toString() }];
      }),
    );
  }

  /** Keys in the order of their uploads; a key that was uploaded twice occurs twice. */
  async uploads(): Promise<string[]> {
    const all = [...(await this.objects())].flatMap(([key, { uploads }]) =>
      uploads.map(({ at }) => ({ key, at })),
    );
    return all.sort((a, b) => a.at - b.at).map(({ key }) => key);
  }

  /** Other requests: `list`, `head "KEY"`, `held "KEY"`, `refused "KEY"`. */
  async log(): Promise<string[]> {
    const file = path.join(this.home, 'log');
    return existsSync(file) ? (await readFile(file, 'utf8')).trimEnd().split('\n') : [];
  }

  /** Temporary files that a script has not removed. */
  temporaryFiles(): Promise<string[]> {
    return readdir(path.join(this.home, 'tmp'));
  }
}

export async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await temporaryFolder();
  await writeFiles(folder, files);
  return folder;
}

export function images(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`image-${i}.jpg`, `image number ${i}`]));
}

/** Expects that each file was uploaded exactly once. */
export async function expectAllOnce(
  bucket: FakeBucket,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const keys = Object.keys(files).map((name) => `raw-images/${name}`);
  expect([...(await bucket.objects()).keys()].sort()).toEqual([...keys].sort());
  expect([...(await bucket.uploads())].sort()).toEqual([...keys].sort());
}
