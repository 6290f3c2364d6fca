import { nameOf, splitEnding } from '../core/keys.js';
import { splitOfName } from './layout.js';
import { groupBy } from './group-by.js';

/** What looks like the ending of an image's name: of `a.v2` nothing is taken away. */
const IMAGE_ENDING = /\.[a-z][a-z\d]{2,4}$/i;

/** Finds images by the names in labels, which are seldom exactly their keys. */
export class ImageFinder {
  private readonly keys: ReadonlySet<string>;
  private readonly byName: ReadonlyMap<string, readonly string[]>;
  private readonly byStem: ReadonlyMap<string, readonly string[]>;

  constructor(images: readonly string[]) {
    this.keys = new Set(images);
    this.byName = groupBy(images, (key) => nameOf(key).toLowerCase());
    this.byStem = groupBy(images, (key) => nameOf(splitEnding(key).stem).toLowerCase());
  }

  /**
   * The image with that path below the label file's folder, or below the root; else the only one whose key ends in the
   * longest part of the path. Case does not count.
   */
  find(name: string, folder: string, split: string | undefined): string | undefined {
    const path = pathOf(name);
    for (const key of [folder + path, path]) if (this.keys.has(key)) return key;
    const candidates = this.byName.get(nameOf(path).toLowerCase()) ?? [];
    return onlyOne(candidates, path, folder, split);
  }

  /**
   * The image of a name that is written as an address (`%20`, a query behind it), or whose ending is missing or another:
   * images are often converted after they were labelled.
   */
  findAlike(name: string, folder: string, split: string | undefined): string | undefined {
    for (const spelling of spellingsOf(pathOf(name))) {
      const found = this.find(spelling, folder, split);
      if (found !== undefined) return found;
    }
    for (const spelling of spellingsOf(pathOf(name))) {
      for (const path of [spelling, spelling.replace(IMAGE_ENDING, '')]) {
        const found = onlyOne(this.byStem.get(nameOf(path).toLowerCase()) ?? [], path, folder, split, stemOf);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** The images that a name could mean: all whose keys end in the longest part of the path. */
  possible(name: string): readonly string[] {
    const path = pathOf(name);
    return closest(this.byName.get(nameOf(path).toLowerCase()) ?? [], path);
  }
}

function pathOf(name: string): string {
  return name.replaceAll('\\', '/').normalize('NFC');
}

function stemOf(key: string): string {
  return splitEnding(key).stem;
}

function spellingsOf(path: string): readonly string[] {
  const withoutQuery = path.replace(/[?#].*$/, '');
  return [...new Set([path, withoutQuery, decoded(path), decoded(withoutQuery)])];
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFC');
  } catch {
    return path;
  }
}

/** The only candidate whose key ends in the longest part of the path; else the only one of them near, or in the split. */
function onlyOne(
  candidates: readonly string[],
  path: string,
  folder: string,
  split: string | undefined,
  compared: (key: string) => string = (key) => key,
): string | undefined {
  const matching = closest(candidates, path, compared);
  const near = matching.filter((key) => key.startsWith(folder));
  const inSplit = matching.filter(
    (key) => split !== undefined && key.split('/').some((part) => splitOfName(part) === split),
  );
  return [matching, near, inSplit].find((found) => found.length === 1)?.[0];
}

function closest(
  candidates: readonly string[],
  path: string,
  compared: (key: string) => string = (key) => key,
): readonly string[] {
  const scores = candidates.map((key) => commonTail(compared(key).toLowerCase(), path.toLowerCase()));
  const best = scores.reduce((most, score) => Math.max(most, score), 0);
  return candidates.filter((_, i) => scores[i] === best);
}

/** How many of the last parts are equal in both paths. */
function commonTail(a: string, b: string): number {
  const left = a.split('/').reverse();
  const right = b.split('/').reverse();
  const different = left.findIndex((part, i) => part !== right[i]);
  return different < 0 ? left.length : different;
}
