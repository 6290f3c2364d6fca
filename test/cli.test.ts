import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../src/jobs/run.js';
import { augment, augmentRun } from './support/command.js';
import type { Ended } from './support/command.js';
import { makeFewImages, makeImage } from './support/dataset.js';
import { eventually } from './support/eventually.js';
import { modulesLoadedBy } from './support/imports.js';
import { snapshot, temporaryFolder, writeFiles } from './support/folders.js';

const COMMAND = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

let images: string;

beforeAll(async () => {
  images = await makeFewImages();
});

/** Starts the command in another working folder. */
function augmentIn(cwd: string, ...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code: code ?? signal, stdout, stderr });
    });
  });
}

async function emptyOutput(): Promise<string> {
  return path.join(await temporaryFolder(), 'out');
}

describe('wrong usage', () => {
  it.each([
    ['no command', [], /Usage: augment/],
    ['an unknown command', ['rnu'], /unknown command 'rnu'\n\(Did you mean run\?\)/],
    [
      'an unknown option',
      ['run', '--varants', '3'],
      /unknown option '--varants'\n\(Did you mean --variants\?\)/,
    ],
    [
      'a fraction instead of a whole number',
      ['run', '--variants', '1.5'],
      /--variants.*'1\.5'.*Expected a whole number/,
    ],
    ['a quality beyond 100', ['run', '--quality', '101'], /Expected a whole number from 1 to 100/],
    [
      'a format that cannot be written',
      ['run', '--format', 'bmp'],
      /--format: expected same, jpeg, jpg, png, webp, tiff, found "bmp"/,
    ],
    ['too many folders', ['run', 'a', 'b', 'c'], /too many arguments/],
    ['an input that does not exist', ['run', 'no-such-folder'], /there is no folder no-such-folder/],
    ['an input that is a file', ['run', 'package.json'], /package\.json is a file/],
    ['an output that is a file', ['run', 'raw-images', 'package.json'], /package\.json is a file/],
    ['a whole bucket as output', ['run', 'raw-images', 's3://bucket'], /name a prefix, as s3:\/\/bucket\//],
    ['a bucket in a bucket', ['run', 's3://bucket', 's3://bucket/x'], /lies in the input/],
    ['a bucket with one slash', ['run', 's3:/bucket'], /a bucket is named as s3:\/\/bucket\/prefix/],
    ['a bucket to watch', ['watch', 's3://bucket/x'], /bash-scripts\/deploy\.sh/],
    [
      'a recipe that does not exist',
      ['run', 'raw-images', '--recipe', 'no.yaml'],
      /cannot read no\.yaml: there is no such file/,
    ],
    ['an image that does not exist', ['preview', 'no.jpg'], /there is no file no\.jpg/],
    ['a file outside of all outputs', ['explain', 'package.json'], /it is not in an output of augment run/],
    ['an output without Records', ['verify', 'raw-images', 'src'], /nothing was made here yet/],
    ['a mistyped transform', ['transforms', 'HorizontalFlp'], /did you mean "HorizontalFlip"\?/],
    [
      'a transform that is not here',
      ['transforms', 'TextImage'],
      /Albumentations 2\.0\.8 has `TextImage`; it is not needed here/,
    ],
  ])('%s ends with code 2 and a message that helps', async (_name, args, message) => {
    const { code, stdout, stderr } = await augment(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it.each([
    ['the input itself', '.'],
    ['in the input', 'x/out'],
    ['around the input', '..'],
    ['the folder whose state the input is', '../other', '../other.augment'],
  ])('refuses an output that is %s', async (_name, output, input = '.') => {
    const folder = await temporaryFolder();
    const working = path.join(folder, 'images');
    await mkdir(working);
    await mkdir(path.join(working, input), { recursive: true });
    await cp(path.join(images, 'a.jpg'), path.join(working, input, 'a.jpg'));
    const before = await snapshot(folder);
    const { code, stderr } = await augmentIn(working, 'run', input, output);
    expect(stderr).toMatch(/same folder|lies in the (input|output)/);
    expect(code).toBe(2);
    expect(await snapshot(folder)).toEqual(before);
  });

  it('follows links when it compares input and output', async () => {
    const folder = await temporaryFolder();
    await cp(images, path.join(folder, 'images'), { recursive: true });
    await symlink('images', path.join(folder, 'also images'));
    const { code, stderr } = await augmentIn(folder, 'run', 'images', 'also images/out');
    expect(stderr).toContain('lies in the input');
    expect(code).toBe(2);
  });
});

describe('the Recipe', () => {
  const MISTAKEN = `version: 1
variant: 4
transforms:
  - HorizontalFlp
  - Affine: {rotat: 15, scale: big}
output: {quality: 900}
`;

  it('is refused with every mistake: file, line, column, field and the nearest name', async () => {
    const file = path.join(await temporaryFolder(), 'mine.yaml');
    await writeFile(file, MISTAKEN);
    const out = await emptyOutput();
    const { code, stderr } = await augment('run', images, out, '--recipe', file);
    expect(stderr.trimEnd().split('\n')).toEqual([
      `augment: ${file}:2:1: variant: not known; did you mean "variants"?`,
      `augment: ${file}:4:5: transforms[0].HorizontalFlp: no transform of this name; did you mean "HorizontalFlip"?`,
      `augment: ${file}:5:14: transforms[1].Affine.rotat: not known; did you mean "rotate"?`,
      `augment: ${file}:5:32: transforms[1].Affine.scale: expected a number, or a list, or a mapping (name: value), found "big"`,
      `augment: ${file}:6:19: output.quality: expected at most 100, found 900`,
    ]);
    expect(code).toBe(2);
    expect(existsSync(out)).toBe(false);
    expect((await augment('recipe', 'check', file)).code).toBe(2);
  });

  it('is read from the input, else from the working folder, else it is one vertical flip', async () => {
    const folder = await temporaryFolder();
    await writeFiles(folder, { 'in/a.png': await makeImage('a.png', 1) });
    const forecast = async () => (await augmentIn(folder, 'run', 'in', 'out', '--dry-run')).stderr;
    expect(await forecast()).toContain('in → out, recipe: the built-in recipe (one vertical flip)');
    await writeFile(path.join(folder, 'recipe.yaml'), 'variants: 3\ntransforms: [HorizontalFlip]');
    expect(await forecast()).toMatch(
      /recipe: recipe\.yaml\nlabels: none found for 1 image\n1 image, 3 variants to be made/,
    );
    await writeFile(path.join(folder, 'in', 'recipe.yaml'), 'variants: 5\ntransforms: [HorizontalFlip]');
    expect(await forecast()).toMatch(
      /recipe: in\/recipe\.yaml\nlabels: none found for 1 image\n1 image, 5 variants to be made/,
    );
  });

  it.each(['classification', 'detection', 'segmentation', 'vertical-flip'])(
    '%s.yaml can be used',
    async (name) => {
      const { code, stdout } = await augment('recipe', 'check', `recipes/${name}.yaml`);
      expect(stdout).toMatch(/valid; \d+ variants? per image; .*\ndigest [0-9a-f]{64}\n$/);
      expect(code).toBe(0);
    },
  );

  it('has a JSON Schema, and is imported from pipelines of Albumentations', async () => {
    const schema = JSON.parse((await augment('recipe', 'schema')).stdout) as { properties: object };
    expect(Object.keys(schema.properties)).toContain('transforms');
    const { code, stdout, stderr } = await augment(
      'recipe',
      'import',
      'src/core/recipe/import/testing/albumentations.json',
    );
    expect(stdout).toMatch(/^version: 1\ntransforms:\n/);
    expect(stderr).toMatch(/^lost: TextImage: left out/m);
    expect(code).toBe(1);
  });

  it('is imported from policies of timm, by their names', async () => {
    const { code, stdout } = await augment('recipe', 'import', 'original');
    expect(stdout).toMatch(/^version: 1\ntransforms:\n {2}- OneOf:\n/);
    expect(code).toBe(0);
    const whole = await augment('recipe', 'import', 'rand-m9-mstd0.5-inc1');
    expect(whole.stdout).toMatch(/^version: 1\ntransforms:\n {2}- RandAugment:/);
    expect(whole.code).toBe(0);
    const { code: lossy, stderr } = await augment('recipe', 'import', 'v0');
    expect(stderr).toMatch(/^lost: SolarizeAdd: left out/m);
    expect(lossy).toBe(1);
    // A file of such a name is a file.
    expect((await augment('recipe', 'import', './original')).code).toBe(2);
  });
});

describe('augment run', () => {
  it('prints what it made, what failed, and where the results are', async () => {
    const out = await emptyOutput();
    const { code, stdout, stderr } = await augment('run', images, out);
    const lines = stderr
      .replace(/[\d.]+ s$/m, 'N s')
      .trimEnd()
      .split('\n');
    // A busy machine takes so long that progress is printed, too.
    expect(lines.filter((line) => !/^\d\/4 images, \d failed$/.test(line))).toEqual([
      `${images} → ${out}, recipe: ${path.join(images, 'recipe.yaml')}`,
      'labels: yolo, 2 of 4 images; 2 without labels (broken.jpg, grey.png)',
      'classes (data.yaml): cat 2 in 2 images, dog 1 in 1 image',
      'failed: broken.jpg: not an image; JPEG, PNG, WebP, TIFF, GIF, AVIF, BMP and HEIF are read',
      '4 images, 6 variants made, 1 failed, N s',
      expect.stringMatching(/^objects: \d+ kept \(\d+ of them in part\), \d+ dropped$/),
      `results: ${out}`,
    ]);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('prints its summary as one line of JSON, and nothing else on standard output', async () => {
    const out = await emptyOutput();
    const { stdout } = await augment('run', images, out, '--json', '--variants', '1', '--seed', 'x');
    expect(stdout.endsWith('}\n')).toBe(true);
    expect(stdout.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stdout)).toMatchObject({ images: 4, variants: 3, interrupted: false });
  });

  it('prints only failures with --quiet', async () => {
    const { stderr } = await augment('run', images, await emptyOutput(), '--quiet');
    expect(stderr).toBe(
      'failed: broken.jpg: not an image; JPEG, PNG, WebP, TIFF, GIF, AVIF, BMP and HEIF are read\n',
    );
  });

  it('forecasts in a dry run what it would do, and writes nothing', async () => {
    const out = await emptyOutput();
    const dry = () => augmentRun(images, out, '--variants', '3', '--dry-run');
    const first = await dry();
    expect(first.stderr).toContain('4 images, 9 variants to be made, 1 failed; nothing was written');
    expect(await readdir(path.dirname(out))).toEqual([]);
    await augment('run', images, out);
    const before = await snapshot(path.dirname(out));
    const { code, summary, stderr } = await dry();
    expect(stderr).toContain('4 images, 3 variants to be made, 1 failed; nothing was written');
    expect(summary).toMatchObject({ dryRun: true, variants: 3, written: 0, decoded: 3 });
    expect((await augment('run', images, out, '--dry-run')).stderr).toContain(
      '0 variants to be made, 3 unchanged',
    );
    expect(code).toBe(1);
    expect(await snapshot(path.dirname(out))).toEqual(before);
  });
});

describe('help', () => {
  it('shows every command, with examples', async () => {
    const { code, stdout } = await augment('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) .*/gm)].map(([, name]) => name);
    expect(commands).toEqual(
      expect.arrayContaining([
        'run',
        'watch',
        'preview',
        'explain',
        'verify',
        'assemble',
        'status',
        'recipe',
        'transforms',
      ]),
    );
    expect(code).toBe(0);
  });

  it.each(['run', 'watch', 'preview', 'explain', 'verify', 'assemble', 'status', 'recipe', 'transforms'])(
    'of %s contains an example',
    async (command) => {
      const { code, stdout } = await augment('help', command);
      expect(stdout).toMatch(new RegExp(`Examples?:\\n {2}augment ${command}`));
      expect(code).toBe(0);
    },
  );

  it('prints the version', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect((await augment('--version')).stdout).toBe(`${version}\n`);
  });

  it('loads neither codecs nor schemas, so that it appears at once', async () => {
    const code = [...(await modulesLoadedBy(COMMAND)).values()].join('\n');
    // The bundler says above each module where it comes from.
    const packages = [...code.matchAll(/^\/\/ node_modules\/(.+?)\//gm)].map(([, name]) => name);
    expect([...new Set(packages)]).toEqual(['commander']);
    expect(code).toMatch(/^\/\/ src\/cli\/main.ts$/m);
    expect(code).not.toMatch(/^\/\/ src\/(codecs|core\/(engine|recipe|transforms))\//m);
  });
});

describe('augment transforms', () => {
  it('lists the catalogue, and describes a transform with its parameters', async () => {
    const { stdout } = await augment('transforms');
    const names = [...stdout.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(30);
    const { stdout: crop } = await augment('transforms', 'RandomResizedCrop');
    expect(crop).toMatch(/^ {2}size: \(required\)\n {4}Size of the result.*\n {2}scale: \[0\.08,1\]\n/m);
    expect(crop).toContain('  p: 1\n');
  });

  it('ends without an error if its reader closes the pipe early', async () => {
    const child = spawn(process.execPath, [COMMAND, 'transforms'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('an interrupt', () => {
  it('ends a run between two images with code 130, and the next run continues', async () => {
    const input = path.join(await temporaryFolder(), 'many');
    const image = await makeImage('a.jpg', 1, 700, 500);
    await writeFiles(input, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}.jpg`, image])));
    const out = await emptyOutput();
    const args = [COMMAND, 'run', input, out, '--json', '--variants', '6', '--workers', '1'];
    const child = spawn(process.execPath, args);
    let stdout = '';
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    const ended = new Promise((resolve) => child.on('close', resolve));
    await eventually(() => {
      expect(existsSync(path.join(out, '0_jpg.v6.jpg'))).toBe(true);
    });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const first = JSON.parse(stdout) as Summary;
    expect(first).toMatchObject({ interrupted: true, failures: [] });
    expect(first.variants).toBeLessThan(360);
    const { code, summary } = await augmentRun(input, out, '--variants', '6');
    expect(code).toBe(0);
    expect(summary.variants + first.variants).toBe(360);
  });
});
