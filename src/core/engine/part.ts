import { wholeFrame } from '../geometry/rectangle.js';
import type { Rectangle } from '../geometry/types.js';
import type { GeometryPass } from './geometry.js';
import type { Pass, Program } from './program.js';

/** The part of the Source that a Program reads: no pixel outside it has an effect on the result. */
export function partRead({ source, passes: [first] }: Program): Rectangle {
  return first && hasView(first) ? first.view : wholeFrame(source);
}

/**
 * The same Program for a raster that is a part of the Source. Its pixels have the same values.
 * @param part contains what the Program reads
 */
export function readingPart(program: Program, part: Rectangle): Program {
  const { width, height } = part;
  const [first, ...rest] = program.passes;
  if (!first || !hasView(first)) return { ...program, source: { width, height } };
  const view = { ...first.view, x: first.view.x - part.x, y: first.view.y - part.y };
  return { ...program, source: { width, height }, passes: [{ ...first, view }, ...rest] };
}

/** Others read the whole frame. */
function hasView(pass: Pass): pass is GeometryPass {
  return pass.kind !== 'point' && pass.kind !== 'mix';
}
