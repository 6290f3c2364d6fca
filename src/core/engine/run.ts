import type { Bitmap, Frame } from '../geometry/types.js';
import { RecipeError } from '../errors.js';
import type { MixedSource, MixLayer, RecodeOperation, WithinOperation } from '../plan/operations.js';
import { composite } from './composite/index.js';
import { expectSize } from './expect-size.js';
import { runGeometry, type GeometryPass } from './geometry.js';
import { ALPHA_ROLE, BITMAP_ROLE, LABEL_MAP_ROLE, alphaGrid, colourGrid, colourRole } from './grid.js';
import { runLabels } from './labels.js';
import { copyAlpha, copyPixels, Kernels, shapeOf, SurfaceOf } from './memory.js';
import type { Surface } from './memory.js';
import { applyMatch } from './match/index.js';
import { coversAll, layOver, paint } from './mix.js';
import { hashPixels } from './pixel-hash.js';
import { runPixelOperation, worksInPlace } from './pixels/index.js';
import { programOfPlane } from './planes.js';
import type { CompiledMatch, MixPass, Pass, Program } from './program.js';
import type { Raster } from './raster.js';
import type { Depth } from '../plan/depth.js';
import { runWithin } from './within.js';

export interface RunOptions {
  /** An encoder's round trip. The engine has no codec: without this function a recode is an error. */
  readonly recode?: (raster: Raster, operation: RecodeOperation) => Raster;
  /** The images that layers show besides the Source's own. Without this function a mix of several images is an error. */
  readonly other?: (source: MixedSource) => Surface;
  /** What a cut-out layer shows, in its own frame. Without this function such a layer is an error. */
  readonly shape?: (layer: MixLayer) => Bitmap;
}

/** Runs Programs on rasters and labels. It owns the memory of all its Surfaces; each thread has one. */
export class Engine {
  constructor(private readonly kernels = new Kernels()) {}

  /** Copies a raster into the engine's memory. A Surface of this engine is returned as it is. */
  load(raster: Raster): Surface {
    if (raster instanceof SurfaceOf && raster.data.buffer === this.kernels.call.memory.buffer)
      return raster as Surface;
    const { width, height, channels, depth, planes, alpha } = raster;
    const surface = this.allocate(width, height, channels, alpha !== undefined, depth, planes);
    surface.data.set(raster.data);
    if (alpha) surface.alpha?.set(alpha);
    return surface;
  }

  /** A Surface for a decoder to write into; its contents are arbitrary. */
  allocate(
    width: number,
    height: number,
    channels: 1 | 3,
    withAlpha: boolean,
    depth: Depth = 8,
    planes?: number,
  ): Surface {
    return this.kernels.surface({ width, height, channels, withAlpha, depth, planes });
  }

  /** Bytes of memory held, in use or kept for reuse. */
  get size(): number {
    return this.kernels.size;
  }

  free(surface: Surface): void {
    this.kernels.free(surface);
  }

  /**
   * Gives the raster to `use` as a Surface. If it had to be copied into the engine's memory, the copy is freed afterwards,
   * also when `use` fails.
   */
  borrow<T>(raster: Raster, use: (surface: Surface) => T): T {
    const surface = this.load(raster);
    return surface === raster ? use(surface) : this.consume(surface, use);
  }

  /**
   * Gives the Surface to `use` and frees it afterwards, also when `use` fails. If `use` returns a Promise, the Surface is
   * freed when the Promise settles.
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
   * @param source of the Program's `source` size. It is not changed, so many variants can share one decoded image.
   * @returns a Surface, for the caller to free: a new one, or, where the Program changes nothing, the source itself, which is
   * then held twice. Whoever wants to change samples copies them first (`copyRaster`).
   * @throws RecipeError where the Program needs an encoder and `options` has none, or colours where the image has planes
   */
  run(program: Program, source: Surface, options: RunOptions = {}): Surface {
    expectSize('the image', source, program.source);
    return source.planes === undefined
      ? this.runPasses(program, source, options)
      : this.runPlanes(program, source, source.planes, options);
  }

  private runPlanes(program: Program, source: Surface, planes: number, options: RunOptions): Surface {
    const { width, height } = program.output;
    return this.kernels.filled({ ...shapeOf(source), width, height }, (target) => {
      for (let index = 0; index < planes; index++) {
        const made = this.runPasses(programOfPlane(program, index), source.plane(index), options);
        this.consume(made, () => {
          copyPixels(made, target.plane(index));
          copyAlpha(made, target.plane(index));
        });
      }
    });
  }

  private runPasses(program: Program, source: Surface, options: RunOptions): Surface {
    let surface = source;
    try {
      for (const pass of program.passes) {
        // An encoder's round trip changes what it is given.
        if (surface === source && isRecode(pass)) surface = this.copy(source);
        const next = this.runPass(pass, surface, surface !== source, options);
        if (surface !== source && surface !== next) this.free(surface);
        surface = next;
      }
      return surface === source ? this.kernels.share(source) : surface;
    } catch (error) {
      if (surface !== source) this.free(surface);
      throw error;
    }
  }

