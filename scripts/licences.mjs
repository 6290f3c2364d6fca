/** The licences of packages whose code is bundled into ours. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @param {string[]} files what went into a bundle */
export function writeLicences(target, files) {
  const folders = new Set(
    files.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
  writeFileSync(
    target,
    [...folders]
      .sort()
      .map(describe)
      .join(`\n\n${'-'.repeat(80)}\n\n`),
  );
}

function describe(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const contents = texts.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...contents].join('\n\n');
}
