import { randomUUID } from 'node:crypto';
import { lstatSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
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
import { ConflictError, KeyError, StoreError } from '../../core/errors.js';
import { absentAs, codeOf, explain, statOf } from './file-errors.js';
import { checkKey, compareKeys, folderOf, nameOf } from '../../core/keys.js';
import type { Listed, ObjectStat, Store, Stored } from '../store.js';

/** Temporary files carry the number of the process that writes them, so that those of dead processes are recognised. */
const TEMPORARY = /^\.augment-(\d+)-[0-9a-f-]{36}\.tmp$/;

/** ASCII names have only one Unicode form. */
const IS_ASCII = /^[\x20-\x7e]*$/;

/** More conflicts with other tasks in a row do not happen. */
const MOST_ATTEMPTS = 100;

/** Errors of file systems without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * A directory as a Store. An object's version is the SHA-256 of its content, because file times are unreliable.
 * Symbolic links are followed as long as they stay below the root.
 */
export class DirectoryStore implements Store {
  readonly location: string;
  readonly signs = false;
  /** One task computes while another reads or writes. */
  readonly tasksPerThread = 2;
  readonly leftOut: readonly string[] = [];
  private realRoot: Promise<string> | undefined;
  /** Keys are NFC; the names on disk may not be. */
  private readonly namesOnDisk = new Map<string, string>();
  private readonly checkedFolders = new Map<string, Promise<void>>();

  /**
   * @param root is made when something is first written
   * @param temporary the folder for unfinished files, on the same file system as the root
   * @param ownsFolders true if every folder below the root is ours, so that `tidy` clears empty ones
   */
  constructor(
    private readonly root: string,
    private readonly temporary: string = root,
    private readonly ownsFolders = false,
  ) {
    this.location = root;
  }

  async *list(prefix = ''): AsyncIterable<Listed> {
    const folder = folderOf(prefix);
    if (folder !== '') checkKey(folder.slice(0, -1));
    yield* this.listFolder(path.join(this.root, folder), folder, nameOf(prefix).normalize('NFC'));
  }

  async read(key: string): Promise<Stored | undefined> {
    const file = await this.locate(key);
    const buffer = await absentAs(undefined, readFile(file)).catch((error: unknown) => {
      throw explain(error, 'read', file);
    });
    if (!buffer) return undefined;
    return {
      bytes: new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length),
      version: sha256(buffer),
    };
  }

  async stat(key: string): Promise<ObjectStat | undefined> {
    const found = statOf(statSync, await this.locate(key));
    return found?.isFile() ? { size: found.size } : undefined;
  }

  async create(key: string, bytes: Uint8Array): Promise<boolean> {
    const file = await this.locate(key);
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
    const file = await this.locate(key);
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
    const file = await this.locate(key);
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

  /** @param beginning of the names in this folder; names in its subfolders may begin in any way */
  private async *listFolder(folder: string, prefix: string, beginning = ''): AsyncIterable<Listed> {
    const entries = await absentAs([], readdir(folder, { withFileTypes: true })).catch((error: unknown) => {
      throw explain(error, 'read', folder);
    });
    // A folder's keys continue with a slash, so it is sorted as if it ended with one.
    const sorted = entries
      .filter((entry) => !TEMPORARY.test(entry.name))
      .map((entry) => ({ entry, name: entry.name.normalize('NFC') + (entry.isDirectory() ? '/' : '') }))
      .filter(({ name }) => name.startsWith(beginning))
      .sort((a, b) => compareKeys(a.name, b.name));
    const twice = sorted.find(({ name }, i) => sorted[i + 1]?.name === name);
    if (twice) {
      throw new ConflictError(
        `${this.root}: two files have the name ${prefix}${twice.name}, in two Unicode forms; rename one`,
      );
    }
    for (const { entry, name } of sorted) {
      const key = prefix + name;
      this.rememberName(key, entry);
      if (entry.isDirectory()) {
        yield* this.listFolder(path.join(folder, entry.name), key);
      } else {
        const size = await this.fileSize(path.join(folder, entry.name), entry);
        if (size !== undefined) yield { key, size };
      }
    }
  }

  private rememberName(key: string, entry: Dirent): void {
    const plain = key.replace(/\/$/, '');
    if (nameOf(plain) !== entry.name) this.namesOnDisk.set(plain, entry.name);
  }

  /** The size of a regular file, or of the file that a link inside the root leads to; anything else is no object. */
  private async fileSize(file: string, entry: Dirent): Promise<number | undefined> {
    if (entry.isFile()) return statOf(lstatSync, file)?.size;
    if (!entry.isSymbolicLink()) return undefined;
    const target = await absentAs(undefined, realpath(file));
    if (target === undefined || !isInside(target, await this.rootPath())) return undefined;
    const found = statOf(statSync, target);
    return found?.isFile() ? found.size : undefined;
  }

  /** The file of a key. Checks that no link on the way leads out of the root. */
  private async locate(key: string): Promise<string> {
    const parts = checkKey(key).split('/');
    let logical = '';
    let file = this.root;
    for (const part of parts) {
      logical = logical === '' ? part : `${logical}/${part}`;
      file = path.join(file, this.namesOnDisk.get(logical) ?? (await this.findName(file, part, logical)));
    }
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
      const reason = isInTheWay ? 'a file has the name of a folder' : String(error);
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

function isInside(target: string, root: string): boolean {
  return target === root || target.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
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