  /**
   * Moves a label map of the Source's size as the image, but samples it nearest, and fills it with `maskFill`. All other
   * properties of `map` are kept.
   */
  runLabelMap<Map extends Frame & { readonly data: Uint8Array | Uint16Array }>(
    program: Program,
    map: Map,
  ): Map {
    expectSize('the label map', map, program.source);
    return { ...map, ...runLabels(this.kernels, program, map, LABEL_MAP_ROLE) };
  }

  /** Moves the bitmap of one object. A border never repeats it: the object exists once. */
  runBitmap(program: Program, bitmap: Bitmap): Bitmap {
    expectSize('the bitmap', bitmap, program.source);
    return runLabels(this.kernels, program, bitmap, BITMAP_ROLE);
  }

  /**
   * 128 bits as 32 hexadecimal digits, defined in docs/reproducibility.md. Rasters with the same hash have the same size,
   * channels, samples and alpha; but whoever wants to can make two with the same hash.
   */
  hash(raster: Raster): string {
    return this.borrow(raster, (surface) => hashPixels(this.kernels, surface));
  }

  private move(pass: GeometryPass, source: Surface): Surface {
    const { width, height } = pass.output;
    return this.kernels.filled({ ...shapeOf(source), width, height }, (target) => {
      runGeometry(this.kernels, pass, colourGrid(source), colourGrid(target), colourRole(source));
      const alpha = alphaGrid(source);
      const targetAlpha = alphaGrid(target);
      if (alpha && targetAlpha) runGeometry(this.kernels, pass, alpha, targetAlpha, ALPHA_ROLE);
    });
  }

  /** @returns a new Surface; or the given one, changed, if it may be. A failure frees nothing. */
  private runPass(pass: Pass, surface: Surface, mayChange: boolean, options: RunOptions): Surface {
    if (pass.kind === 'mix') return this.mix(pass, surface, options);
    if (pass.kind !== 'point') return this.move(pass, surface);
    const { operation } = pass;
    if (operation.kind === 'recode') return this.recoded(surface, operation, options);
    if (operation.kind === 'match') return this.match(surface, operation, options);
    const write = (target: Surface): void => {
      if (operation.kind === 'within') this.within(surface, target, operation, options);
      else if (operation.kind !== 'composite') runPixelOperation(this.kernels, surface, target, operation);
      else composite(this.kernels, surface, target, operation, (...part) => this.runPasses(...part, options));
    };
    if (!mayChange || !worksInPlace(operation)) return this.like(surface, write);
    write(surface);
    return surface;
  }

  private mix({ operation, programs, output }: MixPass, source: Surface, options: RunOptions): Surface {
    return this.kernels.filled({ ...shapeOf(source), ...output }, (target) => {
      if (!coversAll(operation, programs)) paint(target, operation.fill);
      for (const [index, layer] of operation.layers.entries()) {
        const from = layer.source ? otherImage(layer.source, options) : source;
        this.through(programs[index]!, from, options, (made) => {
          layOver(this.kernels, made, target, layer, layer.cut && shapeOfCut(layer, options));
        });
      }
    });
  }

  private match(surface: Surface, { operation, program }: CompiledMatch, options: RunOptions): Surface {
    return this.like(surface, (target) => {
      this.through(program, otherImage(operation.source, options), options, (made) => {
        applyMatch(this.kernels, surface, made, target, operation);
      });
    });
  }

  /** Gives what the Program makes to `use`; the image itself where it makes nothing of it. */
  private through(
    program: Program,
    source: Surface,
    options: RunOptions,
    use: (made: Surface) => void,
  ): void {
    expectSize('the image', source, program.source);
    if (program.passes.length === 0) use(source);
    else this.consume(this.run(program, source, options), use);
  }

  private within(source: Surface, target: Surface, operation: WithinOperation, options: RunOptions): void {
    runWithin(this.kernels, source, target, operation, (program, from, use) => {
      this.consume(this.runPasses(program, from, options), use);
    });
  }

  private recoded(surface: Surface, operation: RecodeOperation, { recode }: RunOptions): Surface {
    if (recode) return this.load(recode(surface, operation));
    throw new RecipeError(
      `re-encoding as ${operation.format} needs an encoder, and the engine was given none`,
    );
  }

  private copy(surface: Surface): Surface {
    return this.like(surface, (target) => {
      copyPixels(surface, target);
    });
  }

  /** A new Surface of the same size and alpha. */
  private like(surface: Surface, write: (target: Surface) => void): Surface {
    return this.kernels.filled(shapeOf(surface), (target) => {
      copyAlpha(surface, target);
      write(target);
    });
  }
}

function otherImage(source: MixedSource, { other }: RunOptions): Surface {
  if (other) return other(source);
  throw new RecipeError(`${source.key} is to be mixed in, and the engine was not given it`);
}

function shapeOfCut(layer: MixLayer, { shape }: RunOptions): Bitmap {
  if (shape) return shape(layer);
  throw new RecipeError('objects are to be cut out of an image, and the engine was not given their shapes');
}

function isRecode(pass: Pass): boolean {
  return pass.kind === 'point' && pass.operation.kind === 'recode';
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
