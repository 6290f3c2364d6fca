/** A Poisson number from 32 random bits: `first`, and one more for each threshold that does not exceed them. */
export interface PoissonSteps {
  readonly first: number;
  readonly thresholds: Uint32Array;
}

/** Terms smaller than this part of the greatest are left out: they are less likely than one of 2³² draws. */
const SMALLEST_TERM = 2 ** -48;
const ALL = 2 ** 32;

/**
 * The cumulative distribution, exact to 2⁻³². The terms follow from that of the mode by products alone, so that neither an
 * exponential nor a factorial is needed.
 *
 * @param mean not negative; the time grows with its root
 */
export function poissonSteps(mean: number): PoissonSteps {
  const mode = Math.floor(mean);
  const below: number[] = [];
  for (let k = mode, term = mode / mean; k > 0 && term > SMALLEST_TERM; term *= --k / mean) below.push(term);
  const above: number[] = [];
  for (let k = mode + 1, term = mean / k; term > SMALLEST_TERM; term *= mean / ++k) above.push(term);
  const terms = [...below.reverse(), 1, ...above];
  const total = terms.reduce((sum, term) => sum + term, 0);
  let sum = 0;
  const thresholds = terms.map((term) => Math.round(((sum += term) / total) * ALL));
  return {
    first: mode - below.length,
    thresholds: Uint32Array.from(thresholds.filter((threshold) => threshold < ALL)),
  };
}
