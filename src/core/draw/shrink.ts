import { Canvas } from './canvas.js';

/** A smaller copy: each pixel is the mean of the area it covers. */
export function shrink(source: Canvas, width: number, height: number): Canvas {
  if (width === source.width && height === source.height) return source;
  const target = new Canvas(width, height);
  const columns = coverage(source.width, width);
  const rows = coverage(source.height, height);
  const mean = new Float64Array(source.width * 3);
  for (let y = 0; y < height; y++) {
    meanOfRows(source, rows[y]!, mean);
    meanOfColumns(mean, columns, target.data.subarray(y * width * 3, (y + 1) * width * 3));
  }
  return target;
}

function meanOfRows({ data }: Canvas, { first, weights }: Coverage, mean: Float64Array): void {
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k]!;
    const row = data.subarray((first + k) * mean.length, (first + k + 1) * mean.length);
    if (k === 0) for (let i = 0; i < row.length; i++) mean[i] = weight * row[i]!;
    else for (let i = 0; i < row.length; i++) mean[i]! += weight * row[i]!;
  }
}

function meanOfColumns(row: Float64Array, columns: readonly Coverage[], target: Uint8Array): void {
  for (let x = 0; x < columns.length; x++) {
    const { first, weights } = columns[x]!;
    let [red, green, blue] = [0, 0, 0];
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const at = (first + k) * 3;
      red += weight * row[at]!;
      green += weight * row[at + 1]!;
      blue += weight * row[at + 2]!;
    }
    target[x * 3] = Math.round(red);
    target[x * 3 + 1] = Math.round(green);
    target[x * 3 + 2] = Math.round(blue);
  }
}

interface Coverage {
  readonly first: number;
  readonly weights: readonly number[];
}

/** For each target pixel the source pixels it covers, with their shares of it. */
function coverage(from: number, to: number): Coverage[] {
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [(i * from) / to, ((i + 1) * from) / to];
    const first = Math.floor(start);
    const last = Math.min(from, Math.ceil(end));
    const weights = Array.from({ length: last - first }, (_unused, k) => {
      const covered = Math.min(end, first + k + 1) - Math.max(start, first + k);
      return covered / (end - start);
    });
    return { first, weights };
  });
}
