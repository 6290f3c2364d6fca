import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeImage } from './support/dataset.js';
import { temporaryFolder } from './support/folders.js';
import { modulesLoadedBy, packagesLoadedBy, packagesNamedIn } from './support/imports.js';

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NODE_MODULES = path.join(ROOT, 'node_modules');

/** What `npm pack` makes of what is built, and the files in it. */
let tarball: string;
let files: string[];

beforeAll(async () => {
  const folder = await temporaryFolder();
  const { stdout } = await npm(ROOT, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
  const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  tarball = path.join(folder, packed.filename);
  files = packed.files.map((file) => file.path);
});

function npm(cwd: string, ...args: readonly string[]) {
  // npm itself, found by the script that runs the tests; as a program of its own where that is not npm's.
  const script = process.env.npm_execpath;
  const [program, before] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  return execute(program, [...before, ...args], {
    cwd,
    maxBuffer: 50_000_000,
    shell: process.platform === 'win32',
  });
}

/** An empty project that uses the package: its command, its library, its pure part, in TypeScript. */
const CONSUMER = `import { augmentImage, parseRecipe, type AugmentedImage } from 'augment-on-demand';
import { catalogue, Engine, type Annotations, type Raster } from 'augment-on-demand/core';
import { readFile } from 'node:fs/promises';

const recipe = parseRecipe('transforms: [HorizontalFlip: {p: 1}]', 'inline');
const made: AugmentedImage[] = await augmentImage(await readFile('images/a.png'), { recipe, key: 'a.png' });
const raster: Raster = { width: 1, height: 1, channels: 1, depth: 8, data: new Uint8Array(1) };
const labels: Annotations = made[0]!.annotations;
console.log(made.length, made[0]!.format, labels.objects.length, raster.width, 'Affine' in catalogue, typeof Engine);
`;
const CONSUMER_CONFIG = {
  compilerOptions: {
    module: 'NodeNext',
    target: 'ES2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    outDir: 'built',
  },
  include: ['*.ts'],
};

async function makeConsumer(): Promise<string> {
  const project = path.join(await temporaryFolder(), 'project');
  await mkdir(path.join(project, 'images'), { recursive: true });
  await writeFile(path.join(project, 'package.json'), '{"type": "module", "private": true}');
  await writeFile(path.join(project, 'tsconfig.json'), JSON.stringify(CONSUMER_CONFIG));
  await writeFile(path.join(project, 'use.ts'), CONSUMER);
  for (const name of ['a.png', 'b.jpg'])
    await writeFile(path.join(project, 'images', name), await makeImage(name, 1));
  return project;
}

/** Runs command and library in a project that has the package; both have to work. */
async function expectUsable(project: string): Promise<void> {
  const command = path.join(project, 'node_modules', 'augment-on-demand', 'dist', 'cli', 'main.js');
  const { stdout } = await execute(process.execPath, [command, 'run', 'images', 'out', '--json'], {
    cwd: project,
  });
  expect(JSON.parse(stdout)).toMatchObject({ images: 2, variants: 2, failures: [] });
  expect((await readdir(path.join(project, 'out'))).sort()).toEqual(['a_png.v1.png', 'b_jpg.v1.jpg']);

  expect(await compile(project)).toBe('');
  const used = await execute(process.execPath, [path.join('built', 'use.js')], { cwd: project });
  expect(used.stdout).toBe('1 png 0 1 true function\n');
}

/** @returns what the compiler complains of */
async function compile(project: string): Promise<string> {
  const compiler = path.join(NODE_MODULES, 'typescript', 'bin', 'tsc');
  try {
    return (await execute(process.execPath, [compiler], { cwd: project })).stdout;
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('the package', () => {
  it('holds what users need', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'README.md',
        'LICENSE',
        'THIRD-PARTY-NOTICES.md',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/core/index.js',
        'dist/core/index.d.ts',
        'dist/core/engine/kernels.generated.js',
        'dist/browser.js',
        'dist/browser.d.ts',
        'dist/codecs/jpeg/wasm/libjpeg.generated.js',
        'dist/cdk/index.js',
        'dist/cdk/index.d.ts',
        'dist/lambda/announce.mjs',
        'dist/lambda/handler.mjs',
        'dist/cli/main.js',
        'dist/jobs/worker.js',
        'recipes/detection.yaml',
        'vendor/jpeg-turbo/LICENSE',
        'vendor/jpeg-turbo/prebuilds/jpeg-turbo-linux-x64/libturbojpeg.so.0',
      ]),
    );
  });

  it('holds nothing else', () => {
    const allowed = [
      /^(package\.json|(README|ARCHITECTURE|CHANGELOG|CONTRIBUTING|THIRD-PARTY-NOTICES)\.md|LICENSE|raw-images\/ORIGINS\.md)$/,
      /^recipes\/[\w-]+\.yaml$/,
      /^docs\/([\w-]+\.md|images\/[\w-]+\.(jpg|svg)|images\/studio\/[\w-]+\.webp)$/,
      /^dist\/[\w./-]+(\.js|\.d\.ts|\.d\.ts\.map)$/,
      /^dist\/(lambda\/(announce|handler)\.mjs|(cli|lambda|studio)\/LICENSES\.txt|studio\/(index\.html|icon\.svg|assets\/[\w-]+\.css))$/,
      /^src\/[\w./-]+\.ts$/,
      /^vendor\/jpeg-turbo\/(LICENSE|package\.json|prebuilds\/[\w-]+\/[\w.-]+(\.node|\.so\.0))$/,
    ];
    expect(files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(files.filter((file) => /test/i.test(file))).toEqual([]);
  });

  it('holds everything that its README links to', async () => {
    const text = await readFile(path.join(ROOT, 'README.md'), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => link!);
    const inside = links.filter((link) => !/^https?:/.test(link));
    expect(inside.length).toBeGreaterThan(10);
    expect(inside.filter((link) => !files.includes(link))).toEqual([]);
  });

  it('leads from every declaration to its source', () => {
    const maps = files.filter((file) => file.startsWith('dist/') && file.endsWith('.d.ts.map'));
    expect(maps.length).toBeGreaterThan(100);
    const sources = maps.map((file) => file.replace(/^dist/, 'src').replace(/\.d\.ts\.map$/, '.ts'));
    expect(sources.filter((file) => !files.includes(file))).toEqual([]);
  });

  it('declares every package that it loads', async () => {
    const { dependencies, peerDependencies } = JSON.parse(
      await readFile(path.join(ROOT, 'package.json'), 'utf8'),
    ) as Record<'dependencies' | 'peerDependencies', Record<string, string>>;
    const loaded = new Set<string>();
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      for (const name of await packagesNamedIn(path.join(ROOT, file))) loaded.add(packageOf(name));
    }
    loaded.delete('node:');
    // It is loaded by a name that bundlers do not follow.
    loaded.add('heic-decode');
    // They are bundled, and name themselves in code that they write for other programs.
    for (const name of ['ajv', 'ajv-formats']) loaded.delete(name);
    expect([...loaded].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
  });

  it('works from its tarball', async () => {
    const project = await makeConsumer();
    const modules = path.join(project, 'node_modules');
    await mkdir(modules);
    await execute('tar', ['-xzf', tarball, '-C', modules]);
    await rename(path.join(modules, 'package'), path.join(modules, 'augment-on-demand'));
    await linkModules(modules);
    await expectUsable(project);
  }, 120_000);

  it.runIf(process.env.AUGMENT_REGISTRY)(
    'works as npm installs it, without build tools and with nothing in HOME',
    async () => {
      const project = await makeConsumer();
      const HOME = await temporaryFolder();
      const options = { cwd: project, env: { ...process.env, HOME }, maxBuffer: 50_000_000 };
      await execute('npm', ['install', tarball, '@types/node@20', '--no-audit', '--no-fund'], options);
      await expectUsable(project);
      const { stdout } = await execute('npm', ['ls', '--all', '--parseable'], options);
      expect(stdout).not.toMatch(/cmake-js|node_modules[\\/]tar$|node-gyp/m);
    },
    300_000,
  );
});

