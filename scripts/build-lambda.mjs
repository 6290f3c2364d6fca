/** Bundles the functions into dist/lambda/handler.mjs, and writes the licences of the bundled packages beside it. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { bundle } from './bundle.mjs';

const files = await bundle({ entryPoint: 'lambda/handler.ts', outfile: 'dist/lambda/handler.mjs' });
const packages = new Set(
  files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
);
const notices = [...packages].sort().map(describe);
writeFileSync('dist/lambda/LICENSES.txt', notices.join(`\n\n${'-'.repeat(80)}\n\n`));

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const contents = texts.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...contents].join('\n\n');
}
