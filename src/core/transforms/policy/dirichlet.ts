import { log, pow } from '../../math.js';
import type { Random } from '../../plan/random.js';

/** Shares that add up to 1, by Dirichlet's distribution with equal parameters. Takes a number of draws that is not fixed. */
export function drawShares(count: number, alpha: number, random: Random): number[] {
  const gammas = Array.from({ length: count }, () => drawGamma(alpha, random));
  const sum = gammas.reduce((total, gamma) => total + gamma, 0);
  return gammas.map((gamma) => (sum > 0 ? gamma / sum : 1 / count));
}

/** G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", 2000. @param shape above 0 */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * pow(1 - random.uniform(0, 1), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(0, 1);
    const v = (1 + c * x) ** 3;
    const u = 1 - random.uniform(0, 1);
    if (v > 0 && log(u) < 0.5 * x * x + d - d * v + d * log(v)) return d * v;
  }
}
