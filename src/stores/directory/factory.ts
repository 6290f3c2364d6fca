import { statSync } from 'node:fs';
import { readFile, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../../core/errors.js';
import type { Expectation, OpenSettings, StoreFactory, StoreLocation, StoreRole } from '../location.js';
import type { Store, Stored } from '../store.js';
import { codeOf, reasonOf } from './file-errors.js';

/** Folders, named by their paths. This file loads little, because the command parses addresses first of all. */
export const directories: StoreFactory = { locate: (address) => new FolderLocation(address) };

class FolderLocation implements StoreLocation {
  readonly words = { container: 'folder', object: 'file' };
  private readonly path: string;

  constructor(readonly address: string) {
    this.path = path.resolve(address);
  }

  /** Unfinished files of an output lie in its state, so that no other program uses them as outputs. */
  async open(
    role: StoreRole,
    { state = this.beside(), within, trustTimes = false, durable = false }: OpenSettings = {},
  ): Promise<Store> {
    const { DirectoryStore } = await import('./directory.js');
    const temporaryIn = (folder: string) => path.join(folder, 'temporary');
    const opened = {
      input: () => new DirectoryStore(this.path, { readsOutside: within ?? true, trustTimes }),
      output: () =>
        new DirectoryStore(this.path, {
          durable,
          ...(state instanceof FolderLocation && { temporary: temporaryIn(state.path) }),
        }),
      state: () =>
        new DirectoryStore(this.path, { temporary: temporaryIn(this.path), ownsFolders: true, durable }),
    };
    return opened[role]();
  }

  beside(): StoreLocation {
    return new FolderLocation(this.statePath());
  }

  parent(): { readonly location: StoreLocation; readonly name: string } | undefined {
    const name = path.basename(this.path);
    if (name === '') return undefined;
    // The parent of `..` is not the path without its last part.
    const isPlain = path.basename(this.address) === name;
    return { location: new FolderLocation(path.dirname(isPlain ? this.address : this.path)), name };
  }

  at(key: string): StoreLocation {
    return new FolderLocation(path.join(this.address, key));
  }

  keyOf(other: StoreLocation): string | undefined {
    if (!(other instanceof FolderLocation)) return undefined;
    const relative = path.relative(this.path, other.path);
    const isOutside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
    return isOutside ? undefined : relative.split(path.sep).join('/');
  }

  async resolved(): Promise<StoreLocation> {
    return new FolderLocation(await realPathOf(this.path));
  }

  /** A file that is named by its own path may be a link to any other folder. */
  async read(): Promise<Stored | undefined> {
    try {
      const [file, { sha256 }] = await Promise.all([readFile(this.path), import('../sha256.js')]);
      const bytes = new Uint8Array(file);
      return { bytes, version: sha256(bytes) };
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
      throw new UsageError(`cannot read ${this.address}: ${reasonOf(error)}`, { cause: error });
    }
  }

  folderToWatch(): string {
    return this.address;
  }

  expect(expectation: Expectation): void {
    const found = statSync(this.path, { throwIfNoEntry: false });
    if (expectation.use === 'file') {
      if (!found) throw new UsageError(`there is no file ${this.address}`);
    } else if (expectation.use === 'input') {
      const { contents } = expectation;
      if (!found) throw new UsageError(`there is no folder ${this.address}; name the one with ${contents}`);
      if (!found.isDirectory())
        throw new UsageError(`${this.address} is a file; name the folder with ${contents}`);
    } else if (found && !found.isDirectory()) {
      throw new UsageError(`${this.address} is a file; name a folder for the results`);
    }
  }

  private statePath(): string {
    return `${this.path}.augment`;
  }
}

/** Follows links, also those that lead to what does not exist: there a file would be made. */
async function realPathOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    const parent = path.dirname(file);
    if (parent === file) return file;
    const folder = await realPathOf(parent);
    const target = codeOf(error) === 'ENOENT' ? await readlink(file).catch(() => undefined) : undefined;
    return target === undefined
      ? path.join(folder, path.basename(file))
      : realPathOf(path.resolve(folder, target));
  }
}
