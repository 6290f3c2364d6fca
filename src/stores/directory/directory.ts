import { readdirSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, unlinkSync } from 'node:fs';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../sha256.js';
import { KeyError } from '../../core/errors.js';
import { absentAs, codeOf, explaining, explainingLater, lstatOf, statOf } from './file-errors.js';
import { checkKey, folderOf, nameOf } from '../../core/keys.js';
import { AppendedFile } from './appended-file.js';
import type {
  FollowedLink,
  Hashed,
  KeyRange,
  LargeContent,
  LeftOut,
  Listed,
  ObjectStat,
  Store,
  Stored,
} from '../store.js';
import { hashFile } from './file-hash.js';
import { startOf } from './file-start.js';
import { isInside, Links } from './links.js';
import { listFolder, TEMPORARY } from './list-folder.js';
import { settled, settledEach } from './settled.js';
import { timesOf } from './times.js';
import { createWhole, writeTemporary, writeTemporaryPieces } from './whole-files.js';

/** ASCII names have only one Unicode form. */
const IS_ASCII = /^[\x20-\x7e]*$/;

export interface DirectoryOptions {
  /** The folder for unfinished files, on the same file system as the root. Absent: the root. */
  readonly temporary?: string;
  /** True if every folder below the root is ours, so that `tidy` clears empty ones, and listings have stamps. */
  readonly ownsFolders?: boolean;
  /**
   * True if symbolic links out of the root are followed for reading; a list of real paths if only those are that lead below one of
   * them. Nothing outside is ever written.
   */
  readonly readsOutside?: boolean | readonly string[];
  /** See `FileSettings`. The versions of such a Store are sizes and times, so that nothing can be replaced in it. */
  readonly trustTimes?: boolean;
  /** See `FileSettings`. */
  readonly durable?: boolean;
}

/**
 * A directory as a Store. An object's version is the SHA-256 of its content, because file times are unreliable, unless the
 * user trusts them.
 * Symbolic links to files and folders are followed, out of the root only where `readsOutside` allows it.
 */
export class DirectoryStore implements Store {
  readonly location: string;
  readonly signs = false;
  /** The second task is there already when the first has ended. */
  readonly tasksPerThread = 2;
  private realRoot: string | undefined;
  /** Keys are NFC; the names on disk may not be. */
  private readonly namesOnDisk = new Map<string, string>();
  private readonly checkedFolders = new Set<string>();
  private readonly appended = new AppendedFile();

  private readonly temporary: string;
  private readonly ownsFolders: boolean;
  private readonly readsOutside: boolean | readonly string[];
  private readonly trustTimes: boolean;
  private readonly durable: boolean;
  private readonly links: Links;

  /** @param root is made when something is first written */
  constructor(
    private readonly root: string,
    {
      temporary = root,
      ownsFolders = false,
      readsOutside = false,
      trustTimes = false,
      durable = false,
    }: DirectoryOptions = {},
  ) {
    this.location = root;
    this.temporary = temporary;
    this.ownsFolders = ownsFolders;
    this.readsOutside = readsOutside;
    this.trustTimes = trustTimes;
    this.durable = durable;
    this.links = new Links(readsOutside);
  }

  get leftOut(): readonly LeftOut[] {
    return this.links.leftOut;
  }

  get followed(): readonly FollowedLink[] {
    return this.links.followed;
  }

  list(prefix = '', range: KeyRange = {}): AsyncIterable<Listed> {
    return settledEach(this.listed(prefix, range));
  }

  private *listed(prefix: string, range: KeyRange): Generator<Listed, void> {
    const folder = folderOf(prefix);
    if (folder !== '') checkKey(folder.slice(0, -1));
    const folders = this.realFolders(folder);
    if (!folders) return;
    const beginning = nameOf(prefix).normalize('NFC');
    const { links, namesOnDisk, trustTimes, ownsFolders: stamps } = this;
    yield* listFolder(folders, folder, beginning, {
      ...{ links, namesOnDisk, trustTimes, stamps, range },
    });
  }

  read(key: string): Promise<Stored | undefined> {
    return settled(() => {
      const { file, isAbsent } = this.find(key, 'read');
      // Asked for before reading: a change meanwhile shows in the next listing.
      const times = this.trustTimes ? timesOf(statOf(file)) : undefined;
      const bytes = isAbsent ? undefined : readBytes(file);
      if (!bytes) return undefined;
      const hash = sha256(bytes);
      return { bytes, version: times ?? hash, sha256: hash };
    });
  }

