import { compareKeys, folderOf, splitEnding } from '../core/keys.js';
import { labelKeyAt } from './placement.js';
import type { LearntPlacement } from './placement.js';
import type { Undecided } from './source.js';

interface Settled {
  readonly placements: readonly LearntPlacement[];
  readonly undecided: readonly Undecided[];
}

/** From the label files that exist at a placement to their images. */
type Claim = ReadonlyMap<string, string>;

/** A placement that cannot be decided by itself. */
export interface Doubtful {
  readonly placement: LearntPlacement;
  readonly undecided: Undecided;
}

/**
 * Decides between placements at which the same files are labels of images in different folders. The placement at which
 * more files find an image counts, if it has all of the other one. A doubtful one is dropped, if others have all of it.
 * @param keys of the files that may be labels
 */
export function settleRivals(
  placements: readonly LearntPlacement[],
  doubtful: readonly Doubtful[],
  keys: readonly string[],
  images: readonly string[],
): Settled {
  const all = new Set(keys);
  const claims = placements.map((placement) => claimOf(placement, all, images));
  const undecided = doubtful
    .filter(({ placement }) => {
      const labels = [...claimOf(placement, all, images).keys()];
      return !labels.every((label) => claims.some((claim) => claim.has(label)));
    })
    .map((doubt) => doubt.undecided);
  const beaten = new Set<LearntPlacement>();
  for (const [i, claim] of claims.entries()) {
    for (const [j, other] of claims.entries()) {
      if (j <= i) continue;
      const shared = sharedBy(claim, other);
      if (shared.length === 0) continue;
      if (shared.length === other.size && claim.size > other.size) beaten.add(placements[j]!);
      else if (shared.length === claim.size && other.size > claim.size) beaten.add(placements[i]!);
      else undecided.push(undecidedOf(shared, [claim, other], placements[i]!));
    }
  }
  return { placements: placements.filter((placement) => !beaten.has(placement)), undecided };
}

function claimOf(placement: LearntPlacement, all: ReadonlySet<string>, images: readonly string[]): Claim {
  const claim = new Map<string, string>();
  for (const image of images) {
    const label = labelKeyAt(placement, image);
    if (label !== undefined && label !== image && all.has(label)) claim.set(label, image);
  }
  return claim;
}

function sharedBy(claim: Claim, other: Claim): string[] {
  const stem = (image: string) => splitEnding(image).stem;
  return [...claim].flatMap(([label, image]) => {
    const rival = other.get(label);
    return rival !== undefined && stem(rival) !== stem(image) ? [label] : [];
  });
}

function undecidedOf(
  labels: readonly string[],
  claims: readonly Claim[],
  { role }: LearntPlacement,
): Undecided {
  const label = labels[0]!;
  const images = claims.map((claim) => claim.get(label)!);
  const folders = labels.flatMap((key) => claims.map((claim) => folderOf(claim.get(key)!)));
  const wayOut =
    role === 'labels'
      ? 'set labels.files in the recipe to a path that leads there from one of these folders only'
      : 'set labels.masks in the recipe to a path that leads there from one of these folders only, or to none';
  return {
    folders: [...new Set(folders)].sort(compareKeys),
    reason: `${label} may belong to ${images.join(' or to ')}; move the labels into a folder named after that of their images (../labels/{folder}/{stem}${splitEnding(label).ending}), or ${wayOut}`,
  };
}
