import type { Lattice } from '../geometry/lattice.js';
import type { Frame } from '../geometry/types.js';
import { remapLattice } from '../plan/remap-lattice.js';
import type { Operation, RemapOperation } from '../plan/operations.js';
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

/** What a list of Operations does to geometry: one straight leg, or several legs where there are remaps. */
export interface Way {
  readonly legs: readonly (StraightLeg | CurvedLeg)[];
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
  const legs: (StraightLeg | CurvedLeg)[] = [];
  const mirroredBehind: boolean[] = [];
  let [frame, moves, mirrored] = [start, false, false];
  for (const part of partsOf(operations)) {
    if (isCurved(part)) {
      legs.push({ lattice: remapLattice(part[0], frame), operations: part });
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

/** The Operations up to the first remap, where the visible region has straight borders. */
export function untilRemap(operations: readonly Operation[]): readonly Operation[] {
  const first = operations.findIndex(({ kind }) => kind === 'remap');
  return first < 0 ? operations : operations.slice(0, first);
}

/** Each remap is a part of its own. There is at least one part. */
function partsOf(operations: readonly Operation[]): (readonly Operation[])[] {
  const first = untilRemap(operations);
  if (first.length === operations.length) return [operations];
  const remap = operations[first.length]!;
  const rest = operations.slice(first.length + 1);
  const parts = first.length > 0 ? [first, [remap]] : [[remap]];
  return rest.length > 0 ? [...parts, ...partsOf(rest)] : parts;
}

function isCurved(part: readonly Operation[]): part is readonly [RemapOperation] {
  return part[0]?.kind === 'remap';
}