/** `yaml/util` → `yaml`; all of Node's own modules → `node:`. */
function packageOf(specifier: string): string {
  if (isBuiltin(specifier)) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

describe('augment-on-demand', () => {
  it.each(['dist/index.js', 'dist/cli/main.js'])(
    '%s leaves what takes long to load until it is needed',
    async (file) => {
      const packages = await packagesLoadedBy(path.join(ROOT, file));
      expect([...packages].filter((name) => /^(@aws-sdk|@smithy|sharp|koffi|piscina)/.test(name))).toEqual(
        [],
      );
      expect(packages.size).toBeGreaterThan(3);
    },
  );
});

describe.each(['core/index', 'browser'])('the entry %s', (entry) => {
  it('reaches nothing that only Node has, and no native codec', async () => {
    const main = path.join(ROOT, 'dist', `${entry}.js`);
    const packages = await packagesLoadedBy(main);
    expect([...packages].filter((name) => /^node:|^sharp|^koffi|^piscina|jpeg-turbo/.test(name))).toEqual([]);
    expect((await modulesLoadedBy(main)).size).toBeGreaterThan(5);
  });
});

/** The packages that npm would install, from the project's own. */
async function linkModules(target: string): Promise<void> {
  for (const entry of await readdir(NODE_MODULES)) {
    if (entry.startsWith('.') || entry === 'augment-on-demand') continue;
    await symlink(path.join(NODE_MODULES, entry), path.join(target, entry), 'junction');
  }
}
