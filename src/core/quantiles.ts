import { exp, log, pow } from './math.js';

/** How many numbers stand for a distribution; each is as likely as the others. */
export const QUANTILES = 4096;

/** Laplace's distribution of mean 0 and spread 1: the mean of each of `QUANTILES` equal parts of it, ascending. */
export function laplaceQuantiles(): Float64Array {
  const half = QUANTILES / 2;
  const values = new Float64Array(QUANTILES);
  // The quantile of p below ½ is ln 2p; its integral from 0 is p ln 2p − p.
  for (let i = 0, before = 0; i < half; i++) {
    const p = (i + 1) / QUANTILES;
    const integral = p * log(2 * p) - p;
    values[i] = QUANTILES * (integral - before);
    values[QUANTILES - 1 - i] = -values[i]!;
    before = integral;
  }
  return values;
}

/** Steps by which each half of a beta distribution is integrated. */
const STEPS = 512;

/**
 * The beta distribution: its quantiles of (i + ½) / `QUANTILES`, ascending.
 * @param alpha above 0, as `beta`, and at most 100
 */
export function betaQuantiles(alpha: number, beta: number): Float64Array {
  const lower = new BetaHalf(alpha, beta);
  const upper = new BetaHalf(beta, alpha);
  const values = new Float64Array(QUANTILES);
  const total = lower.mass + upper.mass;
  let first = 0;
  for (; first < QUANTILES && total * ((first + 0.5) / QUANTILES) < lower.mass; first++) {
    values[first] = lower.quantile(total * ((first + 0.5) / QUANTILES));
  }
  upper.restart();
  for (let i = QUANTILES - 1; i >= first; i--) {
    values[i] = 1 - upper.quantile(total * ((QUANTILES - i - 0.5) / QUANTILES));
  }
  return values;
}

/**
 * The part of a beta distribution below ½, up to a factor. Where its density has a pole at 0, it is integrated over u = xᵃ, a
 * being alpha, in which it has none.
 */
class BetaHalf {
  readonly mass: number;
  private readonly cumulative = new Float64Array(STEPS + 1);
  private readonly exponent: number;
  private readonly last: number;
  private step = 0;

  constructor(alpha: number, beta: number) {
    this.exponent = Math.min(1, alpha);
    this.last = pow(0.5, this.exponent);
    const greatest = logDensity(modeOf(alpha, beta), alpha, beta, 1);
    for (let i = 0; i < STEPS; i++) {
      const x = this.positionAt(i + 0.5);
      const density = exp(logDensity(x, alpha, beta, this.exponent) - greatest) / this.exponent;
      this.cumulative[i + 1] = this.cumulative[i]! + (density * this.last) / STEPS;
    }
    this.mass = this.cumulative[STEPS]!;
  }

  restart(): void {
    this.step = 0;
  }

  /** Below which x the mass lies; it must not be less than at the call before. */
  quantile(mass: number): number {
    while (this.step < STEPS - 1 && this.cumulative[this.step + 1]! < mass) this.step++;
    const [from, to] = [this.cumulative[this.step]!, this.cumulative[this.step + 1]!];
    const share = to > from ? Math.min(1, (mass - from) / (to - from)) : 0;
    return this.positionAt(this.step + share);
  }

  private positionAt(step: number): number {
    const u = (step / STEPS) * this.last;
    return this.exponent === 1 ? u : pow(u, 1 / this.exponent);
  }
}

function logDensity(x: number, alpha: number, beta: number, exponent: number): number {
  // x may be too small for a double where the power of it is 0.
  const power = alpha === exponent ? 0 : (alpha - exponent) * log(x);
  return power + (beta - 1) * log(1 - x);
}

/** Where the density is greatest; ½ where it is greatest at an end. */
function modeOf(alpha: number, beta: number): number {
  return alpha > 1 && beta > 1 ? (alpha - 1) / (alpha + beta - 2) : 0.5;
}
