import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from './support/dataset.js';
import { temporaryFolder } from './support/folders.js';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NAME = 'augment-on-demand-night-vision';
const RECIPE = 'transforms: [NightVision: {gain: [1.4, 1.5], p: 1}]\nlabels: {write: frames}\n';

/** A project with the main package and the example, built as its author would build it. */
let project: string;
let example: string;

beforeAll(async () => {
  project = path.join(await temporaryFolder(), 'project');
  const modules = path.join(project, 'node_modules');
  await mkdir(path.join(project, 'images'), { recursive: true });
  await mkdir(modules);
  await symlink(ROOT, path.join(modules, 'augment-on-demand'));
  for (const name of ['zod', '@types'])
    await symlink(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  example = path.join(modules, NAME);
  await cp(path.join(ROOT, 'examples', 'night-vision'), example, { recursive: true });
  await writeFile(path.join(project, 'package.json'), '{"type": "module", "private": true}');
  await execute(
    process.execPath,
    [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
    { cwd: example },
  );
  await writeFile(path.join(project, 'images', 'a.jpg'), await makeImage('a.jpg', 1));
  await writeFile(path.join(project, 'images', 'a.txt'), '0 0.5 0.5 0.25 0.5\n');
  await writeFile(path.join(project, 'images', 'data.yaml'), 'names: [cat]\n');
  await writeFile(path.join(project, 'recipe.yaml'), RECIPE);
}, 120_000);

/** Runs `augment` in the project. */
async function augment(
  ...args: readonly string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = path.join(ROOT, 'dist/cli/main.js');
  try {
    return { code: 0, ...(await execute(process.execPath, [command, ...args], { cwd: project })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const made = (name: string) => readFile(path.join(project, 'out', name), 'utf8');

describe('the example package', () => {
  it('brings its transform and its format to every thread of a run', async () => {
    const { stdout, stderr } = await augment('run', 'images', 'out', '--package', NAME, '--json');
    expect(JSON.parse(stdout), stderr).toMatchObject({ variants: 1, failures: [], objects: { kept: 1 } });
    expect(await made('_frames.csv')).toMatch(/\na_jpg\.v1\.jpg,\d+,\d+,cat,/);
    const explained = await augment('explain', 'out/a_jpg.v1.jpg');
    expect(explained.stdout).toMatch(/NightVision \{"gain":1\.4\d+\} → matrix \+ noise/);
  });

  it('is verified, and makes nothing the second time', async () => {
    expect((await augment('verify', 'images', 'out', '--package', NAME)).stderr).toContain('as it was made');
    const { stdout } = await augment('run', 'images', 'out', '--package', NAME, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ unchanged: 1, variants: 0 });
  });

  it('is listed with its parameters', async () => {
    const { stdout } = await augment('transforms', 'NightVision', '--package', NAME);
    expect(stdout).toContain(`Package: ${NAME} 1.0.0`);
    expect(stdout).toContain('gain: [1.2,1.8]');
  });

  it('is missed by name where it is not loaded', async () => {
    const run = await augment('run', 'images', 'other');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('NightVision: no transform of this name');
    const assembled = await augment('assemble', 'out');
    expect(assembled.code).toBe(2);
    expect(assembled.stderr).toContain(`the package ${NAME} is not loaded; add it with --package ${NAME}`);
    const unknown = await augment('run', 'images', 'other', '--package', 'augment-on-demand-nowhere');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('npm install augment-on-demand-nowhere');
  });

  it('makes everything anew in another version', async () => {
    const index = path.join(example, 'dist', 'index.js');
    const text = await readFile(index, 'utf8');
    await writeFile(index, text.replace("version: '1.0.0'", "version: '1.0.1'"));
    const { stdout } = await augment('run', 'images', 'out', '--package', NAME, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ unchanged: 0, variants: 1 });
  });
});
