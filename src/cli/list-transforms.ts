import { UsageError } from '../core/errors.js';
import { missingEntry } from '../core/recipe/tree.js';
import type { Catalogue } from '../core/transforms/registry.js';
import { describeParameters } from '../core/transforms/describe.js';

/** The catalogue, grouped, one line for each transform. */
export function listTransforms({ entries }: Catalogue): string[] {
  const width = entries.reduce((longest, { name }) => Math.max(longest, name.length), 0);
  return (['spatial', 'pixel', 'dropout', 'mixing', 'policy', 'control'] as const).flatMap((group, i) => [
    ...(i > 0 ? [''] : []),
    group,
    ...entries
      .filter((entry) => entry.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
  ]);
}

/**
 * One transform with its parameters and their defaults.
 * @throws UsageError if no transform has this name
 */
export function describeTransform(name: string, catalogue: Catalogue): string[] {
  const entry = catalogue.get(name);
  if (!entry) throw new UsageError(`${name}: ${missingEntry(name, catalogue)}`);
  return [
    `${entry.name} (${entry.group})`,
    entry.summary,
    ...(entry.package ? [`Package: ${entry.package.name} ${entry.package.version}`] : []),
    ...(entry.origin ? [`Origin: ${entry.origin}`] : []),
    ...(entry.group === 'control' ? ['  transforms: (required)'] : []),
    ...describeParameters(entry).flatMap(({ name: parameter, default: value, type, meaning }) => [
      `  ${parameter}: ${value ?? '(required)'}`,
      `    ${meaning} ${type.replaceAll('`', '')}.`.trimEnd(),
    ]),
    ...Object.entries(entry.refused ?? {}).map(
      ([parameter, reason]) => `  ${parameter}: not supported: ${reason}`,
    ),
  ];
}
