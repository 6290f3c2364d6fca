import { compareKeys } from '../core/keys.js';
import { FINDING_KINDS, KIND_NAMES } from './kinds.js';
import type { FindingKind } from './kinds.js';
import type { Finding } from './report.js';

/** Findings of one kind that are kept, the first in the order of keys. All are counted. */
const KEPT = 1_000;

/** Images that one finding names. All are counted, and kept beside it. */
const IMAGES_NAMED = 20;

/** A finding, and the keys of all that are concerned. */
interface Kept {
  readonly finding: Finding;
  readonly images: readonly string[];
}

/** Findings in any order of arrival, and in little memory. */
export class FindingList {
  private readonly kinds = new Map<FindingKind, { count: number; kept: Kept[] }>();

  /** @param images the keys of those that are concerned, or of label files */
  add(kind: FindingKind, images: readonly string[], detail: string): void {
    const { severity, remedy } = FINDING_KINDS[kind];
    const found = this.kinds.get(kind) ?? { count: 0, kept: [] };
    this.kinds.set(kind, found);
    found.count++;
    const named = images.slice(0, IMAGES_NAMED);
    found.kept.push({
      finding: { kind, severity, images: named, count: images.length, detail, remedy },
      images,
    });
    if (found.kept.length >= 2 * KEPT) found.kept = first(found.kept);
  }

  /** In the order of kinds, and of keys. */
  get findings(): Finding[] {
    return this.listed().map(({ finding }) => finding);
  }

  /** The keys of all that each of the findings is about, in their order. */
  get imagesByFinding(): (readonly string[])[] {
    return this.listed().map(({ images }) => images);
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

  private listed(): Kept[] {
    return KIND_NAMES.flatMap((kind) => first(this.kinds.get(kind)?.kept ?? []));
  }
}

function first(kept: readonly Kept[]): Kept[] {
  return kept.toSorted((a, b) => compareFindings(a.finding, b.finding)).slice(0, KEPT);
}

function compareFindings(a: Finding, b: Finding): number {
  return compareKeys(a.images[0] ?? '', b.images[0] ?? '') || compareKeys(a.detail, b.detail);
}
