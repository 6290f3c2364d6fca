type Row = readonly [number, number, number];
/** A symmetric 3 × 3 matrix, row by row. */
export type Symmetric3 = readonly [Row, Row, Row];

export interface Eigen {
  readonly value: number;
  /** Of length 1; its entry of the largest magnitude is positive. */
  readonly vector: readonly number[];
}

/** Each sweep squares the entries beside the diagonal: so many are always enough for three rows. */
const SWEEPS = 12;
const PAIRS = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const;

/** Eigenvalues from the largest, with their vectors, by Jacobi's rotations: only +, −, ·, / and √, the same everywhere. */
export function eigenOf(matrix: Symmetric3): Eigen[] {
  const a = matrix.map((row) => [...row]);
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const [p, q] of PAIRS) if (a[p]![q] !== 0) rotate(a, v, p, q);
  }
  const found = [0, 1, 2].map((index) => ({
    value: a[index]![index]!,
    vector: withPositivePeak(v.map((row) => row[index]!)),
  }));
  return found.sort((first, second) => second.value - first.value);
}

/** Turns rows and columns p and q so that their common entry becomes 0 (Golub and Van Loan, 8.5.2). */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const ratio = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
  const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
  const cosine = 1 / Math.sqrt(1 + tangent * tangent);
  const sine = tangent * cosine;
  const turn = (row: number[]): void => {
    const [x, y] = [row[p]!, row[q]!];
    row[p] = cosine * x - sine * y;
    row[q] = sine * x + cosine * y;
  };
  a.forEach(turn);
  for (let column = 0; column < 3; column++) {
    const [x, y] = [a[p]![column]!, a[q]![column]!];
    a[p]![column] = cosine * x - sine * y;
    a[q]![column] = sine * x + cosine * y;
  }
  v.forEach(turn);
}

function withPositivePeak(vector: readonly number[]): readonly number[] {
  const peak = vector.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0);
  return peak < 0 ? vector.map((entry) => -entry) : vector;
}
