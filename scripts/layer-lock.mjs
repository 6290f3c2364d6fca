/**
 * Writes a package.json and a package-lock.json, from which `npm ci` installs the function's layer: sharp and koffi, their
 * dependencies, and their binaries for one architecture, with the versions and checksums of this project's lock file.
 *
 * node scripts/layer-lock.mjs arm64|x64 FOLDER
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [cpu, folder] = process.argv.slice(2);
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const programs = ['sharp', 'koffi'];
const binaries = [
  `@img/sharp-linux-${cpu}`,
  `@img/sharp-libvips-linux-${cpu}`,
  `@koromix/koffi-linux-${cpu}`,
];
const isForeign = (name) => /^@(img\/sharp|koromix\/koffi)-/.test(name) && !binaries.includes(name);

const packages = {};
const add = (name) => {
  const path = `node_modules/${name}`;
  if (path in packages || isForeign(name)) return;
  const entry = lock.packages[path];
  if (!entry) throw new Error(`package-lock.json has no ${path}; run \`npm install\` in the project`);
  const optional = Object.entries(entry.optionalDependencies ?? {}).filter(([other]) => !isForeign(other));
  packages[path] = { ...entry, optionalDependencies: Object.fromEntries(optional) };
  for (const other of [...Object.keys(entry.dependencies ?? {}), ...optional.map(([other]) => other)])
    add(other);
};
for (const name of [...programs, ...binaries]) add(name);

const about = {
  name: 'layer',
  version: '0.0.0',
  dependencies: Object.fromEntries(
    programs.map((name) => [name, lock.packages[`node_modules/${name}`].version]),
  ),
};
const write = (name, content) => writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
write('package.json', { private: true, ...about });
write('package-lock.json', {
  ...about,
  lockfileVersion: 3,
  requires: true,
  packages: { '': about, ...packages },
});
