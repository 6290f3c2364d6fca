import type { Bitmap, Frame } from '../geometry/types.js';
import { RecipeError } from '../errors.js';
import type { PixelOperation, RecodeOperation } from '../plan/operations.js';
import { expectSize } from './expect-size.js';
import { runGeometry, type GeometryPass } from './geometry.js';
import { ALPHA_ROLE, BITMAP_ROLE, LABEL_MAP_ROLE, alphaGrid, colourGrid, colourRole } from './grid.js';
import { runLabels } from './labels.js';
import { Kernels, Surface } from './memory.js';
import { runPixelOperation } from './pixels/index.js';
import type { Program } from './program.js';
import type { Raster } from './raster.js';

export interface RunOptions {
  /** An encoder's round trip. The engine holds no codec; without one a recode is an error. */
  readonly recode?: (raster: Raster, operation: RecodeOperation) => Raster;
}

/** Runs Programs on pictures and labels. One a thread: it owns the memory that all its Surfaces lie in. */
export class Engine {
  constructor(private readonly kernels = new Kernels()) {}

  /** The picture in the engine's memory: a copy, but for a Surface that lies there already. */
  load(raster: Raster): Surface {
    if (raster instanceof Surface && raster.data.buffer === this.kernels.call.memory.buffer) return raster;
    const surface = this.allocate(raster.width, raster.height, raster.channels, raster.alpha !== undefined);
    surface.data.set(raster.data);
    if (raster.alpha) surface.alpha?.set(raster.alpha);
    return surface;
  }

  /** A Surface for a decoder to write into; its contents are arbitrary. */
  allocate(width: number, height: number, channels: 1 | 3, withAlpha: boolean): Surface {
    return this.kernels.surface(width, height, channels, withAlpha);
  }

  /** Bytes of memory held, in use or kept for reuse. */
  get size(): number {
    return this.kernels.size;
  }

  free(surface: Surface): void {
    this.kernels.free(surface);
  }

  /**
   * Lends the raster as a Surface for as long as `use` runs. What had to be copied into the engine's memory is freed
   * afterwards, also when `use` fails.
   */
  borrow<T>(raster: Raster, use: (surface: Surface) => T): T {
    const surface = this.load(raster);
    return surface === raster ? use(surface) : this.consume(surface, use);
  }

  /**
   * Gives the Surface to `use` and frees it afterwards, also when `use` fails. Where `use` returns a Promise, that is
   * when the Promise settles.
   */
  consume<T>(surface: Surface, use: (surface: Surface) => T): T {
    return withCleanup(
      () => use(surface),
      () => {
        this.free(surface);
      },
    );
  }

  /**
   * @param source of the Program's `source` size; stays as it is, so that many variants share one decoded picture
   * @returns a new Surface, for the caller to free
   * @throws RecipeError where the Program needs an encoder and none is given
   */
  run(program: Program, source: Surface, options: RunOptions = {}): Surface {
    expectSize('the image', source, program.source);
    let surface = source;
    try {
      for (const pass of program.passes) {
        if (pass.kind === 'point') {
          if (surface === source) surface = this.copy(source);
          surface = this.runPoint(surface, pass.operation, options);
        } else {
          const moved = this.move(pass, surface);
          if (surface !== source) this.free(surface);
          surface = moved;
        }
      }
      return surface === source ? this.copy(source) : surface;
    } catch (error) {
      if (surface !== source) this.free(surface);
      throw error;
    }
  }

  /**
   * A label map of the Source's size, moved as the image is, but sampled nearest. It follows `maskFill`s, and keeps
   * everything else that it carries.
   */
  runLabelMap<Map extends Frame & { readonly data: Uint8Array | Uint16Array }>(
    program: Program,
    map: Map,
  ): Map {
    expectSize('the label map', map, program.source);
    return { ...map, ...runLabels(this.kernels, program, map, LABEL_MAP_ROLE) };
  }

  /** One object's pixels. What a border repeats of it is left out: it is there once. */
  runBitmap(program: Program, bitmap: Bitmap): Bitmap {
    expectSize('the bitmap', bitmap, program.source);
    return runLabels(this.kernels, program, bitmap, BITMAP_ROLE);
  }

  private move(pass: GeometryPass, source: Surface): Surface {
    const { width, height } = pass.output;
    return this.kernels.filled(width, height, source.channels, source.opacity !== undefined, (target) => {
      runGeometry(this.kernels, pass, colourGrid(source), colourGrid(target), colourRole(source.channels));
      const alpha = alphaGrid(source);
      const targetAlpha = alphaGrid(target);
      if (alpha && targetAlpha) runGeometry(this.kernels, pass, alpha, targetAlpha, ALPHA_ROLE);
    });
  }

  /** May change the surface in place, or free it and return another. A failure frees nothing. */
  private runPoint(surface: Surface, operation: PixelOperation, { recode }: RunOptions): Surface {
    if (operation.kind !== 'recode') return runPixelOperation(this.kernels, surface, operation);
    if (!recode)
      throw new RecipeError(`re-encoding as ${operation.format} needs an encoder, and none is at hand here`);
    const recoded = this.load(recode(surface, operation));
    if (recoded !== surface) this.free(surface);
    return recoded;
  }

  private copy(surface: Surface): Surface {
    const { width, height, channels, opacity } = surface;
    const copy = this.allocate(width, height, channels, opacity !== undefined);
    copy.data.set(surface.data);
    if (surface.alpha) copy.alpha?.set(surface.alpha);
    return copy;
  }
}

function withCleanup<T>(work: () => T, cleanup: () => void): T {
  let result: T;
  try {
    result = work();
  } catch (error) {
    cleanup();
    throw error;
  }
  if (result instanceof Promise) return result.finally(cleanup) as T;
  cleanup();
  return result;
}
