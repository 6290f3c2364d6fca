import type { Lattice } from '../geometry/lattice.js';
import type { Frame } from '../geometry/types.js';
import { remapLattice } from '../plan/remap-lattice.js';
import { isGeometric, isProjective } from '../plan/operations.js';
import type { Operation, PiecesOperation, RemapOperation } from '../plan/operations.js';
import { piecesOf, type Piece } from '../plan/pieces.js';
import { followOperations, type Journey } from './region.js';

/** A part of a way that moves points by one matrix. */
export interface StraightLeg {
  readonly journey: Journey;
  readonly operations: readonly Operation[];
}

/** A remap. */
export interface CurvedLeg {
  readonly lattice: Lattice;
  readonly operations: readonly [RemapOperation];
}

/** Pieces that change places. */
export interface ScatteredLeg {
  readonly pieces: readonly Piece[];
  readonly frame: Frame;
  readonly operations: readonly [PiecesOperation];
}

type Leg = StraightLeg | CurvedLeg | ScatteredLeg;

/** What a list of Operations does to geometry: one straight leg, or several legs where there are remaps or pieces. */
export interface Way {
  readonly legs: readonly Leg[];
  /** The last frame. */
  readonly frame: Frame;
  /** False where no Operation moves anything. */
  readonly moves: boolean;
  /** True where left and right are exchanged at the end. */
  readonly mirrored: boolean;
  /** For each Operation, whether left and right are exchanged behind it. */
  readonly mirroredBehind: readonly boolean[];
}

export function wayOf(start: Frame, operations: readonly Operation[]): Way {
  const legs: Leg[] = [];
  const mirroredBehind: boolean[] = [];
  let [frame, moves, mirrored] = [start, false, false];
  for (const part of partsOf(operations)) {
    const broken = brokenLeg(part, frame);
    if (broken) {
      legs.push(broken);
      mirroredBehind.push(mirrored);
      moves = true;
      continue;
    }
    const before = mirrored;
    const journey = followOperations(frame, part);
    legs.push({ journey, operations: part });
    for (const behind of journey.mirroredBehind) mirroredBehind.push(behind !== before);
    mirrored = journey.mirrored !== before;
    moves ||= journey.moves;
    frame = journey.frame;
  }
  return { legs, frame, moves, mirrored, mirroredBehind };
}

/** The Operations up to the first that moves points by no matrix; until there the visible region has straight borders. */
export function whileStraight(operations: readonly Operation[]): readonly Operation[] {
  const first = operations.findIndex((operation) => isGeometric(operation) && !isProjective(operation));
  return first < 0 ? operations : operations.slice(0, first);
}

/** Each remap, and each change of pieces, is a part of its own. There is at least one part. */
function partsOf(operations: readonly Operation[]): (readonly Operation[])[] {
  const first = whileStraight(operations);
  if (first.length === operations.length) return [operations];
  const own = operations[first.length]!;
  const rest = operations.slice(first.length + 1);
  const parts = first.length > 0 ? [first, [own]] : [[own]];
  return rest.length > 0 ? [...parts, ...partsOf(rest)] : parts;
}

function brokenLeg([first]: readonly Operation[], frame: Frame): CurvedLeg | ScatteredLeg | undefined {
  if (first?.kind === 'remap') return { lattice: remapLattice(first, frame), operations: [first] };
  if (first?.kind === 'pieces') return { pieces: piecesOf(first, frame), frame, operations: [first] };
  return undefined;
}
