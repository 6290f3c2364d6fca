/**
 * Packs a folder into a zip that is the same to the byte wherever and whenever it is made: entries in the order of their
 * names, one time, one mode, no owners, and a compressor that comes with the project. Lambda takes no larger layer than
 * 50 MB zipped and 250 MB unzipped, the function's own code included.
 *
 * node scripts/zip-layer.mjs FOLDER FILE.zip
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

const MEGABYTE = 1024 * 1024;
const MOST_ZIPPED = 50 * MEGABYTE;
const MOST_UNZIPPED = 250 * MEGABYTE;
/** fflate writes the parts of the local time, so this is the zip format's first moment in every time zone. */
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
const sizes = `${megabytes(zipped.length)} MB zipped (Lambda takes 50), ${megabytes(unzipped)} MB unzipped (of 250)`;
if (zipped.length > MOST_ZIPPED || unzipped > MOST_UNZIPPED) {
  console.error(`The layer is too large: ${sizes}.`);
  process.exitCode = 1;
} else {
  writeFileSync(`${target}.tmp`, zipped);
  renameSync(`${target}.tmp`, target);
  console.log(`${target}: ${names.length} files, ${sizes}`);
}
