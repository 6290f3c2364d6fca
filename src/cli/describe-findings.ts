import { folderOf, nameOf } from '../core/keys.js';
import { groupBy } from '../dataset/group-by.js';
import type { Finding } from '../jobs/verify-source.js';
import { count } from './say.js';

const FILES_NAMED = 3;

/** A line for each; strays come by the hundred where somebody put a folder there, and are one line for each folder and reason. */
export function describeFindings(findings: readonly Finding[]): string[] {
  const groups = groupBy(findings, ({ key, kind, detail }) =>
    kind === 'stray' ? `${folderOf(key)}\n${detail}` : `${key}\n${kind}\n${detail}`,
  );
  return [...groups.values()].map(describeAlike);
}

function describeAlike(findings: readonly Finding[]): string {
  const [{ key, kind, detail }] = findings as [Finding];
  if (findings.length === 1) return `${kind}: ${key}: ${detail}`;
  const named = findings.slice(0, FILES_NAMED).map((finding) => nameOf(finding.key));
  const names = [...named, ...(findings.length > FILES_NAMED ? ['…'] : [])].join(', ');
  return `${kind}: ${count(findings.length, 'file')} in ${folderOf(key) || 'the output'} (${names}), of each: ${detail}`;
}
