import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** After so many bytes were written, it is looked whether all of them are too many. */
const LOOK_AFTER = 32 * 2 ** 20;
/** Of the bytes that are allowed, so many are left, so that it is seldom looked. */
const LEFT = 0.75;
const HASH_BYTES = 32;

/**
 * Pictures in a folder of this machine, which may be lost at any time. Several processes may use it at once: a file is whole from
 * the moment it has its name, and each begins with the hash of its picture, so that a broken one counts as absent.
 */
export class KeptThumbnails {
  private written = LOOK_AFTER;
  /** Folders that are there, unless somebody has removed them. */
  private readonly folders = new Set<string>();

  /** @param most bytes of all files; those that were made first are removed first */
  constructor(
    private readonly folder: string,
    private readonly most: number,
  ) {}

  /** @param id everything that decides how the picture looks */
  async get(id: string): Promise<Uint8Array | undefined> {
    const file = await readFile(this.fileOf(id)).catch(() => undefined);
    if (!file) return undefined;
    const picture = file.subarray(HASH_BYTES);
    return hash(picture).equals(file.subarray(0, HASH_BYTES)) ? picture : undefined;
  }

  /** A disk that is full or cannot be written is no failure: the picture is made again when it is asked for. */
  async put(id: string, picture: Uint8Array): Promise<void> {
    const file = this.fileOf(id);
    const temporary = path.join(this.folder, `${randomUUID()}.tmp`);
    try {
      await this.require(path.dirname(file));
      await writeFile(temporary, Buffer.concat([hash(picture), picture]));
      await rename(temporary, file);
    } catch {
      this.folders.clear();
      await rm(temporary, { force: true }).catch(() => undefined);
      return;
    }
    this.written += picture.length;
    if (this.written < LOOK_AFTER) return;
    this.written = 0;
    await this.removeOldest();
  }

  private async require(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.folders.add(folder);
  }

  private async removeOldest(): Promise<void> {
    const found = await filesIn(this.folder);
    let size = found.reduce((sum, file) => sum + file.size, 0);
    if (size <= this.most) return;
    for (const file of found.sort((a, b) => a.written - b.written)) {
      if (size <= LEFT * this.most) return;
      size -= file.size;
      await rm(file.name, { force: true }).catch(() => undefined);
    }
  }

  private fileOf(id: string): string {
    const name = hash(id).toString('hex');
    return path.join(this.folder, name.slice(0, 2), name.slice(2));
  }
}

/** So many bytes in all. */
const MOST = 2 ** 30;

/** @param folder absent: nothing is kept */
export function keptIn(folder: string | undefined): KeptThumbnails | undefined {
  return folder === undefined ? undefined : new KeptThumbnails(folder, MOST);
}

interface FoundFile {
  readonly name: string;
  readonly size: number;
  /** When, in milliseconds. */
  readonly written: number;
}

/** Also temporary ones that a process has left; another process may remove some meanwhile. */
async function filesIn(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const name = path.join(folder, entry.name);
    const inside = entry.isDirectory() ? await readdir(name).catch(() => []) : [''];
    for (const one of inside) {
      const file = path.join(name, one);
      const known = await stat(file).catch(() => undefined);
      if (known) found.push({ name: file, size: known.size, written: known.mtimeMs });
    }
  }
  return found;
}

function hash(content: string | Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}
