import { decodeBase64 } from '../base64.js';
import { KERNELS_BASE64 } from './kernels.generated.js';
import type { KernelExports } from './exports.js';
import type { RasterOf, SamplesOf } from './raster.js';
import type { Depth } from '../plan/depth.js';

/** Kernels may read and write this far beyond the last sample, so that vectors need no scalar tail. */
const SLACK = 64;
const PAGE = 65_536;
/** A block of so many bytes is worth the search for one that fits. */
const LARGE = 2 ** 20;
/** A block that is so many times larger is left for others. */
const MOST_TIMES = 4;

let compiled: WebAssembly.Module | undefined;

/** A part of the kernels' memory. */
export interface Block {
  readonly pointer: number;
  readonly capacity: number;
}

/**
 * A Raster in the kernels' memory. `data` and `alpha` make a new view at each call. Growing memory detaches older views,
 * so keep the Surface, not a view, across an allocation.
 */
export class SurfaceOf<D extends Depth> implements RasterOf<D> {
  constructor(
    private readonly kernels: Kernels,
    readonly width: number,
    readonly height: number,
    readonly channels: 1 | 3,
    readonly depth: D,
    readonly pixels: Block,
    readonly opacity: Block | undefined,
    readonly planes?: number,
  ) {}

  get data(): SamplesOf<D> {
    const count = this.width * this.height * this.channels * (this.planes ?? 1);
    return this.kernels.samples(this.depth, this.pixels.pointer, count);
  }

  get alpha(): SamplesOf<D> | undefined {
    return this.opacity && this.kernels.samples(this.depth, this.opacity.pointer, this.width * this.height);
  }

  /** One of its planes as grey, in the same memory. What lies behind it is the next plane: kernels may only read it. Alpha is that of the first. */
  plane(index: number): Surface {
    const { kernels, width, height, depth, opacity } = this;
    const capacity = (width * height * depth) / 8;
    const pixels = { pointer: this.pixels.pointer + index * capacity, capacity };
    const alpha = index === 0 ? opacity : undefined;
    return new SurfaceOf(kernels, width, height, 1, depth, pixels, alpha) as Surface;
  }
}

export type Surface = SurfaceOf<8> | SurfaceOf<16>;

/** What a Surface is made of. */
export type SurfaceShape = Pick<Surface, 'width' | 'height' | 'channels' | 'depth' | 'planes'> & {
  readonly withAlpha: boolean;
};

export function shapeOf({ width, height, channels, depth, opacity, planes }: Surface): SurfaceShape {
  return { width, height, channels, depth, withAlpha: opacity !== undefined, ...(planes && { planes }) };
}

/** Copies the samples, without alpha, unless both are the same. */
export function copyPixels(source: Surface, target: Surface): void {
  if (target !== source) target.data.set(source.data);
}

/** Copies alpha where there is one. */
export function copyAlpha(source: Surface, target: Surface): void {
  if (source.alpha) target.alpha?.set(source.alpha);
}

/**
 * One instance of the compiled kernels with its own memory; each thread has one. Released blocks are reused, which is the
 * largest single gain in speed.
 */
export class Kernels {
  readonly call: KernelExports;
  private next: number;
  private readonly idle = new Map<number, Block[]>();
  /** How many hold a Surface besides the first. */
  private readonly sharers = new Map<Surface, number>();

  constructor() {
    compiled ??= new WebAssembly.Module(decodeBase64(KERNELS_BASE64));
    this.call = new WebAssembly.Instance(compiled, {
      env: { abort: () => raise('a kernel aborted') },
    }).exports as unknown as KernelExports;
    this.next = align(this.call.heapBase(), 64);
  }

  view(pointer: number, length: number): Uint8Array {
    return new Uint8Array(this.call.memory.buffer, pointer, length);
  }

  /** A view of so many samples. */
  samples<D extends Depth>(depth: D, pointer: number, count: number): SamplesOf<D> {
    const { buffer } = this.call.memory;
    const view =
      depth === 8 ? new Uint8Array(buffer, pointer, count) : new Uint16Array(buffer, pointer, count);
    return view as SamplesOf<D>;
  }

  /** Contents are arbitrary. Capacities are rounded up to an eighth of their power of two, so that similar sizes share blocks. */
  allocate(bytes: number): Block {
    const capacity = blockCapacity(bytes + SLACK);
    const reused = this.idle.get(capacity)?.pop() ?? this.larger(capacity)?.pop();
    if (reused) return reused;
    const pointer = this.next;
    this.reserve(pointer + capacity);
    this.next = pointer + capacity;
    return { pointer, capacity };
  }

  /** Idle blocks that are a little larger, for a large one: variants of many sizes would otherwise each take their own. */
  private larger(capacity: number): Block[] | undefined {
    if (capacity < LARGE) return undefined;
    const fitting = [...this.idle].filter(
      ([size, blocks]) => size > capacity && size <= MOST_TIMES * capacity && blocks.length > 0,
    );
    return fitting.sort(([a], [b]) => a - b)[0]?.[1];
  }

  release(block: Block): void {
    const list = this.idle.get(block.capacity);
    if (list) list.push(block);
    else this.idle.set(block.capacity, [block]);
  }

  surface({ width, height, channels, depth, withAlpha, planes }: SurfaceShape): Surface {
    const plane = (width * height * depth) / 8;
    const pixels = this.allocate(plane * channels * (planes ?? 1));
    try {
      const opacity = withAlpha ? this.allocate(plane) : undefined;
      return new SurfaceOf(this, width, height, channels, depth, pixels, opacity, planes) as Surface;
    } catch (error) {
      this.release(pixels);
      throw error;
    }
  }

  /** Has one more hold a Surface: the last of them to free it releases its memory, and none of them may change its samples. */
  share(surface: Surface): Surface {
    this.sharers.set(surface, (this.sharers.get(surface) ?? 0) + 1);
    return surface;
  }

  free(surface: Surface): void {
    const others = this.sharers.get(surface) ?? 0;
    if (others > 1) this.sharers.set(surface, others - 1);
    else if (others === 1) this.sharers.delete(surface);
    else this.releaseAll(surface);
  }

  private releaseAll(surface: Surface): void {
    this.release(surface.pixels);
    if (surface.opacity) this.release(surface.opacity);
  }

  /** A new Surface with what `write` puts into it. If `write` throws, the Surface is freed. */
  filled(shape: SurfaceShape, write: (target: Surface) => void): Surface {
    const target = this.surface(shape);
    try {
      write(target);
      return target;
    } catch (error) {
      this.free(target);
      throw error;
    }
  }

  /** Bytes of the kernels' memory, in use or kept for reuse. */
  get size(): number {
    return this.call.memory.buffer.byteLength;
  }

  private reserve(end: number): void {
    const missing = end - this.call.memory.buffer.byteLength;
    if (missing > 0) this.call.memory.grow(Math.ceil(missing / PAGE));
  }
}

/** What a block of so many bytes takes. */
export function blockCapacity(bytes: number): number {
  const step = Math.max(1024, 2 ** (28 - Math.clz32(bytes)));
  return align(bytes, step);
}

function align(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function raise(message: string): never {
  throw new Error(message);
}
