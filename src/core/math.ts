/**
 * Elementary functions that give the same bits on every machine. ECMAScript does not specify the accuracy of
 * Math.sin and similar functions. It specifies +, −, ×, ÷ and √ on doubles to the bit, and only these are used here.
 *
 * Method: the textbook one (J.-M. Muller, "Elementary Functions", 3rd ed., ch. 5 and 11). The argument is reduced
 * with constants split into exact parts (Cody and Waite), the rest is small enough for a Taylor polynomial, and a
 * second double carries the errors that matter (Dekker, 1971). Results are within a few units in the last place.
 */

/** π/2 in three parts; the first two have 32 bits, so that their products with whole numbers below 2^21 are exact. */
const HALF_PI_PARTS = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;
const HALF_PI = 1.5707963267948966;

/** ln 2 in two parts; the first has 40 bits. */
const LN2_PARTS = [0.6931471805592082, 7.371002565167799e-13] as const;

/** Taylor coefficients, lowest power first. */
const SIN_SERIES = reciprocalFactorials([1, 3, 5, 7, 9, 11, 13, 15, 17], alternating);
const COS_SERIES = reciprocalFactorials([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], alternating);
const EXP_SERIES = reciprocalFactorials([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], () => 1);
/** The series of artanh, from its cubic term on. */
const ARTANH_SERIES = [3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23].map((n) => 1 / n);

/** The series of arctan, alternating. */
const ARCTAN_SERIES = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19].map((n, i) => (i % 2 === 0 ? 1 : -1) / n);
const HALVINGS = 3;

const LARGEST_ANGLE = 2 ** 20;

/**
 * Sine of an angle in radians.
 * @throws RangeError beyond ±2^20, where the reduction would lose accuracy
 */
export function sin(x: number): number {
  if (x === 0) return x;
  const { quadrant, high, low } = reduceAngle(x);
  const value = quadrant % 2 === 0 ? sinOfSmall(high, low) : cosOfSmall(high, low);
  return quadrant < 2 ? value : -value;
}

/**
 * Cosine of an angle in radians.
 * @throws RangeError beyond ±2^20
 */
export function cos(x: number): number {
  const { quadrant, high, low } = reduceAngle(x);
  const value = quadrant % 2 === 0 ? cosOfSmall(high, low) : sinOfSmall(high, low);
  return quadrant === 0 || quadrant === 3 ? value : -value;
}

/**
 * Tangent of an angle in radians.
 * @throws RangeError beyond ±2^20
 */
export function tan(x: number): number {
  return x === 0 ? x : sin(x) / cos(x);
}

/**
 * The angle of the point (x, y) seen from the origin, in radians from −π to π; 0 for the origin itself. The angle is
 * halved three times, tan(a/2) = t / (1 + √(1 + t²)), until few terms of the Taylor series are enough.
 */
export function atan2(y: number, x: number): number {
  const [across, up] = [Math.abs(x), Math.abs(y)];
  if (across === 0 && up === 0) return 0;
  const steep = up > across;
  const acute = atanOfFraction(steep ? across / up : up / across);
  const first = steep ? HALF_PI - acute : acute;
  const upper = x < 0 ? 2 * HALF_PI - first : first;
  return y < 0 ? -upper : upper;
}

/** e to the power of x. */
export function exp(x: number): number {
  return expOfParts(x, 0);
}

/** Natural logarithm; NaN of negative numbers. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  const { high, low } = logParts(x);
  return high + low;
}

/** x to the power of y, with Math.pow's special cases. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (Math.abs(y) === Infinity) return powOfInfinite(Math.abs(x), y);
  const negative = isNegative(x) && Math.abs(y % 2) === 1;
  if (x < 0 && x !== -Infinity && !Number.isInteger(y)) return NaN;
  const magnitude = powOfPositive(Math.abs(x), y);
  return negative ? -magnitude : magnitude;
}

/** Rounds halves to the even neighbour, as Python, NumPy and OpenCV do. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * The Bessel function J₁ of x ≥ 0: (2/π) ∫ sin(x sin τ) sin τ dτ from 0 to π/2, by the midpoint rule, whose error is about
 * J₄ₙ₋₁(x) for n points (Abramowitz and Stegun 9.1.20; Trefethen and Weideman, 2014).
 */
export function besselJ1(x: number): number {
  const points = Math.ceil(x / 2) + 10;
  let sum = 0;
  for (let i = 0; i < points; i++) {
    const sine = sin(((i + 0.5) / points) * HALF_PI);
    sum += sin(x * sine) * sine;
  }
  return sum / points;
}

/** x = (4n + quadrant) · π/2 + high + low, with |high| ≤ π/4. */
function reduceAngle(x: number): { quadrant: number; high: number; low: number } {
  if (!Number.isFinite(x)) return { quadrant: 0, high: NaN, low: NaN };
  if (Math.abs(x) > LARGEST_ANGLE) throw new RangeError(`an angle of ${x} radians is out of range`);
  const turns = Math.round(x / HALF_PI);
  const first = x - turns * HALF_PI_PARTS[0];
  const second = twoSum(first, -turns * HALF_PI_PARTS[1]);
  const rest = second.low - turns * HALF_PI_PARTS[2];
  return { quadrant: ((turns % 4) + 4) % 4, ...twoSum(second.high, rest) };
}

function sinOfSmall(high: number, low: number): number {
  const square = high * high;
  const cubic = high * square * polynomial(SIN_SERIES, square, 1);
  return high + (cubic + low * (1 - square / 2));
}

