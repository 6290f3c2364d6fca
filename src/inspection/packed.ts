import { HASH_WORDS } from '../core/inspection/perceptual-hash.js';

/** Words of a SHA-256. */
const CONTENT_WORDS = 8;

/** Numbers of images that are equal in some respect. */
interface Equals {
  /** The first of equal ones, and all that are alone. */
  readonly firsts: Uint32Array;
  /** Those of which there are several, by the first of them. All in ascending order. */
  readonly groups: ReadonlyMap<number, readonly number[]>;
}

/**
 * Hashes of all images by their number, 64 bytes each besides two bits: a million images take 66 MB. An image may have none,
 * one or both.
 */
export class PackedHashes {
  private readonly contents: Uint32Array;
  private readonly seen: Uint32Array;
  private readonly hasContent: Uint8Array;
  private readonly hasHash: Uint8Array;

  constructor(readonly images: number) {
    this.contents = new Uint32Array(images * CONTENT_WORDS);
    this.seen = new Uint32Array(images * HASH_WORDS);
    this.hasContent = new Uint8Array(images);
    this.hasHash = new Uint8Array(images);
  }

  /** @param content SHA-256 in hexadecimal digits */
  setContent(image: number, content: string): void {
    for (let word = 0; word < CONTENT_WORDS; word++)
      this.contents[image * CONTENT_WORDS + word] = parseInt(content.slice(word * 8, word * 8 + 8), 16);
    this.hasContent[image] = 1;
  }

  setHash(image: number, hash: Uint32Array): void {
    this.seen.set(hash, image * HASH_WORDS);
    this.hasHash[image] = 1;
  }

  countContents(): number {
    return countSet(this.hasContent);
  }

  countHashes(): number {
    return countSet(this.hasHash);
  }

  sameContents(): Equals {
    return equalsAmong(numbersSet(this.hasContent), this.contents, CONTENT_WORDS);
  }

  sameHashes(): Equals {
    return equalsAmong(numbersSet(this.hasHash), this.seen, HASH_WORDS);
  }

  /** The hashes of these images, one after another. */
  hashesOf(images: Uint32Array): Uint32Array {
    const hashes = new Uint32Array(images.length * HASH_WORDS);
    images.forEach((image, i) => {
      hashes.set(this.seen.subarray(image * HASH_WORDS, (image + 1) * HASH_WORDS), i * HASH_WORDS);
    });
    return hashes;
  }
}

function countSet(flags: Uint8Array): number {
  return flags.reduce((count, flag) => count + flag, 0);
}

function numbersSet(flags: Uint8Array): Uint32Array {
  const numbers = new Uint32Array(countSet(flags));
  let next = 0;
  flags.forEach((flag, number) => {
    if (flag) numbers[next++] = number;
  });
  return numbers;
}

/** Sorts numbers by their words, so that equal ones become neighbours. */
function equalsAmong(numbers: Uint32Array, words: Uint32Array, length: number): Equals {
  const compare = (a: number, b: number): number => {
    for (let i = 0; i < length; i++) {
      const difference = words[a * length + i]! - words[b * length + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  numbers.sort((a, b) => compare(a, b) || a - b);
  const groups = new Map<number, number[]>();
  let first = 0;
  const firsts = numbers.filter((number, at) => {
    if (at === 0 || compare(first, number) !== 0) {
      first = number;
      return true;
    }
    const group = groups.get(first);
    if (group) group.push(number);
    else groups.set(first, [first, number]);
    return false;
  });
  return { firsts: firsts.sort(), groups };
}
