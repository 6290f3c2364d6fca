import { randomUUID } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import {
  link,
  mkdir,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  unlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { sha256 } from '../sha256.js';
import { KeyError, StoreError } from '../../core/errors.js';
import { absentAs, codeOf, explain, statOf, reasonOf } from './file-errors.js';
import { checkKey, folderOf, nameOf } from '../../core/keys.js';
import type { FollowedLink, LeftOut, Listed, ObjectStat, Store, Stored } from '../store.js';
import { startOf } from './file-start.js';
import { isInside, Links } from './links.js';
import { listFolder, TEMPORARY } from './list-folder.js';

/** ASCII names have only one Unicode form. */
const IS_ASCII = /^[\x20-\x7e]*$/;

/** More conflicts with other tasks in a row do not happen. */
const MOST_ATTEMPTS = 100;

/** Errors of file systems without hard links. */
/** exFAT under Windows answers EISDIR. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

export interface DirectoryOptions {
  /** The folder for unfinished files, on the same file system as the root. Absent: the root. */
  readonly temporary?: string;
  /** True if every folder below the root is ours, so that `tidy` clears empty ones. */
  readonly ownsFolders?: boolean;
  /** True if symbolic links out of the root are followed for reading. Nothing outside is ever written. */
  readonly readsOutside?: boolean;
}

/**
 * A directory as a Store. An object's version is the SHA-256 of its content, because file times are unreliable.
 * Symbolic links to files and folders are followed, out of the root only where `readsOutside` allows it.
 */
export class DirectoryStore implements Store {
  readonly location: string;
  readonly signs = false;
  /** One task computes while another reads or writes. */
  readonly tasksPerThread = 2;
  private realRoot: Promise<string> | undefined;
  /** Keys are NFC; the names on disk may not be. */
  private readonly namesOnDisk = new Map<string, string>();
  private readonly checkedFolders = new Map<string, Promise<void>>();

  private readonly temporary: string;
  private readonly ownsFolders: boolean;
  private readonly readsOutside: boolean;
  private readonly links: Links;

  /** @param root is made when something is first written */
  constructor(
    private readonly root: string,
    { temporary = root, ownsFolders = false, readsOutside = false }: DirectoryOptions = {},
  ) {
    this.location = root;
    this.temporary = temporary;
    this.ownsFolders = ownsFolders;
    this.readsOutside = readsOutside;
    this.links = new Links(readsOutside);
  }

  get leftOut(): readonly LeftOut[] {
    return this.links.leftOut;
  }

  get followed(): readonly FollowedLink[] {
    return this.links.followed;
  }

  async *list(prefix = ''): AsyncIterable<Listed> {
    const folder = folderOf(prefix);
    if (folder !== '') checkKey(folder.slice(0, -1));
    const folders = await this.realFolders(folder);
    if (!folders) return;
    const beginning = nameOf(prefix).normalize('NFC');
    const { root, links, namesOnDisk } = this;
    yield* listFolder(folders, folder, beginning, { root, links, namesOnDisk });
  }

