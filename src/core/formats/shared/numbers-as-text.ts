import type { z } from 'zod';
import type { Json } from '../../json.js';
import { isNumber } from './text.js';

type Path = readonly PropertyKey[];

/** A number, also where a program wrote it as text ("12"); undefined for everything else. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && isNumber(value.trim()) ? Number(value) : undefined;
}

/**
 * A copy in which all numbers that a schema misses are numbers, if they are there as text.
 * @param issues what the schema says of the value
 * @returns undefined if anything else is wrong with the value
 */
export function withNumbers(value: Json, issues: readonly z.core.$ZodIssue[]): Json | undefined {
  const paths = pathsOfTexts(value, issues, []);
  if (!paths) return undefined;
  const copy = structuredClone({ value });
  for (const path of paths) {
    const [last, ...parents] = ['value', ...path].reverse() as [PropertyKey, ...PropertyKey[]];
    const parent = at(copy, parents.reverse()) as Record<PropertyKey, Json>;
    parent[last] = numberOf(parent[last])!;
  }
  return copy.value;
}

function pathsOfTexts(value: Json, issues: readonly z.core.$ZodIssue[], above: Path): Path[] | undefined {
  const found = issues.map((issue): readonly Path[] | undefined => {
    const path = [...above, ...issue.path];
    if (issue.code === 'invalid_union')
      return issue.errors.map((option) => pathsOfTexts(value, option, path)).find(Boolean);
    const wantsNumber = issue.code === 'invalid_type' && ['number', 'int'].includes(issue.expected);
    return wantsNumber && numberOf(at(value, path) as Json) !== undefined ? [path] : undefined;
  });
  return found.every((paths) => paths !== undefined) ? found.flat() : undefined;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((parent, key) => (parent as Record<PropertyKey, unknown>)[key], value);
}
