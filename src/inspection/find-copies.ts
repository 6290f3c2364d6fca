import { findNearPairs } from '../core/inspection/near-pairs.js';
import type { FindingKind } from './kinds.js';
import type { PackedHashes } from './packed.js';

/** What of an image decides about its copies. */
export interface CopiedImage {
  readonly key: string;
  readonly split?: string | undefined;
  /** The class of its folder, where folders are classes. */
  readonly class?: string | undefined;
}

/** Images of which one is a copy of another. */
interface Copies {
  readonly kind: FindingKind;
  /** Keys, those of different splits first. */
  readonly images: readonly string[];
  readonly detail: string;
}

/**
 * The images that are the same to the byte, and those that show nearly the same.
 * @param imageAt the image of a number, as the hashes number them
 * @param distance bits of 256 in which the hashes of nearly the same images differ at most
 * @param onShare gets the share of the comparison that is done, 0 to 1
 */
export function findCopies(
  hashes: PackedHashes,
  imageAt: (number: number) => CopiedImage,
  distance: number,
  onShare?: (share: number) => void,
): Copies[] {
  return [...findSame(hashes, imageAt), ...findNear(hashes, imageAt, distance, onShare)];
}

function findSame(hashes: PackedHashes, imageAt: (number: number) => CopiedImage): Copies[] {
  return [...hashes.sameContents().groups.values()].flatMap((group): Copies[] => {
    const images = group.map(imageAt);
    const splits = distinct(images.map(({ split }) => split));
    const classes = distinct(images.map((image) => image.class));
    const kinds = kindsOf({ splits, classes }, ['leak', 'contradicting duplicate', 'duplicate']);
    const detail = `${images.length} files of the same bytes${inWords('in', splits)}${inWords('with the classes', classes)}`;
    return kinds.map((kind) => ({ kind, images: spread(images), detail }));
  });
}

/** What copies in several splits, and with several classes, are; or else. */
function kindsOf(
  { splits, classes }: { readonly splits: readonly string[]; readonly classes: readonly string[] },
  [leak, contradiction, other]: readonly [FindingKind, FindingKind, FindingKind],
): FindingKind[] {
  const kinds = [...(splits.length > 1 ? [leak] : []), ...(classes.length > 1 ? [contradiction] : [])];
  return kinds.length > 0 ? kinds : [other];
}

/** Images that are linked by pairs that are near enough. What is the same to the byte is told already. */
function findNear(
  hashes: PackedHashes,
  imageAt: (number: number) => CopiedImage,
  distance: number,
  onShare?: (share: number) => void,
): Copies[] {
  const { firsts, groups } = hashes.sameHashes();
  const clusters = new Clusters(firsts.length);
  for (let i = 0; i < firsts.length; i++) if (groups.has(firsts[i]!)) clusters.join(i, i, 0);
  const join = (a: number, b: number, bits: number) => {
    clusters.join(a, b, bits);
  };
  findNearPairs(hashes.hashesOf(firsts), distance, join, onShare);
  const contentOf = contentNumbers(hashes);
  return clusters.joined().flatMap(({ members, nearest }): Copies[] => {
    const numbers = members.flatMap((member) => groups.get(firsts[member]!) ?? [firsts[member]!]);
    numbers.sort((a, b) => a - b);
    if (new Set(numbers.map(contentOf)).size < 2) return [];
    const images = numbers.map(imageAt);
    const splits = distinct(images.map(({ split }) => split));
    const classes = distinct(images.map((image) => image.class));
    const detail = `${images.length} images that look alike${inWords('in', splits)}${inWords('with the classes', classes)}, the nearest two at a distance of ${nearest} of 256`;
    return kindsOf({ splits, classes }, ['near leak', 'contradicting near duplicate', 'near duplicate']).map(
      (kind) => ({ kind, images: spread(images), detail }),
    );
  });
}

/** For each image the first one of the same bytes. */
function contentNumbers(hashes: PackedHashes): (image: number) => number {
  const firsts = new Map<number, number>();
  for (const [first, group] of hashes.sameContents().groups)
    for (const image of group) firsts.set(image, first);
  return (image) => firsts.get(image) ?? image;
}

function distinct(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.flatMap((name) => name ?? []))].sort();
}

function inWords(word: string, names: readonly string[]): string {
  return names.length > 1 ? ` ${word} ${names.join(', ')}` : '';
}

/** One image of each split first, so that a list that is cut shows all of them. */
function spread(images: readonly CopiedImage[]): string[] {
  const firsts = [...new Map(images.toReversed().map((image) => [image.split, image])).values()].reverse();
  const others = images.filter((image) => !firsts.includes(image));
  return [...firsts, ...others].map(({ key }) => key);
}

const ALONE = 0xffff;

/** Sets that grow together (union-find), each with the least distance of two that were joined in it. */
class Clusters {
  private readonly parents: Uint32Array;
  private readonly nearest: Uint16Array;

  constructor(size: number) {
    this.parents = Uint32Array.from({ length: size }, (_, i) => i);
    this.nearest = new Uint16Array(size).fill(ALONE);
  }

  join(a: number, b: number, distance: number): void {
    const [low, high] = [this.rootOf(a), this.rootOf(b)].sort((x, y) => x - y) as [number, number];
    this.parents[high] = low;
    this.nearest[low] = Math.min(this.nearest[low]!, this.nearest[high]!, distance);
  }

  /** The clusters that something was joined in. */
  joined(): { readonly members: readonly number[]; readonly nearest: number }[] {
    const members = new Map<number, number[]>();
    this.parents.forEach((_, i) => {
      const root = this.rootOf(i);
      if (this.nearest[root] === ALONE) return;
      const known = members.get(root);
      if (known) known.push(i);
      else members.set(root, [i]);
    });
    return [...members].map(([root, all]) => ({ members: all, nearest: this.nearest[root]! }));
  }

  private rootOf(item: number): number {
    let root = item;
    while (this.parents[root] !== root) root = this.parents[root]!;
    for (let at = item; at !== root;) {
      const next = this.parents[at]!;
      this.parents[at] = root;
      at = next;
    }
    return root;
  }
}
