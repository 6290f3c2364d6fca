import { nameOf } from '../core/keys.js';
import { splitOfName } from './layout.js';

/** Finds images by what labels call them, which is seldom exactly their key. */
export class ImageFinder {
  private readonly keys: ReadonlySet<string>;
  private readonly byName = new Map<string, string[]>();

  constructor(images: readonly string[]) {
    this.keys = new Set(images);
    for (const key of images) {
      const name = nameOf(key).toLowerCase();
      const same = this.byName.get(name);
      if (same) same.push(key);
      else this.byName.set(name, [key]);
    }
  }

  /**
   * The image of that path below the label file's folder, or below the root; else the only one whose key ends in the
   * longest part of the path, whatever the case of its letters.
   */
  find(name: string, folder: string, split: string | undefined): string | undefined {
    const path = name.replaceAll('\\', '/').normalize('NFC');
    for (const key of [folder + path, path]) if (this.keys.has(key)) return key;
    const candidates = this.byName.get(nameOf(path).toLowerCase()) ?? [];
    const scores = candidates.map((key) => commonTail(key.toLowerCase(), path.toLowerCase()));
    const best = scores.reduce((most, score) => Math.max(most, score), 0);
    const matching = candidates.filter((_, i) => scores[i] === best);
    const near = matching.filter((key) => key.startsWith(folder));
    const inSplit = matching.filter(
      (key) => split !== undefined && key.split('/').some((part) => splitOfName(part) === split),
    );
    return [matching, near, inSplit].find((found) => found.length === 1)?.[0];
  }
}

/** How many of the last parts of two paths are the same. */
function commonTail(a: string, b: string): number {
  const left = a.split('/').reverse();
  const right = b.split('/').reverse();
  const different = left.findIndex((part, i) => part !== right[i]);
  return different < 0 ? left.length : different;
}