function cosOfSmall(high: number, low: number): number {
  const square = high * high;
  const half = square / 2;
  const rounded = 1 - half;
  const lost = 1 - rounded - half;
  return rounded + (lost + square * square * polynomial(COS_SERIES, square, 2) - high * low);
}

/** @param t from 0 to 1 */
function atanOfFraction(t: number): number {
  let small = t;
  for (let i = 0; i < HALVINGS; i++) small /= 1 + Math.sqrt(1 + small * small);
  return small * polynomial(ARCTAN_SERIES, small * small) * 2 ** HALVINGS;
}

/** e^(high + low), low being far smaller than high. */
function expOfParts(high: number, low: number): number {
  if (Number.isNaN(high)) return NaN;
  if (high > 710) return Infinity;
  if (high < -746) return 0;
  const doublings = Math.round(high / LN2_PARTS[0]);
  const reduced = high - doublings * LN2_PARTS[0];
  const rest = low - doublings * LN2_PARTS[1];
  const power = polynomial(EXP_SERIES, reduced + rest, 1) * (reduced + rest);
  const lost = reduced - (reduced + rest) + rest;
  return scaleByPowerOfTwo(1 + (power + lost), doublings);
}

/** ln x as the sum of two doubles, for finite x > 0: x = m · 2^e, ln m = 2 artanh((m − 1) / (m + 1)). */
function logParts(x: number): { high: number; low: number } {
  const { mantissa, exponent } = splitPowerOfTwo(x);
  const numerator = mantissa - 1;
  const denominator = twoSum(mantissa, 1);
  const quotient = numerator / denominator.high;
  const product = twoProduct(quotient, denominator.high);
  const remainder = numerator - product.high - product.low - quotient * denominator.low;
  const square = quotient * quotient;
  const cubic = quotient * square * polynomial(ARTANH_SERIES, square);
  const sum = twoSum(exponent * LN2_PARTS[0], 2 * quotient);
  const rest = 2 * (remainder / denominator.high + cubic) + exponent * LN2_PARTS[1];
  return twoSum(sum.high, sum.low + rest);
}

function powOfInfinite(base: number, exponent: number): number {
  if (base === 1) return NaN;
  return base > 1 === exponent > 0 ? Infinity : 0;
}

function powOfPositive(base: number, exponent: number): number {
  if (base === 0) return exponent > 0 ? 0 : Infinity;
  if (base === Infinity) return exponent > 0 ? Infinity : 0;
  if (base === 1) return 1;
  const { high, low } = logParts(base);
  if (Math.abs(high * exponent) > 1000) return high * exponent > 0 ? Infinity : 0;
  const product = twoProduct(high, exponent);
  return expOfParts(product.high, product.low + low * exponent);
}

/** The bits of one number at a time: making new memory for each takes longer than all the rest. */
const BITS = new DataView(new ArrayBuffer(8));

/** x = mantissa · 2^exponent, with √½ ≤ mantissa < √2 but for rounding. */
function splitPowerOfTwo(x: number): { mantissa: number; exponent: number } {
  const smallestNormal = 2.2250738585072014e-308;
  const lift = x < smallestNormal ? 54 : 0;
  BITS.setFloat64(0, scaleByPowerOfTwo(x, lift));
  const head = BITS.getUint32(0);
  BITS.setUint32(0, (head & 0x000fffff) | 0x3ff00000);
  const mantissa = BITS.getFloat64(0);
  const exponent = (head >>> 20) - 1023 - lift;
  return mantissa > 1.4142135623730951
    ? { mantissa: mantissa / 2, exponent: exponent + 1 }
    : { mantissa, exponent };
}

/** x · 2^exponent for |exponent| ≤ 1100, rounded once. */
function scaleByPowerOfTwo(x: number, exponent: number): number {
  if (exponent > 1023) return x * powerOfTwo(1023) * powerOfTwo(exponent - 1023);
  if (exponent < -1022) return x * powerOfTwo(exponent + 600) * powerOfTwo(-600);
  return x * powerOfTwo(exponent);
}

/** For −1022 ≤ exponent ≤ 1023. */
function powerOfTwo(exponent: number): number {
  BITS.setFloat64(0, 0);
  BITS.setUint32(0, (exponent + 1023) << 20);
  return BITS.getFloat64(0);
}

/** a + b = high + low exactly (Knuth). */
function twoSum(a: number, b: number): { high: number; low: number } {
  const high = a + b;
  const second = high - a;
  return { high, low: a - (high - second) + (b - second) };
}

/** a · b = high + low exactly, barring overflow (Dekker, Veltkamp). */
function twoProduct(a: number, b: number): { high: number; low: number } {
  const high = a * b;
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  return { high, low: a2 * b2 - (high - a1 * b1 - a2 * b1 - a1 * b2) };
}

function halves(a: number): [number, number] {
  const spread = a * 134217729;
  const upper = spread - (spread - a);
  return [upper, a - upper];
}

/** Horner's rule over the coefficients from `first` on. */
function polynomial(coefficients: readonly number[], x: number, first = 0): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= first; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

function reciprocalFactorials(degrees: readonly number[], sign: (index: number) => number): number[] {
  return degrees.map((degree, index) => sign(index) / factorial(degree));
}

/** Exact up to 18. */
function factorial(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

function alternating(index: number): 1 | -1 {
  return index % 2 === 0 ? 1 : -1;
}

function isNegative(x: number): boolean {
  return x < 0 || Object.is(x, -0);
}
