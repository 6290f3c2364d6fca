/**
 * Packs a folder into a zip with the same bytes on every machine and at every time: entries are sorted by name, with one
 * time, one mode and no owners, and the compressor is a dependency of the project. Lambda accepts layers of up to 50 MB
 * zipped, and 250 MB unzipped together with the function's code.
 *
 * node scripts/zip-layer.mjs FOLDER FILE.zip
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

const MEGABYTE = 1024 * 1024;
const MOST_ZIPPED = 50 * MEGABYTE;
const MOST_UNZIPPED = 250 * MEGABYTE;
/** The earliest time of the zip format. fflate writes local time, so the bytes are equal in every time zone. */
const MOMENT = new Date(1980, 0, 1);
const UNIX = 3;
const READABLE_FILE = 0o100644;

const [folder, target] = process.argv.slice(2);
const names = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort();
const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
const zipped = zipSync(files, { level: 9, mtime: MOMENT, os: UNIX, attrs: (READABLE_FILE << 16) >>> 0 });
const unzipped = Object.values(files).reduce((sum, { length }) => sum + length, 0);

const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);
const sizes = `${megabytes(zipped.length)} MB zipped (at most 50), ${megabytes(unzipped)} MB unzipped (at most 250)`;
if (zipped.length > MOST_ZIPPED || unzipped > MOST_UNZIPPED) {
  console.error(`The layer is too large: ${sizes}.`);
  process.exitCode = 1;
} else {
  writeFileSync(`${target}.tmp`, zipped);
  renameSync(`${target}.tmp`, target);
  console.log(`${target}: ${names.length} files, ${sizes}`);
}
