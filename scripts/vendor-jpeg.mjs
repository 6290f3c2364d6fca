// Copies the prebuilt libraries of libjpeg-turbo from @julusian/jpeg-turbo into vendor/, where src/codecs loads them. On
// macOS the functions of the library are in the package's binding; Windows has none that other programs can call. The
// package on npm contains this copy, for three reasons:
//
// - @julusian/jpeg-turbo depends on cmake-js, a compiler tool chain that its prebuilt binaries never use. It is a
//   devDependency here, so nobody who installs our package gets that chain.
// - Its install script runs `pkg-prebuilds-verify`, a command of its dependency pkg-prebuilds, and compiles when no
//   binary fits. `overrides` in package.json puts pkg-prebuilds in the place of cmake-js, so that our own `npm ci`
//   does not install the tool chain either. On a machine without a fitting binary, `npm ci` fails at this point.
// - The binaries decide the bytes that users get. The list of their SHA-256 hashes is committed, and this script fails
//   if a file differs, is missing or is new. After an update of the package: `npm run build:vendor -- --accept`, then
//   check that the golden files still hold.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const HASHES = new URL('vendor-jpeg.sha256', import.meta.url);
const NEEDED = /^(LICENSE|package\.json|prebuilds\/.*(linux-.*\.so\.0|darwin-.*\.node))$/;

const source = dirname(fileURLToPath(import.meta.resolve('@julusian/jpeg-turbo/package.json')));
const target = fileURLToPath(new URL('../vendor/jpeg-turbo/', import.meta.url));

rmSync(target, { recursive: true, force: true });
for (const path of filesIn(source).filter((path) => NEEDED.test(path))) {
  mkdirSync(dirname(join(target, path)), { recursive: true });
  copyFileSync(join(source, path), join(target, path));
}

const found = hashesOf(target);
if (process.argv.includes('--accept')) writeFileSync(HASHES, found);
else if (found !== readFileSync(HASHES, 'utf8')) {
  rmSync(target, { recursive: true });
  console.error('@julusian/jpeg-turbo is not what scripts/vendor-jpeg.sha256 lists:');
  for (const line of differences(readFileSync(HASHES, 'utf8'), found)) console.error(line);
  process.exitCode = 1;
}

/** @returns a line for each file below the folder, as `sha256sum` writes it, in the order of paths */
function hashesOf(folder) {
  return filesIn(folder)
    .sort()
    .map((path) => {
      const hash = createHash('sha256').update(readFileSync(join(folder, path)));
      return `${hash.digest('hex')}  ${path}\n`;
    })
    .join('');
}

/** @returns paths from the folder on, with slashes */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'));
}

function differences(expected, actual) {
  const [before, after] = [expected, actual].map((text) => text.trim().split('\n'));
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}