  readStart(key: string, length: number): Promise<Uint8Array | undefined> {
    return settled(() => {
      const { file } = this.find(key, 'read');
      return explaining('read', file, () => absentAs(undefined, () => startOf(file, length)));
    });
  }

  hash(key: string): Promise<Hashed | undefined> {
    return settled(() => {
      const { file, isAbsent } = this.find(key, 'read');
      // As in `read`: a change meanwhile shows in the next listing.
      const times = this.trustTimes ? timesOf(statOf(file)) : undefined;
      const hashed = isAbsent ? undefined : hashOf(file);
      return hashed && { ...hashed, version: times ?? hashed.sha256 };
    });
  }

  stat(key: string): Promise<ObjectStat | undefined> {
    return settled(() => {
      const { file, isAbsent, stats } = this.find(key, 'read');
      const found = isAbsent ? undefined : (stats ?? statOf(file));
      return found?.isFile() ? { size: found.size } : undefined;
    });
  }

  create(key: string, bytes: Uint8Array): Promise<boolean> {
    return settled(() => {
      const file = this.pathOf(key);
      // A link of this name is in the way, like any other file.
      this.checkFolder(path.dirname(file), key);
      return this.withTemporary(file, bytes, (temporary) => createWhole(temporary, file));
    });
  }

  append(key: string, bytes: Uint8Array, durably: boolean): Promise<void> {
    return settled(() => {
      const file = this.pathOf(key);
      if (!this.appended.isOpen(file)) this.find(key, 'write');
      explaining('write', file, () => {
        this.appended.append(file, bytes, durably && this.durable);
      });
    });
  }

  replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    return settled(() => {
      const { file, isAbsent } = this.find(key, 'write');
      if (isAbsent || !isVersion(file, version)) return false;
      return this.withTemporary(file, bytes, (temporary) => renameOver(temporary, file));
    });
  }

  async writeLarge(key: string, { pieces }: LargeContent, version?: string): Promise<boolean> {
    const file = this.pathOf(key);
    if (version === undefined) this.checkFolder(path.dirname(file), key);
    else this.find(key, 'write');
    const use = (temporary: string) => {
      if (version === undefined) return createWhole(temporary, file);
      return isVersion(file, version) && renameOver(temporary, file);
    };
    return explainingLater('write', file, async () => {
      try {
        return await writeTemporaryPieces(this.temporary, pieces(), this.durable, use);
      } catch (error) {
        if (codeOf(error) !== 'EXDEV') throw error;
        return writeTemporaryPieces(this.root, pieces(), this.durable, use);
      }
    });
  }

  remove(key: string, version?: string): Promise<boolean> {
    return settled(() => {
      const { file, isAbsent } = this.find(key, 'write');
      if (!isAbsent && version !== undefined && !isVersion(file, version)) return false;
      if (this.appended.isOpen(file)) this.appended.close();
      if (!isAbsent)
        absentAs(undefined, () => {
          unlinkSync(file);
        });
      // If the file is gone already, a crash may have left its folder. Our own folders stay: they are soon needed again.
      if (!this.ownsFolders) this.removeEmptyFolders(path.dirname(file));
      return true;
    });
  }

  tidy(): Promise<void> {
    return settled(() => {
      for (const folder of new Set([this.temporary, this.root])) {
        for (const name of absentAs([], () => readdirSync(folder))) {
          const file = path.join(folder, name);
          const writer = TEMPORARY.exec(name)?.[1];
          if (writer && isAbandoned(file, Number(writer))) rmSync(file, { force: true });
        }
      }
      if (this.ownsFolders) this.removeEmptyFoldersBelow(this.root);
    });
  }

  private removeEmptyFoldersBelow(folder: string): void {
    const entries = explaining('read', folder, () =>
      absentAs([], () => readdirSync(folder, { withFileTypes: true })),
    );
    for (const entry of entries) {
      const inner = path.join(folder, entry.name);
      if (!entry.isDirectory() || inner === this.temporary) continue;
      this.removeEmptyFoldersBelow(inner);
      this.removeEmptyFolders(inner);
    }
  }

  /** The real paths of the root and of each folder on the way to a folder; undefined if one of them is not there. */
  private realFolders(folder: string): string[] | undefined {
    const folders: string[] = [];
    let key = '';
    for (const part of ['', ...folder.split('/').filter((name) => name !== '')]) {
      key = part === '' ? '' : key === '' ? part : `${key}/${part}`;
      const file = key === '' ? this.root : this.find(key, 'read').file;
      const real = explaining('read', file, () => absentAs(undefined, () => realpathSync.native(file)));
      if (real === undefined) return undefined;
      folders.push(real);
    }
    return folders;
  }

  /** The file of a key. Checks that no link on the way leads out of the root, unless reading there is allowed. */
  private find(key: string, use: 'read' | 'write'): Found {
    const file = this.pathOf(key);
    if (use === 'read' && this.readsOutside !== false) {
      if (this.readsOutside !== true) this.checkInside(file, key, this.readsOutside);
      return { file, isAbsent: false };
    }
    this.checkFolder(path.dirname(file), key);
    const found = lstatOf(file);
    if (!found?.isSymbolicLink()) return { file, isAbsent: found === undefined, stats: found };
    this.checkInside(file, key);
    return { file, isAbsent: false };
  }

  private pathOf(key: string): string {
    const checked = checkKey(key);
    if (this.namesOnDisk.size === 0 && IS_ASCII.test(checked)) return path.join(this.root, checked);
    let logical = '';
    let file = this.root;
    for (const part of checked.split('/')) {
      logical = logical === '' ? part : `${logical}/${part}`;
      file = path.join(file, this.namesOnDisk.get(logical) ?? this.findName(file, part, logical));
    }
    return file;
  }

  /** Finds the Unicode form of a name on disk, which only another Store may have seen in a listing. */
  private findName(folder: string, part: string, logical: string): string {
    if (IS_ASCII.test(part) || lstatOf(path.join(folder, part))) return part;
    const names = absentAs([], () => readdirSync(folder));
    const found = names.find((name) => name.normalize('NFC') === part);
    if (found !== undefined) this.namesOnDisk.set(logical, found);
    return found ?? part;
  }

  private checkFolder(folder: string, key: string): void {
    if (this.checkedFolders.has(folder)) return;
    this.checkInside(folder, key);
    this.checkedFolders.add(folder);
  }

  private checkInside(target: string, key: string, others: readonly string[] = []): void {
    const real = absentAs(undefined, () => realpathSync.native(target));
    if (real === undefined) return;
    this.realRoot ??= realpathSync.native(this.root);
    if (![this.realRoot, ...others].some((root) => isInside(real, root)))
      throw new KeyError(`${key}: a symbolic link leads out of ${this.root}, so it is not followed`);
  }

  /** If the temporary folder lies on another file system (a mounted output), the root itself is used. */
  private withTemporary<T>(file: string, bytes: Uint8Array, use: (temporary: string) => T): T {
    return explaining('write', file, () => {
      try {
        return writeTemporary(this.temporary, bytes, this.durable, use);
      } catch (error) {
        if (codeOf(error) !== 'EXDEV') throw error;
        return writeTemporary(this.root, bytes, this.durable, use);
      }
    });
  }

  private removeEmptyFolders(folder: string): void {
    const relative = path.relative(this.root, folder);
    if (relative === '' || relative.startsWith('..')) return;
    try {
      rmdirSync(folder);
    } catch {
      return; // not empty, or not ours to remove
    }
    this.checkedFolders.delete(folder);
    this.removeEmptyFolders(path.dirname(folder));
  }
}

interface Found {
  readonly file: string;
  /** False if nobody has looked. */
  readonly isAbsent: boolean;
  /** Of the file itself; absent if nobody has looked, or it is a link. */
  readonly stats?: Stats | undefined;
}

function readBytes(file: string): Uint8Array | undefined {
  const buffer = explaining('read', file, () => absentAs(undefined, () => readFileSync(file)));
  return buffer && new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function hashOf(file: string) {
  return explaining('read', file, () => absentAs(undefined, () => hashFile(file)));
}

function isVersion(file: string, version: string): boolean {
  return hashOf(file)?.sha256 === version;
}

/** @returns false if even the folder is gone, and so the version that should be replaced */
function renameOver(temporary: string, file: string): boolean {
  return absentAs(false, () => {
    renameSync(temporary, file);
    return true;
  });
}

/** In containers a process often gets the number of its predecessor, so the age decides for its own number. */
function isAbandoned(file: string, writer: number): boolean {
  if (writer !== process.pid) return !isAlive(writer);
  const found = statOf(file);
  return found !== undefined && found.mtimeMs < Date.now() - process.uptime() * 1000;
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
