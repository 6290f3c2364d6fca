import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { explaining } from '../stores/directory/file-errors.js';

/** Characters of a block: enough to compress well, few enough to be in memory at once. */
const BLOCK = 256 * 1024;

interface Block {
  readonly at: number;
  readonly length: number;
}

/**
 * Plain data in a temporary file, to go through again and again in little memory. A file about the whole output is made in
 * several passes, and each must see the same Records, whatever others write meanwhile. To read all Records from a bucket
 * several times would take too long, too.
 */
export class Spool<T extends object> implements Iterable<T> {
  private readonly file = path.join(tmpdir(), `augment-${process.pid}-${randomUUID()}.spool`);
  private readonly blocks: Block[] = [];
  private descriptor: number | undefined;
  private size = 0;
  private lines: string[] = [];
  private waiting = 0;

  /** @throws StoreError if the disk of temporary files is full */
  static async of<T extends object>(items: AsyncIterable<T> | Iterable<T>): Promise<Spool<T>> {
    const spool = new Spool<T>();
    try {
      for await (const item of items) spool.add(JSON.stringify(item));
      return spool;
    } catch (error) {
      spool.close();
      throw error;
    }
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const block of this.blocks)
      for (const line of this.read(block).split('\n')) yield JSON.parse(line) as T;
    for (const line of this.lines) yield JSON.parse(line) as T;
  }

  close(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    rmSync(this.file, { force: true });
    this.descriptor = undefined;
  }

  /** The lines of the last block stay in memory, so that few items need no file. */
  private add(line: string): void {
    this.lines.push(line);
    this.waiting += line.length;
    if (this.waiting < BLOCK) return;
    const bytes = deflateRawSync(this.lines.join('\n'), { level: 1 });
    explaining('write', this.file, () => {
      this.descriptor ??= openSync(this.file, 'wx+', 0o600);
      for (let at = 0; at < bytes.length;)
        at += writeSync(this.descriptor, bytes, at, bytes.length - at, this.size + at);
    });
    this.blocks.push({ at: this.size, length: bytes.length });
    this.size += bytes.length;
    this.lines = [];
    this.waiting = 0;
  }

  private read({ at, length }: Block): string {
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;)
      filled += readSync(this.descriptor!, bytes, filled, length - filled, at + filled);
    return inflateRawSync(bytes).toString();
  }
}
