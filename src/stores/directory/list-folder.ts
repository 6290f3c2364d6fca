import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import path from 'node:path';
import { compareKeys, nameOf } from '../../core/keys.js';
import { isWithin } from '../key-range.js';
import type { KeyRange, Listed } from '../store.js';
import { explaining, absentAs, statOf } from './file-errors.js';
import type { Links } from './links.js';
import { stampOf, timesOf } from './times.js';

/** Temporary files carry the number of the process that writes them, so that those of dead processes are recognised. */
export const TEMPORARY = /^\.augment-(\d+)-[0-9a-f-]{36}\.tmp$/;

interface Listing {
  readonly links: Links;
  /** Gets the names of files whose key has another Unicode form. */
  readonly namesOnDisk: Map<string, string>;
  /** Whether sizes and times are the versions. */
  readonly trustTimes: boolean;
  /** Whether each file gets a `stamp`. */
  readonly stamps: boolean;
  readonly range: KeyRange;
}

/**
 * The files of a folder and of those below it, in the order of their keys.
 * @param folders real paths of the folder and of all folders above it up to the root
 * @param prefix the folder's key, with its slash
 * @param beginning of the names in this folder; names in its subfolders may begin in any way
 */
export function* listFolder(
  folders: readonly string[],
  prefix: string,
  beginning: string,
  listing: Listing,
): Generator<Listed, void> {
  const { links, namesOnDisk, trustTimes, stamps, range } = listing;
  const folder = folders.at(-1)!;
  const entries = explaining('read', folder, () =>
    absentAs([], () => readdirSync(folder, { withFileTypes: true })),
  );
  const resolved = entries
    .filter((entry) => !TEMPORARY.test(entry.name))
    .map((entry) => {
      const name = entry.name.normalize('NFC');
      const key = prefix + name;
      const found = isUnreadable(folder, entry.name)
        ? links.leaveUnnamed(key)
        : links.resolve(entry, { folders, key });
      // A folder's keys continue with a slash, so it is sorted as if it ended with one.
      return { entry, found, name: found.kind === 'folder' ? `${name}/` : name };
    });
  const sorted = resolved
    .filter(({ name, found }) => found.kind !== 'none' && name.startsWith(beginning))
    .sort((a, b) => compareKeys(a.name, b.name) || isOtherForm(a.entry) - isOtherForm(b.entry));
  const named = new Set<string>();
  for (const { entry, name, found } of sorted) {
    const key = prefix + name;
    const plain = key.replace(/\/$/, '');
    if (named.has(plain)) {
      links.leaveOtherForm(plain, found.kind === 'folder' ? 'folder' : 'file');
      continue;
    }
    named.add(plain);
    if (nameOf(plain) !== entry.name) namesOnDisk.set(plain, entry.name);
    if (found.kind === 'folder') {
      if (isOutside(key, range)) continue;
      yield* listFolder([...folders, found.real], key, '', listing);
    } else if (isWithin(key, range)) {
      const found = statOf(folder + path.sep + entry.name);
      if (!found) continue;
      const version = trustTimes ? timesOf(found) : undefined;
      const stamp = stamps ? stampOf(found) : undefined;
      yield {
        key,
        size: found.size,
        ...(version !== undefined && { version }),
        ...(stamp !== undefined && { stamp }),
      };
    }
  }
}

/** The name that is the key itself comes before another form of it. */
function isOtherForm({ name }: Dirent): number {
  return Number(name !== name.normalize('NFC'));
}

/** Node gives a name that is not UTF-8 with other characters in place of the bytes in question, and then finds no such file. */
function isUnreadable(folder: string, name: string): boolean {
  return name.includes('\uFFFD') && !statOf(folder + path.sep + name);
}

/** Whether all keys of a folder lie before the range, or all behind it. */
function isOutside(folder: string, { from, until }: KeyRange): boolean {
  const isBefore = from !== undefined && compareKeys(folder, from) < 0 && !from.startsWith(folder);
  return isBefore || (until !== undefined && compareKeys(folder, until) >= 0);
}
