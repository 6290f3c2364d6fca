import { RecipeError } from '../errors.js';
import type { Colour, Edge, NoiseOperation, Seed, TableOperation } from '../plan/operations.js';
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
  if (pass.kind === 'mix')
    throw new RecipeError('other images cannot be mixed in: the image has planes that are no colours');
  if (pass.kind === 'point') return { ...pass, operation: operationOfPlane(pass.operation, plane) };
  if (pass.kind === 'copy' && pass.window) expectOneBorder(pass.window.edge);
  if (pass.kind === 'remap') expectOneBorder(pass.operation);
  if (pass.kind === 'sample') for (const { edge } of pass.stages) expectOneBorder(edge);
  return pass;
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
    case 'recode':
      throw colourOnly(`the Operation ${operation.kind}`);
    case 'table':
      for (const table of operation.form === 'chain' ? operation.tables : [operation]) expectOneTable(table);
      return operation;
    case 'noise':
      if (operation.distribution === 'impulses')
        for (const { colour } of operation.impulses) expectOneLevel('pixel', colour);
      return isPerChannel(operation) ? { ...operation, seed: seedOfPlane(operation.seed, plane) } : operation;
    case 'fill': {
      const { paint } = operation;
      if ('random' in paint)
        return { ...operation, paint: { ...paint, seed: seedOfPlane(paint.seed, plane) } };
      expectOneLevel('fill', paint.colour);
      return operation;
    }
    case 'composite':
      return compositeOfPlane(operation, plane);
    default:
      return operation;
  }
}

/** Its mask is that of the frame, and so the same for all planes. */
function compositeOfPlane(composite: CompiledComposite, plane: number): CompiledComposite {
  const { operation, branches } = composite;
  if (operation.form === 'over') {
    if (operation.colour === 'mean') throw colourOnly('the mean of all channels');
    expectOneLevel('layer', operation.colour);
  }
  return {
    ...composite,
    branches: branches.map(({ weight, program }) => ({ weight, program: programOfPlane(program, plane) })),
  };
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

function colourOnly(what: string): RecipeError {
  return new RecipeError(`${what} needs red, green and blue, and the image has planes that are no colours`);
}
