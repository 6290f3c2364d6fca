import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { explaining } from '../stores/directory/file-errors.js';

/** So much is kept in memory, so that small data sets need no file. */
const IN_MEMORY_BYTES = 1024 * 1024;

/** Reads what was kept. */
type Reader = () => Uint8Array;

/** A temporary file for bytes that are needed again soon and are too many for memory. They are compressed. */
export class Scratch {
  private readonly file = path.join(tmpdir(), `augment-${process.pid}-${randomUUID()}.tmp`);
  private descriptor: number | undefined;
  private end = 0;
  private inMemory = 0;

  /** @throws StoreError if the disk of temporary files is full */
  keep(bytes: Uint8Array): Reader {
    this.inMemory += bytes.length;
    if (this.inMemory <= IN_MEMORY_BYTES) return () => bytes;
    return this.readerOf(this.append(deflateRawSync(bytes, { level: 1 })));
  }

  close(): void {
    if (this.descriptor === undefined) return;
    closeSync(this.descriptor);
    rmSync(this.file, { force: true });
    this.descriptor = undefined;
  }

  /** A file without a name is gone when the process ends, however it ends. Windows needs the name until then. */
  private open(): number {
    const descriptor = openSync(this.file, 'wx+', 0o600);
    if (process.platform !== 'win32') rmSync(this.file);
    return descriptor;
  }

  private append(packed: Uint8Array): Stretch {
    const start = this.end;
    explaining('write', this.file, () => {
      this.descriptor ??= this.open();
      for (let at = 0; at < packed.length;)
        at += writeSync(this.descriptor, packed, at, packed.length - at, start + at);
    });
    this.end += packed.length;
    return { start, length: packed.length };
  }

  /** A function of its own: one that is made where the bytes are known would keep them in memory. */
  private readerOf({ start, length }: Stretch): Reader {
    return () => inflateRawSync(this.read(start, length));
  }

  private read(start: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length;) {
      const read = readSync(this.descriptor!, bytes, at, length - at, start + at);
      if (read === 0) throw new Error(`${this.file} was cut off`);
      at += read;
    }
    return bytes;
  }
}

/** Where bytes are in the file. */
interface Stretch {
  readonly start: number;
  readonly length: number;
}
