import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WASM = new URL('libjpeg.wasm', import.meta.url);

/** libjpeg-turbo 3.1.0, as this crate contains it. Its files and pixels are those of 3.1.2. */
const CRATE = {
  name: 'turbojpeg-sys',
  version: '1.2.0',
  sha256: '49b5a974bc59382d35927e3a07eef2ba9a24fe7227cefe52ec44b508e1b90f86',
};
const ZIG = { command: ['python3', '-m', 'ziglang'], version: '0.15.2' };

const SOURCES = [
  ...['jcapimin', 'jcapistd', 'jccoefct', 'jccolor', 'jcdctmgr', 'jchuff', 'jcinit', 'jcmainct', 'jcmarker'],
  ...['jcmaster', 'jcomapi', 'jcparam', 'jcphuff', 'jcprepct', 'jcsample', 'jctrans', 'jfdctint', 'jfdctfst'],
  ...['jfdctflt', 'jpeg_nbits', 'jaricom', 'jcarith', 'jdarith', 'jdapimin', 'jdapistd', 'jdatasrc-tj'],
  ...['jdcoefct', 'jdcolor', 'jddctmgr', 'jdhuff', 'jdinput', 'jdmainct', 'jdmarker', 'jdmaster', 'jdphuff'],
  ...['jdpostct', 'jdsample', 'jdtrans', 'jidctint', 'jidctfst', 'jidctflt', 'jidctred', 'jmemmgr', 'jutils'],
  'transupp',
];
const OURS = ['libjpeg.c', 'absent.c'];

const OPTIONS = [
  ...['-target', 'wasm32-wasi', '-mexec-model=reactor', '-nostartfiles', '-Os', '-msimd128'],
  ...['-fno-stack-protector', '-fno-sanitize=all', '-DNO_GETENV', '-w'],
  ...['-Wl,--no-entry', '-Wl,--gc-sections', '-Wl,--strip-all', '-Wl,--export=__stack_pointer'],
];

/**
 * @returns libjpeg.c with what it needs of libjpeg-turbo, as WebAssembly: the same bytes on every machine
 * @throws Error where Cargo, which brings the sources, or Zig's C compiler is missing or of another version
 */
export function compileLibjpeg() {
  const folder = mkdtempSync(join(tmpdir(), 'libjpeg-'));
  try {
    const [zig, ...before] = ZIG.command;
    expectEqual(run(zig, [...before, 'version']).trim(), ZIG.version, 'version of Zig');
    const sources = join(takeCrate(folder), 'libjpeg-turbo', 'src');
    const target = join(folder, 'libjpeg.wasm');
    const files = [...SOURCES.map((name) => join(sources, `${name}.c`)), ...OURS.map(pathOf)];
    const includes = ['-I', pathOf('config'), '-I', sources];
    run(zig, [...before, 'cc', ...OPTIONS, ...includes, ...files, '-o', target]);
    return readFileSync(target);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns the folder of the crate, whose archive Cargo has compared with the hash that it names */
function takeCrate(folder) {
  mkdirSync(join(folder, 'src'));
  writeFileSync(join(folder, 'src', 'lib.rs'), '');
  writeFileSync(
    join(folder, 'Cargo.toml'),
    `[package]\nname = "sources"\n[dependencies.${CRATE.name}]\nversion = "=${CRATE.version}"\ndefault-features = false\n`,
  );
  run('cargo', ['vendor', '--quiet', '--manifest-path', join(folder, 'Cargo.toml'), join(folder, 'vendor')]);
  const crate = join(folder, 'vendor', CRATE.name);
  const checksums = JSON.parse(readFileSync(join(crate, '.cargo-checksum.json'), 'utf8'));
  expectEqual(checksums.package, CRATE.sha256, `SHA-256 of ${CRATE.name} ${CRATE.version}`);
  return crate;
}

function run(command, parameters) {
  return execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function pathOf(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

function expectEqual(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}
