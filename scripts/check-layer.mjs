/**
 * Checks for every native file of a layer that it is for this architecture, and that Amazon Linux 2023, on which the
 * function runs, has the versions of the libraries that it needs. Otherwise the function would fail at its first image.
 *
 * node scripts/check-layer.mjs arm64|x64 FOLDER
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The versions in Amazon Linux 2023: glibc 2.34, and libstdc++ and libgcc of GCC 11. */
const NEWEST = { GLIBC: '2.34', GLIBCXX: '3.4.29', CXXABI: '1.3.13', GCC: '11.0' };
const MACHINES = { x64: 62, arm64: 183 };
const MACHINE_NAMES = { 3: 'x86', 40: 'arm', 62: 'x64', 183: 'arm64' };
/** Section types of ELF. */
const VERSIONS_NEEDED = 0x6ffffffe;
const DYNAMIC = 6;
/** Tags of the dynamic section. */
const NEEDED = 1;
const SYSTEM_LIBRARIES =
  /^(libc|libm|libdl|librt|libpthread|libgcc_s|libstdc\+\+|libresolv|ld-linux-.*)\.so\.\d+$/;

/** Reads what is checked from a 64-bit little-endian ELF file; offsets are those of the ELF-64 specification. */
function readElf(bytes) {
  const isElf = bytes.length > 64 && bytes.readUInt32BE(0) === 0x7f454c46;
  if (!isElf || bytes[4] !== 2 || bytes[5] !== 1) return undefined;
  const at = Number(bytes.readBigUInt64LE(40));
  const size = bytes.readUInt16LE(58);
  const sections = Array.from({ length: bytes.readUInt16LE(60) }, (_, i) => {
    const header = bytes.subarray(at + i * size);
    const [start, length] = [24, 32].map((offset) => Number(header.readBigUInt64LE(offset)));
    return { type: header.readUInt32LE(4), start, length, link: header.readUInt32LE(40) };
  });
  const text = (section, offset) => {
    const start = sections[section.link].start + offset;
    return bytes.toString('latin1', start, bytes.indexOf(0, start));
  };
  const needed = sections
    .filter(({ type }) => type === DYNAMIC)
    .flatMap((section) => readNeeded(bytes, section, text));
  const versions = sections
    .filter(({ type }) => type === VERSIONS_NEEDED)
    .flatMap((section) => readVersions(bytes, section, text));
  return { machine: bytes.readUInt16LE(18), needed, versions };
}

function readNeeded(bytes, section, text) {
  const found = [];
  for (let at = section.start; at < section.start + section.length; at += 16) {
    if (Number(bytes.readBigUInt64LE(at)) === NEEDED)
      found.push(text(section, Number(bytes.readBigUInt64LE(at + 8))));
  }
  return found;
}

/** Reads a linked list of libraries, each with a linked list of versions. */
function readVersions(bytes, section, text) {
  const found = [];
  for (let library = section.start; ; library += bytes.readUInt32LE(library + 12)) {
    for (let at = library + bytes.readUInt32LE(library + 8); ; at += bytes.readUInt32LE(at + 12)) {
      found.push(text(section, bytes.readUInt32LE(at + 8)));
      if (bytes.readUInt32LE(at + 12) === 0) break;
    }
    if (bytes.readUInt32LE(library + 12) === 0) return found;
  }
}

function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const [cpu, folder] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.node$|\.so(\.\d+)*$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();
const own = new Set(files.map((file) => file.slice(file.lastIndexOf('/') + 1)));
const highest = {};
const problems = files.length === 0 ? ['there is no native file at all'] : [];

for (const file of files) {
  const name = relative(folder, file);
  const elf = readElf(readFileSync(file));
  if (elf?.machine !== MACHINES[cpu]) {
    problems.push(
      `${name} is for ${MACHINE_NAMES[elf?.machine] ?? 'another system'}, not for Linux on ${cpu}`,
    );
    continue;
  }
  for (const library of elf.needed) {
    if (!own.has(library) && !SYSTEM_LIBRARIES.test(library))
      problems.push(`${name} needs ${library}, which neither the layer nor Amazon Linux 2023 has`);
  }
  for (const needed of elf.versions) {
    const [, library, version] = /^([A-Z]+)_(\d[\d.]*)$/.exec(needed) ?? [];
    if (library === undefined) continue;
    const newest = NEWEST[library];
    if (newest !== undefined && compareVersions(version, newest) > 0)
      problems.push(`${name} needs ${needed}; Amazon Linux 2023 has ${library}_${newest}`);
    if (!highest[library] || compareVersions(version, highest[library]) > 0) highest[library] = version;
  }
}

if (problems.length > 0) {
  console.error(`This layer would not run on Amazon Linux 2023:\n  ${problems.join('\n  ')}`);
  process.exitCode = 1;
} else {
  const asked = Object.entries(highest).map(([library, version]) => `${library} ${version}`);
  console.log(`${files.length} native files for ${cpu}; they ask for at most ${asked.sort().join(', ')}`);
}
