/**
 * Copies the prebuilt libjpeg-turbo bindings into vendor/, from where src/codecs loads them.
 *
 * The npm package that carries them also depends on a whole build tool chain that its prebuilt binaries never use.
 * Vendoring the binaries keeps that chain, and its install script, away from everybody who installs this package.
 */
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = dirname(fileURLToPath(import.meta.resolve('@julusian/jpeg-turbo/package.json')));
const target = fileURLToPath(new URL('../vendor/jpeg-turbo/', import.meta.url));

rmSync(target, { recursive: true, force: true });
for (const part of ['LICENSE', 'package.json', 'prebuilds']) {
  cpSync(join(source, part), join(target, part), { recursive: true });
}
