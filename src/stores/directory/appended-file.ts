import { appendFileSync, closeSync, fsyncSync, openSync } from 'node:fs';
import path from 'node:path';
import { inFolder } from './whole-files.js';

/** The one file that a Store appends to, kept open: to open it for each line would cost more than the line. */
export class AppendedFile {
  private opened: { readonly file: string; readonly descriptor: number } | undefined;

  isOpen(file: string): boolean {
    return this.opened?.file === file;
  }

  /** @param durable whether the bytes are on the disk when this returns */
  append(file: string, bytes: Uint8Array, durable: boolean): void {
    const descriptor = this.isOpen(file) ? this.opened!.descriptor : this.open(file);
    appendFileSync(descriptor, bytes);
    if (durable) fsyncSync(descriptor);
  }

  close(): void {
    if (this.opened) closeSync(this.opened.descriptor);
    this.opened = undefined;
  }

  private open(file: string): number {
    this.close();
    const descriptor = inFolder(path.dirname(file), () => openSync(file, 'a'));
    this.opened = { file, descriptor };
    return descriptor;
  }
}
