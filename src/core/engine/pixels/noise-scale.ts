import type { Frame } from '../../geometry/types.js';
import type { GaussianNoiseOperation } from '../../plan/operations.js';

/** The size of the image that noise is drawn for, before it is enlarged. */
export function smallFrame({ width, height }: Frame, { scale }: GaussianNoiseOperation): Frame {
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  };
}

/** For every pixel of the enlarged line: its two neighbours in the small line, and the weight of the second in 1/2048. */
export function linearTaps(small: number, large: number): Int32Array {
  const taps = new Int32Array(3 * large);
  for (let i = 0; i < large; i++) {
    const position = Math.min(small - 1, Math.max(0, ((i + 0.5) * small) / large - 0.5));
    const first = Math.floor(position);
    taps.set([first, Math.min(small - 1, first + 1), Math.round((position - first) * 2048)], 3 * i);
  }
  return taps;
}
