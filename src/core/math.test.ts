import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atan2, besselJ1, cos, exp, log, pow, sin, tan } from './math.js';

const math = { sin, cos, tan, exp, log, pow };

const RUNS = { numRuns: 3000 };

function relativeError(actual: number, expected: number): number {
  return Object.is(actual, expected) || actual === expected ? 0 : Math.abs((actual - expected) / expected);
}

function expectClose(actual: number, expected: number, tolerance = 1e-14): void {
  if (Number.isNaN(expected)) expect(actual).toBeNaN();
  else if (Math.abs(expected) < 1e-300) expect(Math.abs(actual - expected)).toBeLessThan(1e-314);
  else expect(relativeError(actual, expected)).toBeLessThan(tolerance);
}

function bits(x: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

const angle = fc.oneof(
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.integer({ min: -60000, max: 60000 }).map((n) => (n * Math.PI) / 2),
);
const anyNumber = fc.double({ noNaN: true });
const SPECIAL = [0, -0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, Infinity, -Infinity, NaN, 1e300, 5e-324, 1e-310];

describe('elementary functions', () => {
  it.each(['sin', 'cos', 'tan'] as const)('%s agrees with the platform', (name) => {
    fc.assert(
      fc.property(angle, (x) => {
        expectClose(math[name](x), Math[name](x));
      }),
      RUNS,
    );
  });

  it('atan2 agrees with the platform', () => {
    const side = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(side, side, (y, x) => {
        expectClose(atan2(y, x), Math.atan2(y + 0, x + 0));
      }),
      RUNS,
    );
    expect([atan2(0, 0), atan2(1, 0), atan2(0, -1)]).toEqual([0, Math.PI / 2, Math.PI]);
  });

  it('exp agrees with the platform', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ min: -745, max: 711, noNaN: true }), anyNumber), (x) => {
        expectClose(math.exp(x), Math.exp(x));
      }),
      RUNS,
    );
  });

  it('log agrees with the platform', () => {
    fc.assert(
      fc.property(fc.oneof(anyNumber, fc.double({ min: 0.5, max: 2, noNaN: true })), (x) => {
        expectClose(math.log(x), Math.log(x));
      }),
      RUNS,
    );
  });

  it('pow agrees with the platform', () => {
    const base = fc.oneof(fc.double({ min: 0, max: 1e3, noNaN: true }), fc.double({ min: 0.9, max: 1.1 }));
    const exponent = fc.oneof(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.integer({ min: -900, max: 900 }),
    );
    fc.assert(
      fc.property(base, exponent, (x, y) => {
        expectClose(math.pow(x, y), Math.pow(x, y));
      }),
      RUNS,
    );
  });

  it('has the special cases of IEEE 754', () => {
    for (const x of SPECIAL) {
      expectClose(math.exp(x), Math.exp(x));
      expectClose(math.log(x), Math.log(x));
      for (const y of SPECIAL) {
        expectClose(math.pow(x, y), Math.pow(x, y));
        expect(Object.is(math.pow(x, y), -0), `pow(${x}, ${y})`).toBe(Object.is(Math.pow(x, y), -0));
      }
    }
    expect(math.sin(-0)).toBe(-0);
    expect(math.tan(-0)).toBe(-0);
    for (const x of [NaN, Infinity, -Infinity]) expect(math.sin(x) + math.cos(x)).toBeNaN();
  });

  it('refuses angles that it cannot reduce', () => {
    expect(() => math.sin(2 ** 21)).toThrow(RangeError);
  });

  it.each([
    ['sin', [1], '3feaed548f090cee'],
    ['sin', [0.2617993877991494], '3fd0907dc1930690'],
    ['sin', [123456.789], 'bfeff50e60ab53f9'],
    ['cos', [1], '3fe14a280fb5068c'],
    ['cos', [-2.5], 'bfe9a2f7ef858b7d'],
    ['tan', [0.7], '3feaf406c2fc78ad'],
    ['exp', [1], '4005bf0a8b14576a'],
    ['exp', [-20.3], '3e1a3b8dc86d1c8e'],
    ['log', [0.1], 'c0026bb1bbb55515'],
    ['log', [3], '3ff193ea7aad030b'],
    ['pow', [2, 0.5], '3ff6a09e667f3bcc'],
    ['pow', [0.3, 80.2], '3739e89a3c9a950b'],
  ] as const)('%s(%j) is the same to the bit everywhere', (name, values, expected) => {
    const compute: (...numbers: number[]) => number = math[name];
    expect(bits(compute(...values))).toBe(expected);
  });
});

it.each([
  [0, 0],
  [1e-5, 4.9999999999375e-6],
  [0.5, 0.2422684576748739],
  [1, 0.4400505857449335],
  [3.8317059702075125, 0],
  [10, 0.04347274616886144],
  [31.4, -0.10110399295094169],
  [100, -0.0771453520141123],
  [1000, 0.004728311907089],
])('J1(%d)', (x, expected) => {
  expect(Math.abs(besselJ1(x) - expected)).toBeLessThan(1e-14);
});
