import type { LabelProblem } from '../core/formats/format.js';
import { compareKeys } from '../core/keys.js';

/** A label that was left out: where it stands, and why. */
export type RejectedLabel = Pick<LabelProblem, 'file' | 'line' | 'reason'>;

/** Labels that were left out. A shortened list holds the first only; the count is always that of all. */
export interface RejectedLabels {
  readonly count: number;
  readonly labels: readonly RejectedLabel[];
}

/** The labels that these problems left out. */
export function rejectedLabels(problems: readonly LabelProblem[]): RejectedLabel[] {
  return problems.filter(({ severity }) => severity === 'rejected').map(({ severity: _, ...label }) => label);
}

/** In the order of files and lines, whatever the order in which images were read. */
export function countedLabels(labels: readonly RejectedLabel[]): RejectedLabels {
  return { count: labels.length, labels: labels.toSorted(byPosition) };
}

function byPosition(a: RejectedLabel, b: RejectedLabel): number {
  return compareKeys(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compareKeys(a.reason, b.reason);
}
