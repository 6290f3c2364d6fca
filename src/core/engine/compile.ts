import { isGeometric } from '../plan/operations.js';
import type {
  GeometricOperation,
  Operation,
  PiecesOperation,
  PixelOperation,
  RemapOperation,
  ResampleOperation,
} from '../plan/operations.js';
import { wholeFrame } from '../geometry/rectangle.js';
import type { Frame, Rectangle } from '../geometry/types.js';
import { chainPasses, emptyChain, extendChain, type Chain } from './chain.js';
import { fusePixelOperations } from './pixels/index.js';
import type { Pass, Program } from './program.js';

/**
 * Turns a Plan's Operations into as few passes over the raster as give the same result: neighbouring orients, windows
 * and warps of one interpolation become one resampling, neighbouring tables or colour matrices become one Operation.
 *
 * @param frame the Source's, as displayed
 * @throws RecipeError where a matrix cannot be inverted
 */
export function compile(operations: readonly Operation[], frame: Frame): Program {
  const compiler = new Compiler(frame);
  for (const operation of operations) compiler.add(operation);
  return compiler.finish();
}

/** Collects passes. The last chain or the last point Operations are held back while they can grow. */
class Compiler {
  private readonly passes: Pass[] = [];
  private chain: Chain;
  private points: PixelOperation[] = [];

  constructor(private readonly source: Frame) {
    this.chain = emptyChain(source);
  }

  add(operation: Operation): void {
    if (isGeometric(operation)) {
      this.finishPoints();
      this.addGeometric(operation);
    } else {
      this.finishChain(this.chain.output);
      this.points.push(operation);
    }
  }

  finish(): Program {
    this.finishPoints();
    this.finishChain(this.chain.output);
    return { source: this.source, output: this.chain.output, passes: this.passes };
  }

  private addGeometric(operation: GeometricOperation): void {
    switch (operation.kind) {
      case 'orient':
      case 'window':
      case 'warp':
        this.addToChain(operation);
        return;
      case 'resample':
        this.addResample(operation);
        return;
      case 'remap':
      case 'pieces':
        this.addOfOneFrame(operation);
        return;
      default:
        // A kind without a case is a type error.
        operation satisfies never;
    }
  }

  private addToChain(operation: Parameters<typeof extendChain>[1]): void {
    const longer = extendChain(this.chain, operation);
    if (longer) {
      this.chain = longer;
      return;
    }
    this.finishChain(this.chain.output);
    this.addToChain(operation);
  }

  private addResample({ filter, width, height }: ResampleOperation): void {
    const before = this.chain.output;
    if (before.width === width && before.height === height) return;
    this.finishChain({ width, height });
    const view = this.takeCrop() ?? wholeFrame(before);
    this.passes.push({ kind: 'resample', view, filter, output: { width, height } });
  }

  private addOfOneFrame(operation: RemapOperation | PiecesOperation): void {
    const output = this.chain.output;
    this.finishChain(output);
    const view = this.takeCrop() ?? wholeFrame(output);
    this.passes.push(
      operation.kind === 'remap'
        ? { kind: 'remap', view, operation, output }
        : { kind: 'pieces', view, operation, output },
    );
  }

  /** Removes a crop at the end of the passes: the next pass reads its part of the frame directly. */
  private takeCrop(): Rectangle | undefined {
    const last = this.passes.at(-1);
    if (last?.kind !== 'copy' || last.orientation !== 'identity' || last.window) return undefined;
    this.passes.pop();
    return last.view;
  }

  private finishChain(next: Frame): void {
    for (const pass of chainPasses(this.chain)) this.passes.push(pass);
    this.chain = emptyChain(next);
  }

  private finishPoints(): void {
    for (const operation of fusePixelOperations(this.points)) this.passes.push({ kind: 'point', operation });
    this.points = [];
  }
}
