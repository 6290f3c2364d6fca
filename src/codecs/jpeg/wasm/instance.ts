import { JpegError } from '../libjpeg.js';

/** What libjpeg/libjpeg.c exports. Numbers are pointers, sizes and the enumerations named there. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __stack_pointer: WebAssembly.Global<'i32'>;
  reset(): void;
  allocate(size: number): number;
  inspect(jpeg: number, size: number): number;
  decompressBegin(jpeg: number, size: number, channels: number, scale: number): number;
  decompressRegion(x: number, y: number, width: number, height: number): number;
  decompressRows(): number;
  compressBegin(
    width: number,
    height: number,
    channels: number,
    quality: number,
    across: number,
    down: number,
    tables: number,
  ): number;
  compressRows(count: number): void;
  compressEnd(): void;
  transform(
    jpeg: number,
    size: number,
    operation: number,
    cropped: number,
    x: number,
    y: number,
    width: number,
    height: number,
    optimize: number,
    progressive: number,
  ): void;
}

/** libjpeg's messages have at most so many. */
const MOST_NUMBERS = 8;

/**
 * One instance of libjpeg/libjpeg.wasm. An error throws through the compiled code, so that nothing there is cleaned up:
 * `run` begins with an empty arena and stack each time.
 */
export class Instance {
  readonly call: Exports;
  /** False: a warning is an error. */
  acceptsDamage = false;
  readonly warnings = new Set<string>();
  private written: Uint8Array[] = [];
  private readonly stackTop: number;

  constructor(module: WebAssembly.Module) {
    const { exports } = new WebAssembly.Instance(module, {
      host: {
        fail: (format: number, numbers: number): never => this.fail(this.text(format, numbers)),
        warn: (format: number, numbers: number): void => {
          this.warn(this.text(format, numbers));
        },
        write: (bytes: number, length: number): void => {
          this.written.push(this.view(bytes, length).slice());
        },
      },
    });
    this.call = exports as unknown as Exports;
    this.stackTop = this.call.__stack_pointer.value;
  }

  /** Bytes of its memory. */
  get size(): number {
    return this.call.memory.buffer.byteLength;
  }

  run<Result>(work: () => Result): Result {
    this.call.reset();
    this.call.__stack_pointer.value = this.stackTop;
    this.acceptsDamage = false;
    this.warnings.clear();
    this.written = [];
    return work();
  }

  /** @returns where the bytes lie until the next `run` */
  copyIn(bytes: Uint8Array): number {
    const pointer = this.call.allocate(bytes.length);
    if (pointer === 0) throw new JpegError('Insufficient memory');
    this.view(pointer, bytes.length).set(bytes);
    return pointer;
  }

  /** Valid until the memory grows, which each call may cause. */
  view(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.call.memory.buffer, pointer, length);
  }

  /** Copies unsigned numbers of 32 bits. */
  numbers(pointer: number, count: number): Uint32Array {
    return new Uint32Array(this.call.memory.buffer, pointer, count).slice();
  }

  /** @returns the file that was written in this `run` */
  takeWritten(): Uint8Array {
    const file = new Uint8Array(this.written.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of this.written) {
      file.set(part, at);
      at += part.length;
    }
    this.written = [];
    return file;
  }

  private text(format: number, numbers: number): string {
    const { buffer } = this.call.memory;
    const bytes = new Uint8Array(buffer, format);
    const text = String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
    return formatted(
      text,
      new Int32Array(buffer, numbers, Math.min(MOST_NUMBERS, (buffer.byteLength - numbers) >> 2)),
    );
  }

  private warn(text: string): void {
    if (!this.acceptsDamage) this.fail(text);
    this.warnings.add(text);
  }

  private fail(text: string): never {
    throw new JpegError(text);
  }
}

/** As printf does it, with what libjpeg's messages contain: %d, %u, %x, %c, and a width that may begin with 0. */
function formatted(format: string, numbers: Int32Array): string {
  let next = 0;
  return format.replace(/%(0?)(\d*)([duxc])/gu, (_, zero: string, width: string, kind: string) => {
    const number = numbers[next++]!;
    const text = { d: number.toString(), u: (number >>> 0).toString(), x: (number >>> 0).toString(16) }[kind];
    return (text ?? String.fromCharCode(number)).padStart(Number(width), zero || ' ');
  });
}
