import type { Frame } from '../../geometry/types.js';
import { roundHalfEven } from '../parameters.js';
import type { Magnitudes } from './policy-tables.js';

/**
 * The magnitude of a bin, 0 where the member has none. In single precision as torch computes it, because thresholds and
 * whole pixels depend on its last bit.
 * @param bin from 0 to bins − 1; need not be whole
 * @param bins at least 2
 */
export function magnitudeOf(magnitudes: Magnitudes, bin: number, bins: number, frame: Frame): number {
  if (magnitudes === null) return 0;
  if ('fewerBits' in magnitudes) {
    const fewer = Math.fround(bin / Math.fround((bins - 1) / magnitudes.fewerBits));
    return roundHalfEven(Math.fround((magnitudes.bits ?? 8) - fewer));
  }
  if ('whole' in magnitudes) {
    const { from, whole, least = -Infinity, per = 1 } = magnitudes;
    return Math.max(least, from + Math.trunc((bin / (bins - 1)) * whole)) / per;
  }
  const { from, to, of } = magnitudes;
  return linspace(from, of ? to * frame[of] : to, bin, bins);
}

/** The element of torch.linspace: the second half is counted from the end. */
function linspace(from: number, to: number, index: number, count: number): number {
  const [start, end] = [Math.fround(from), Math.fround(to)];
  const step = Math.fround(Math.fround(end - start) / (count - 1));
  return Math.fround(index < Math.floor(count / 2) ? start + step * index : end - step * (count - 1 - index));
}
