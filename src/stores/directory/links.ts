import { realpathSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import type { FollowedLink, LeftOut, LeftOutReason } from '../store.js';
import { statOf } from './file-errors.js';

/** What an entry of a folder is, after links were followed. */
export type Resolved =
  | { readonly kind: 'folder'; readonly real: string }
  | { readonly kind: 'file' }
  /** Neither, or a link that is not followed. */
  | { readonly kind: 'none' };

const FILE: Resolved = { kind: 'file' };
const NONE: Resolved = { kind: 'none' };

/** Follows the symbolic links of one root, and notes each, and what else is left out. */
export class Links {
  private readonly left = new Map<string, LeftOutReason>();
  private readonly seen = new Map<string, string | undefined>();

  /** @param leavesRoot whether links out of the root are followed, or below which real paths they may lead */
  constructor(private readonly leavesRoot: boolean | readonly string[]) {}

  get leftOut(): readonly LeftOut[] {
    return [...this.left].map(([name, reason]) => ({ name, reason }));
  }

  get followed(): readonly FollowedLink[] {
    return [...this.seen].map(([key, target]) => ({ key, ...(target !== undefined && { target }) }));
  }

  /**
   * @param folders real paths of the folder that holds the entry, and of all folders above it up to the root
   * @param key of the entry
   */
  resolve(
    entry: Dirent,
    { folders, key }: { readonly folders: readonly string[]; readonly key: string },
  ): Resolved {
    if (entry.isFile()) return FILE;
    const file = path.join(folders.at(-1)!, entry.name);
    if (entry.isDirectory()) return { kind: 'folder', real: file };
    return entry.isSymbolicLink() && !isHidden(key) ? this.follow(file, folders, key) : NONE;
  }

  /** Of a name that is not UTF-8. @param key with other characters in place of the bytes in question */
  leaveUnnamed(key: string): Resolved {
    return this.leave(key, 'no key');
  }

  /** Of a second entry whose name has the key of another one. */
  leaveOtherForm(key: string, kind: 'file' | 'folder'): void {
    this.leave(key, `${kind} in two forms`);
  }

  private follow(link: string, folders: readonly string[], key: string): Resolved {
    const root = folders[0]!;
    const real = realPathOf(link);
    const found = real === undefined ? undefined : statOf(real);
    if (real === undefined || !found) return this.leave(key, 'link to nothing');
    if (!isInside(real, root) && !this.mayLeadTo(real)) return this.leave(key, 'link out of the folder');
    if (found.isDirectory() && folders.some((folder) => isInside(folder, real)))
      return this.leave(key, 'link to a folder above it');
    if (!found.isDirectory() && !found.isFile()) return NONE;
    this.left.delete(key);
    this.seen.set(
      key,
      isInside(real, root) ? path.relative(root, real).split(path.sep).join('/').normalize('NFC') : undefined,
    );
    return found.isDirectory() ? { kind: 'folder', real } : { kind: 'file' };
  }

  private mayLeadTo(real: string): boolean {
    if (typeof this.leavesRoot === 'boolean') return this.leavesRoot;
    return this.leavesRoot.some((folder) => isInside(real, folder));
  }

  private leave(key: string, reason: LeftOutReason): Resolved {
    this.seen.delete(key);
    this.left.set(key, reason);
    return NONE;
  }
}

function realPathOf(link: string): string | undefined {
  try {
    return realpathSync.native(link);
  } catch {
    return undefined;
  }
}

/** Hidden files belong to no data set, and links below them may lead anywhere. */
function isHidden(key: string): boolean {
  return key.split('/').some((part) => part.startsWith('.'));
}

export function isInside(target: string, root: string): boolean {
  return target === root || target.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