  async read(key: string): Promise<Stored | undefined> {
    const file = await this.locate(key, 'read');
    const buffer = await absentAs(undefined, readFile(file)).catch((error: unknown) => {
      throw explain(error, 'read', file);
    });
    if (!buffer) return undefined;
    return {
      bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length),
      version: sha256(buffer),
    };
  }

  async readStart(key: string, length: number): Promise<Uint8Array | undefined> {
    const file = await this.locate(key, 'read');
    return absentAs(undefined, startOf(file, length)).catch((error: unknown) => {
      throw explain(error, 'read', file);
    });
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    const found = statOf(statSync, await this.locate(key, 'read'));
    return found?.isFile() ? { size: found.size } : undefined;
  }

  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    const file = await this.locate(key, 'write');
    return this.withTemporary(file, bytes, async (temporary) => {
      await this.makeFolder(path.dirname(file));
      try {
        await link(temporary, file);
        return true;
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false;
        // Another removal has just removed the folder, because it was empty.
        if (codeOf(error) === 'ENOENT') return this.create(key, bytes);
        if (NO_LINKS.has(codeOf(error))) return renameUnlessPresent(temporary, file);
        throw error;
      }
    });
  }

  async replace(key: string, bytes: Uint8Array, version: string): Promise<boolean> {
    const file = await this.locate(key, 'write');
    if (!(await this.is(file, version))) return false;
    return this.withTemporary(file, bytes, async (temporary) => {
      // If even the folder is gone, so is that version.
      return absentAs(
        false,
        rename(temporary, file).then(() => true),
      );
    });
  }

  async remove(key: string, version: string): Promise<boolean> {
    const file = await this.locate(key, 'write');
    const bytes = await absentAs(undefined, readFile(file));
    if (bytes && sha256(bytes) !== version) return false;
    if (bytes) await absentAs(undefined, unlink(file));
    // If the file is gone already, a crash may have left its folder. Our own folders stay: they are soon needed again.
    if (!this.ownsFolders) await this.removeEmptyFolders(path.dirname(file));
    return true;
  }

  async tidy(): Promise<void> {
    for (const folder of new Set([this.temporary, this.root])) {
      for (const name of await absentAs([], readdir(folder))) {
        const file = path.join(folder, name);
        const writer = TEMPORARY.exec(name)?.[1];
        if (writer && isAbandoned(file, Number(writer))) await rm(file, { force: true });
      }
    }
    if (this.ownsFolders) await this.removeEmptyFoldersBelow(this.root);
  }

  private async removeEmptyFoldersBelow(folder: string): Promise<void> {
    const entries = await absentAs([], readdir(folder, { withFileTypes: true })).catch((error: unknown) => {
      throw explain(error, 'read', folder);
    });
    for (const entry of entries) {
      const inner = path.join(folder, entry.name);
      if (!entry.isDirectory() || inner === this.temporary) continue;
      await this.removeEmptyFoldersBelow(inner);
      await this.removeEmptyFolders(inner);
    }
  }

  /** The real paths of the root and of each folder on the way to a folder; undefined if one of them is not there. */
  private async realFolders(folder: string): Promise<string[] | undefined> {
    const folders: string[] = [];
    let key = '';
    for (const part of ['', ...folder.split('/').filter((name) => name !== '')]) {
      key = part === '' ? '' : key === '' ? part : `${key}/${part}`;
      const place = key === '' ? this.root : await this.locate(key, 'read');
      const real = await absentAs(undefined, realpath(place)).catch((error: unknown) => {
        throw explain(error, 'read', place);
      });
      if (real === undefined) return undefined;
      folders.push(real);
    }
    return folders;
  }

  /** The file of a key. Checks that no link on the way leads out of the root, unless reading there is allowed. */
  private async locate(key: string, use: 'read' | 'write'): Promise<string> {
    const parts = checkKey(key).split('/');
    let logical = '';
    let file = this.root;
    for (const part of parts) {
      logical = logical === '' ? part : `${logical}/${part}`;
      file = path.join(file, this.namesOnDisk.get(logical) ?? (await this.findName(file, part, logical)));
    }
    if (use === 'read' && this.readsOutside) return file;
    await this.checkFolder(path.dirname(file), key);
    if (statOf(lstatSync, file)?.isSymbolicLink()) await this.checkInside(file, key);
    return file;
  }

  /** Finds the Unicode form of a name on disk, which only another Store may have seen in a listing. */
  private async findName(folder: string, part: string, logical: string): Promise<string> {
    if (IS_ASCII.test(part) || statOf(lstatSync, path.join(folder, part))) return part;
    const names = await absentAs([], readdir(folder));
    const found = names.find((name) => name.normalize('NFC') === part);
    if (found !== undefined) this.namesOnDisk.set(logical, found);
    return found ?? part;
  }

  private checkFolder(folder: string, key: string): Promise<void> {
    let check = this.checkedFolders.get(folder);
    if (!check) {
      check = this.checkInside(folder, key);
      this.checkedFolders.set(folder, check);
    }
    return check;
  }

  private async checkInside(target: string, key: string): Promise<void> {
    const real = await absentAs(undefined, realpath(target));
    if (real !== undefined && !isInside(real, await this.rootPath())) {
      throw new KeyError(`${key}: a symbolic link leads out of ${this.root}, so it is not followed`);
    }
  }

  private async rootPath(): Promise<string> {
    this.realRoot ??= realpath(this.root);
    try {
      return await this.realRoot;
    } catch (error) {
      this.realRoot = undefined;
      throw error;
    }
  }

  private async makeFolder(folder: string, attempt = 1): Promise<void> {
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      const isInTheWay = ['ENOTDIR', 'EEXIST'].includes(codeOf(error));
      // A removal may remove the folder, which is still empty, while it is being made.
      const mayPass = isInTheWay || codeOf(error) === 'ENOENT';
      if (mayPass && attempt < MOST_ATTEMPTS) return this.makeFolder(folder, attempt + 1);
      const reason = isInTheWay ? 'a file has the name of a folder' : reasonOf(error);
      throw new StoreError(`cannot make the folder ${folder}: ${reason}`, false, { cause: error });
    }
  }

  /** If the temporary folder lies on another file system (a mounted output), the root itself is used. */
  private async withTemporary<T>(
    file: string,
    bytes: Uint8Array,
    use: (temporary: string) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.writeThen(this.temporary, bytes, use);
    } catch (error) {
      if (codeOf(error) !== 'EXDEV') throw explain(error, 'write', file);
      return this.writeThen(this.root, bytes, use);
    }
  }

  private async writeThen<T>(
    folder: string,
    bytes: Uint8Array,
    use: (temporary: string) => Promise<T>,
  ): Promise<T> {
    await this.makeFolder(folder);
    const temporary = path.join(folder, `.augment-${process.pid}-${randomUUID()}.tmp`);
    try {
      await writeFile(temporary, bytes, { flag: 'wx' });
      return await use(temporary);
    } finally {
      await absentAs(undefined, unlink(temporary));
    }
  }

  private async is(file: string, version: string): Promise<boolean> {
    const bytes = await absentAs(undefined, readFile(file));
    return bytes !== undefined && sha256(bytes) === version;
  }

  private async removeEmptyFolders(folder: string): Promise<void> {
    const relative = path.relative(this.root, folder);
    if (relative === '' || relative.startsWith('..')) return;
    try {
      await rmdir(folder);
    } catch {
      return; // not empty, or not ours to remove
    }
    this.checkedFolders.delete(folder);
    await this.removeEmptyFolders(path.dirname(folder));
  }
}

/** For file systems without links: all or nothing, but not safe if another program writes the name at this moment. */
async function renameUnlessPresent(temporary: string, file: string): Promise<boolean> {
  if (statOf(lstatSync, file)) return false;
  await rename(temporary, file);
  return true;
}

/** In containers a process often gets the number of its predecessor, so the age decides for its own number. */
function isAbandoned(file: string, writer: number): boolean {
  if (writer !== process.pid) return !isAlive(writer);
  const found = statOf(statSync, file);
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
