import { RecipeError } from '../errors.js';
import { isGeometric } from '../plan/operations.js';
import type {
  Colour,
  CompositeOperation,
  Edge,
  NoiseOperation,
  UnmixedOperation,
  PixelOperation,
  Seed,
  TableOperation,
} from '../plan/operations.js';
import { Stream } from '../plan/stream.js';
import type { CompiledComposite, Pass, PointOperation, Program } from './program.js';

/**
 * A Program as one plane goes through it, which is grey. What differs by channel differs by plane: such noise and random
 * fills draw from a seed of the plane's own.
 * @param plane from 0
 * @throws RecipeError for what only red, green and blue have a meaning for
 */
export function programOfPlane(program: Program, plane: number): Program {
  return { ...program, passes: program.passes.map((pass) => passOfPlane(pass, plane)) };
}

function passOfPlane(pass: Pass, plane: number): Pass {
  if (pass.kind === 'mix') throw withOthers();
  if (pass.kind === 'point') return { ...pass, operation: operationOfPlane(pass.operation, plane) };
  if (pass.kind === 'copy' && pass.window) expectOneBorder(pass.window.edge);
  if (pass.kind === 'remap') expectOneBorder(pass.operation);
  if (pass.kind === 'sample') for (const { edge } of pass.stages) expectOneBorder(edge);
  return pass;
}

/**
 * A Program as one channel of three goes through it, which is grey: as by planes, but what has a meaning for colours alone
 * acts as on a grey image.
 * @param channel from 0
 */
export function programOfChannel(program: Program, channel: number): Program {
  const passes = program.passes.map((pass): Pass =>
    pass.kind === 'point' ? { ...pass, operation: reseeded(pass.operation, channel) } : pass,
  );
  return { ...program, passes };
}

function operationOfPlane(operation: PointOperation, plane: number): PointOperation {
  switch (operation.kind) {
    case 'adaptive':
      if (operation.form === undefined) throw colourOnly('a line by the mean of all channels');
      if (operation.form === 'equalize' && operation.of === 'luma') throw colourOnly('the luma');
      if (operation.form === 'first_component') throw colourOnly('the first principal component');
      return operation;
    case 'matrix':
    case 'grey':
    case 'hsv':
    case 'density':
    case 'fringe':
    case 'recode':
      throw colourOnly(`the Operation ${operation.kind}`);
    case 'match':
      throw withOthers();
    case 'table':
      for (const table of operation.form === 'chain' ? operation.tables : [operation]) expectOneTable(table);
      return operation;
    case 'noise':
      if (operation.distribution === 'impulses')
        for (const { colour } of operation.impulses) expectOneLevel('pixel', colour);
      return reseeded(operation, plane);
    case 'fill':
      if ('colour' in operation.paint) expectOneLevel('fill', operation.paint.colour);
      return reseeded(operation, plane);
    case 'within':
      if ('channels' in operation.part) throw colourOnly('a part of the channels');
      return { ...operation, operations: operation.operations.map((one) => withinPlane(one, plane)) };
    case 'composite':
      return compositeOfPlane(operation, plane);
    default:
      return operation;
  }
}

/** Its mask is that of the frame, and so the same for all planes. */
function compositeOfPlane(composite: CompiledComposite, plane: number): CompiledComposite {
  expectOneLayer(composite.operation);
  return {
    ...composite,
    branches: composite.branches.map(({ weight, program }) => ({
      weight,
      program: programOfPlane(program, plane),
    })),
  };
}

function expectOneLayer(operation: CompositeOperation): void {
  if (operation.form !== 'over') return;
  if (operation.colour === 'mean') throw colourOnly('the mean of all channels');
  expectOneLevel('layer', operation.colour);
}

/** Of a part, whose Operations are compiled when it runs. */
function withinPlane(operation: UnmixedOperation, plane: number): UnmixedOperation {
  const inPlane = (operations: readonly UnmixedOperation[]) =>
    operations.map((one) => withinPlane(one, plane));
  if (operation.kind === 'composite') {
    expectOneLayer(operation);
    if (operation.form !== 'branches') return operation;
    const branches = operation.branches.map((branch) => ({
      ...branch,
      operations: inPlane(branch.operations),
    }));
    return { ...operation, branches };
  }
  if (operation.kind === 'match') throw withOthers();
  if (!isGeometric(operation)) return operationOfPlane(operation, plane) as PixelOperation;
  if ('border' in operation) expectOneBorder(operation);
  return operation;
}

/** With the seed of its plane, if it has draws for each channel. */
function reseeded(operation: PointOperation, plane: number): PointOperation {
  if (operation.kind === 'noise' && isPerChannel(operation))
    return { ...operation, seed: seedOfPlane(operation.seed, plane) };
  if (operation.kind !== 'fill' || 'colour' in operation.paint) return operation;
  return { ...operation, paint: { ...operation.paint, seed: seedOfPlane(operation.paint.seed, plane) } };
}

function isPerChannel(noise: NoiseOperation): boolean {
  return 'perChannel' in noise ? noise.perChannel : noise.distribution === 'shot';
}

/** The seed that the fork of the Operation's seed draws after those of the planes before. docs/operations.md states it. */
function seedOfPlane([first, second]: Seed, plane: number): Seed {
  const fork = new Stream([first, second, 0, 0]);
  for (let before = 0; before < plane; before++) fork.seed();
  return fork.seed();
}

function expectOneTable(table: TableOperation): void {
  const perChannel = table.form === 'values' ? [table.values] : [table.scale, table.offset];
  if (!perChannel.every(areEqual)) throw colourOnly('a table for each channel');
}

function expectOneBorder({ border, fill }: Edge): void {
  if (border === 'constant') expectOneLevel('border', fill);
}

function expectOneLevel(what: string, colour: Colour): void {
  if (!areEqual(colour)) throw colourOnly(`a ${what} of three different levels`);
}

function areEqual(values: readonly unknown[]): boolean {
  return values.every((value) => value === values[0]);
}

function withOthers(): RecipeError {
  return new RecipeError('other images cannot be mixed in: the image has planes that are no colours');
}

function colourOnly(what: string): RecipeError {
  return new RecipeError(`${what} needs red, green and blue, and the image has planes that are no colours`);
}
