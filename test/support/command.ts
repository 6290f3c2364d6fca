import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../../src/jobs/run.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  /** Exit code, or the signal that ended the process. */
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves to what matches, when standard error does; rejects if the process ends before. */
  readonly says: (text: RegExp) => Promise<string>;
}

/** Starts the built command as a process, as users do. */
export function start(...args: readonly string[]): Started {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code: code ?? signal, stdout, stderr });
    });
  });
  const says = (text: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const [found] = text.exec(stderr) ?? [];
        if (found !== undefined) resolve(found);
      };
      look();
      child.stderr.on('data', look);
      void ended.then(() => {
        reject(new Error(`ended without saying ${String(text)}:\n${stderr}`));
      });
    });
  return { process: child, ended, says };
}

/** Runs the built command until it ends. */
export function augment(...args: readonly string[]): Promise<Ended> {
  return start(...args).ended;
}

/** Runs `augment run`, and returns its exit code and summary. */
export async function augmentRun(...args: readonly string[]): Promise<Ended & { readonly summary: Summary }> {
  const ended = await augment('run', ...args, '--json');
  try {
    return { ...ended, summary: JSON.parse(ended.stdout) as Summary };
  } catch {
    throw new Error(
      `augment run ${args.join(' ')} gave no summary (${String(ended.code)}):\n${ended.stderr}`,
    );
  }
}
