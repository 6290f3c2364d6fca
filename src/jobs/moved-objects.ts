import type { LabelReport } from '../core/annotations/model.js';

/** What happened to the objects of variants; `reasons` counts the dropped ones. */
export type MovedObjects = Pick<LabelReport, 'kept' | 'clipped' | 'dropped' | 'reasons'>;

export function sumObjects(counts: readonly MovedObjects[]): MovedObjects {
  const sum = (count: (one: MovedObjects) => number) => counts.reduce((total, one) => total + count(one), 0);
  const names = [...new Set(counts.flatMap(({ reasons }) => Object.keys(reasons)))].sort();
  return {
    kept: sum(({ kept }) => kept),
    clipped: sum(({ clipped }) => clipped),
    dropped: sum(({ dropped }) => dropped),
    reasons: Object.fromEntries(names.map((name) => [name, sum(({ reasons }) => reasons[name] ?? 0)])),
  };
}
