import { isGeometric } from '../plan/operations.js';
import { PlanError } from '../errors.js';
import { IDENTITY } from '../geometry/matrix.js';
import type {
  CompositeOperation,
  GeometricOperation,
  MixOperation,
  Operation,
  PiecesOperation,
  PixelOperation,
  RemapOperation,
  ResampleOperation,
  SweepForm,
  WarpOperation,
} from '../plan/operations.js';
import { wholeFrame } from '../geometry/rectangle.js';
import type { Frame, Matrix3, Rectangle } from '../geometry/types.js';
import { chainPasses, emptyChain, extendChain, type Chain } from './chain.js';
import { fusePixelOperations } from './pixels/index.js';
import type { Branch, CompiledComposite, FusedOperation, Pass, PointOperation, Program } from './program.js';

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
    } else if (operation.kind === 'mix') {
      this.addMix(operation);
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

  private addMix(operation: MixOperation): void {
    this.finishPoints();
    const incoming = this.chain.output;
    const { width, height } = operation;
    this.finishChain({ width, height });
    const programs = operation.layers.map(({ source, operations }) =>
      compile(operations, source?.frame ?? incoming),
    );
    this.passes.push({ kind: 'mix', operation, programs, output: { width, height } });
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
    for (const operation of fusePixelOperations(this.points)) {
      this.passes.push({ kind: 'point', operation: compilePoint(operation, this.chain.output) });
    }
    this.points = [];
  }
}

function compilePoint(operation: FusedOperation, frame: Frame): PointOperation {
  if (operation.kind === 'composite') return compileComposite(operation, frame);
  if (operation.kind !== 'match') return operation;
  const { source, operations } = operation;
  return { kind: 'match', operation, program: compile(operations, source.frame) };
}

function compileComposite(operation: CompositeOperation, frame: Frame): CompiledComposite {
  const mask = 'mask' in operation ? operation.mask : undefined;
  return {
    kind: 'composite',
    operation,
    ...(mask && { mask: compileWithin(mask.then, frame) }),
    branches: branchesOf(operation, frame),
  };
}

function branchesOf(operation: CompositeOperation, frame: Frame): Branch[] {
  if (operation.form === 'sweep') {
    const { at } = operation;
    return [...new Set(at)].map((share) => ({
      weight: at.filter((other) => other === share).length / at.length,
      program: compileWithin(share === 0 ? [] : [viewOf(operation, share, frame)], frame),
    }));
  }
  if (operation.form !== 'branches') return [];
  return operation.branches.map(({ weight, operations }) => ({
    weight,
    program: compileWithin(operations, frame),
  }));
}

/** @throws PlanError where the Operations change the size */
function compileWithin(operations: readonly Operation[], frame: Frame): Program {
  const program = compile(operations, frame);
  const { width, height } = program.output;
  if (width === frame.width && height === frame.height) return program;
  throw new PlanError(
    `a branch or a mask of a composite makes ${width} × ${height} pixels of ${frame.width} × ${frame.height}; it must keep the size`,
  );
}

/** The image through a map between the identity and the sweep's. */
function viewOf({ matrix }: SweepForm, share: number, { width, height }: Frame): WarpOperation {
  const between = IDENTITY.map((one, index) => one + share * (matrix[index]! - one));
  return {
    kind: 'warp',
    matrix: between as unknown as Matrix3,
    width,
    height,
    interpolation: 'linear',
    border: 'replicate',
    fill: [0],
    maskFill: 0,
  };
}
