import type { Encoding, Subsampling } from '../core/image-codec.js';
import { swapsSides } from '../core/plan/operation-matrix.js';
import type { Orientation } from '../core/plan/operations.js';

const TURNED: Readonly<Record<Subsampling, Subsampling>> = {
  '4:4:4': '4:4:4',
  '4:4:0': '4:2:2',
  '4:2:2': '4:4:0',
  '4:2:0': '4:2:0',
};

/** The encoding that keeps as much of the turned image as this one of the image as it was. */
export function turnedEncoding(encoding: Encoding, orientations: readonly Orientation[]): Encoding {
  const { subsampling } = encoding;
  const isTurned = orientations.filter(swapsSides).length % 2 === 1;
  return subsampling && isTurned ? { ...encoding, subsampling: TURNED[subsampling] } : encoding;
}
