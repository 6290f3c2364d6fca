import { RecipeError } from '../errors.js';
import type { Operation, PixelOperation, Resample, ScaledDecode } from '../plan/operations.js';
import type { Frame } from '../geometry/types.js';
import { chainPasses, emptyChain, extendChain, type Chain } from './chain.js';
import { fusePixelOperations } from './pixels/index.js';
import type { Pass, Program, Rectangle } from './program.js';

/**
 * Turns a Plan's Operations into as few passes over the picture as give the same result: neighbouring orients, windows
 * and warps of one interpolation become one resampling, neighbouring point Operations of one family one Operation.
 *
 * @param frame the Source's, as displayed
 * @throws RecipeError where a matrix cannot be inverted, or a decode is not the first Operation
 */
export function compile(operations: readonly Operation[], frame: Frame): Program {
  const compiler = new Compiler(frame);
  for (const operation of operations) compiler.add(operation);
  return compiler.finish();
}

/** Collects passes; the chain and the point Operations that may still grow wait at the end. */
class Compiler {
  private readonly passes: Pass[] = [];
  private chain: Chain;
  private points: PixelOperation[] = [];
  private input: Frame;

  constructor(private readonly source: Frame) {
    this.input = source;
    this.chain = emptyChain(source);
  }

  add(operation: Operation): void {
    switch (operation.kind) {
      case 'decode':
        this.addDecode(operation);
        break;
      case 'orient':
      case 'window':
      case 'warp':
        this.finishPoints();
        this.addGeometry(operation);
        break;
      case 'resample':
        this.finishPoints();
        this.addResample(operation);
        break;
      default:
        this.finishChain(this.chain.output);
        this.points.push(operation);
    }
  }

  finish(): Program {
    this.finishPoints();
    this.finishChain(this.chain.output);
    return { source: this.source, input: this.input, output: this.chain.output, passes: this.passes };
  }

  private addDecode({ denominator, width, height }: ScaledDecode): void {
    if (this.passes.length > 0 || this.chain.links.length > 0 || this.points.length > 0) {
      throw new RecipeError(
        'a Plan decodes a smaller picture after other Operations; decode must be its first one',
      );
    }
    this.input = { width, height };
    this.passes.push({ kind: 'decode', denominator, output: this.input });
    this.chain = emptyChain(this.input);
  }

  private addGeometry(operation: Parameters<typeof extendChain>[1]): void {
    const longer = extendChain(this.chain, operation);
    if (longer) {
      this.chain = longer;
      return;
    }
    this.finishChain(this.chain.output);
    this.addGeometry(operation);
  }

  private addResample({ filter, width, height }: Resample): void {
    const before = this.chain.output;
    if (before.width === width && before.height === height) return;
    this.finishChain({ width, height });
    const view = this.takeCrop() ?? { x: 0, y: 0, ...before };
    this.passes.push({ kind: 'resample', view, filter, output: { width, height } });
  }

  /** A crop that nothing but the next pass reads needs no pass of its own: that pass reads its part of the frame. */
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
