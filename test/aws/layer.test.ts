import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.js';
import { buildLayer } from './support/layer.js';
import type { Layer } from './support/layer.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const SLOW = 300_000;

let layers: Layer[];

beforeAll(async () => {
  layers = await Promise.all([buildLayer('arm64'), buildLayer('x86_64')]);
}, SLOW);

async function digest(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

function check(cpu: string, folder: string) {
  return run(process.execPath, [path.join(ROOT, 'scripts/check-layer.mjs'), cpu, folder]);
}

describe('build-layer.sh', () => {
  it(
    'gives the same bytes in another folder, at another time, in another time zone',
    async () => {
      for (const { arch, zip } of layers) {
        const again = await buildLayer(arch, { TZ: 'Pacific/Auckland', LC_ALL: 'C' });
        expect(await digest(again.zip)).toBe(await digest(zip));
      }
    },
    SLOW,
  );

  it('holds only what the function needs, with licences', async () => {
    const lock = JSON.parse(await readFile(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string }>;
    };
    for (const { cpu, names, folder } of layers) {
      const packages = names.filter((name) => /^nodejs\/node_modules\/.*[^/]\/package\.json$/.test(name));
      const expected = ['sharp', '@img/colour', `@img/sharp-linux-${cpu}`, `@img/sharp-libvips-linux-${cpu}`];
      expect(packages.map((name) => name.slice(20, -13)).sort()).toEqual(
        [...expected, 'detect-libc', 'koffi', `@koromix/koffi-linux-${cpu}`, 'semver'].sort(),
      );
      for (const name of packages) {
        const { version } = JSON.parse(await readFile(path.join(folder, name), 'utf8')) as {
          version: string;
        };
        expect(version, name).toBe(lock.packages[name.slice(7, -13)]!.version);
      }
      const codec = `nodejs/vendor/jpeg-turbo/prebuilds/jpeg-turbo-linux-${cpu}`;
      expect(names).toContain(`${codec}/libturbojpeg.so.0`);
      expect(names.filter((name) => /LICEN[CS]E|libvips-linux-\w+\/README/.test(name))).toHaveLength(10);
      expect(names.filter((name) => /\.bin\/|\.d\.[cm]?ts$|\.(h|cc|gyp|map)$|\/test\//.test(name))).toEqual(
        [],
      );
    }
  });

  it('prints its size and the required versions of system libraries', () => {
    for (const { said, cpu } of layers) {
      expect(said).toMatch(
        new RegExp(`4 native files for ${cpu}; they ask for at most .*GLIBC 2\\.\\d+, GLIBCXX 3\\.4`),
      );
      expect(said).toMatch(
        /layer\.zip: \d+ files, \d\.\d MB zipped \(at most 50\), \d\d\.\d MB unzipped \(at most 250\)/,
      );
    }
  });

  it('works: sharp and the JPEG library load from it', async () => {
    const { folder, cpu } = layers.find((layer) => layer.cpu === process.arch)!;
    const program = `
      const sharp = require('${folder}/nodejs/node_modules/sharp');
      const koffi = require('${folder}/nodejs/node_modules/koffi');
      const codec = koffi.load('${folder}/nodejs/vendor/jpeg-turbo/prebuilds/jpeg-turbo-linux-${cpu}/libturbojpeg.so.0');
      const size = codec.func('size_t tj3JPEGBufSize(int, int, int)')(16, 16, 2);
      const create = { width: 16, height: 16, channels: 3, background: '#888' };
      sharp({ create }).webp().toBuffer({ resolveWithObject: true }).then(({ info }) => {
        console.log(info.format, info.width, size > 768);
      });`;
    const { stdout } = await run(process.execPath, ['--eval', program], { cwd: folder });
    expect(stdout).toBe('webp 16 true\n');
  });
});

describe('check-layer.mjs', () => {
  it('refuses binaries of another architecture', async () => {
    const [arm64, x64] = layers as [Layer, Layer];
    await expect(check('x64', arm64.folder)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /sharp-linux-arm64-[\d.]+\.node is for arm64, not for Linux on x64/,
      ) as string,
    });
    await expect(check('arm64', x64.folder)).rejects.toMatchObject({ code: 1 });
  });

  it.each([
    ['GLIBC_2.28', 'GLIBC_2.35', /needs GLIBC_2\.35; Amazon Linux 2023 has GLIBC_2\.34/],
    ['GLIBCXX_3.4.22', 'GLIBCXX_3.4.30', /needs GLIBCXX_3\.4\.30; Amazon Linux 2023 has GLIBCXX_3\.4\.29/],
    ['libc.so.6', 'libx.so.6', /needs libx\.so\.6, which neither the layer nor Amazon Linux 2023 has/],
  ])('refuses a binary that asks for another library: %s as %s', async (from, to, message) => {
    const library = layers[1]!.names.find((name) => name.includes('libvips-cpp.so'))!;
    const bytes = await readFile(path.join(layers[1]!.folder, library), 'latin1');
    const folder = await temporaryFolder();
    expect(bytes).toContain(`${from}\0`);
    await writeFile(path.join(folder, 'a.so'), bytes.replaceAll(`${from}\0`, `${to}\0`), 'latin1');
    await expect(check('x64', folder)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(message) as string,
    });
  });

  it('refuses binaries of other systems, and a layer without binaries', async () => {
    const folder = await temporaryFolder();
    await expect(check('x64', folder)).rejects.toMatchObject({
      stderr: expect.stringContaining('no native file') as string,
    });
    await writeFile(path.join(folder, 'a.node'), 'MZ');
    await expect(check('x64', folder)).rejects.toMatchObject({
      stderr: expect.stringContaining('a.node is for another system, not for Linux on x64') as string,
    });
  });
});
