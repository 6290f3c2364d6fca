import { compareKeys } from '../core/keys.js';
import { FINDING_KINDS, KIND_NAMES } from './kinds.js';
import type { FindingKind } from './kinds.js';
import type { Finding } from './report.js';

/** Findings of one kind that are kept, the first in the order of keys. All are counted. */
const KEPT = 1_000;

/** Images that one finding names. All are counted. */
const IMAGES_NAMED = 20;

/** Findings in any order of arrival, and in little memory. */
export class FindingList {
  private readonly kinds = new Map<FindingKind, { count: number; kept: Finding[] }>();

  /** @param images the keys of those that are concerned, or of label files */
  add(kind: FindingKind, images: readonly string[], detail: string): void {
    const { severity, remedy } = FINDING_KINDS[kind];
    const found = this.kinds.get(kind) ?? { count: 0, kept: [] };
    this.kinds.set(kind, found);
    found.count++;
    found.kept.push({
      ...{ kind, severity, images: images.slice(0, IMAGES_NAMED), count: images.length, detail, remedy },
    });
    if (found.kept.length >= 2 * KEPT) found.kept = first(found.kept);
  }

  /** In the order of kinds, and of keys. */
  get findings(): Finding[] {
    return KIND_NAMES.flatMap((kind) => first(this.kinds.get(kind)?.kept ?? []));
  }

  /** How many there are of each kind, those that are not kept included. */
  get counts(): {
    readonly kind: FindingKind;
    readonly severity: Finding['severity'];
    readonly count: number;
  }[] {
    return KIND_NAMES.flatMap((kind) => {
      const found = this.kinds.get(kind);
      return found ? [{ kind, severity: FINDING_KINDS[kind].severity, count: found.count }] : [];
    });
  }
}

function first(findings: readonly Finding[]): Finding[] {
  return findings
    .toSorted((a, b) => compareKeys(a.images[0] ?? '', b.images[0] ?? '') || compareKeys(a.detail, b.detail))
    .slice(0, KEPT);
}
