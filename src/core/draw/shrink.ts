import { Canvas } from './canvas.js';

/** A smaller copy: each pixel is the mean of the area it covers. */
export function shrink(source: Canvas, width: number, height: number): Canvas {
  if (width === source.width && height === source.height) return source;
  const target = new Canvas(width, height);
  const columns = coverage(source.width, width);
  const rows = coverage(source.height, height);
  const length = source.width * 3;
  const mean = new Float64Array(length);
  for (const [y, row] of rows.entries()) {
    mean.fill(0);
    for (const [k, weight] of row.weights.entries()) {
      const start = (row.first + k) * length;
      for (let i = 0; i < length; i++) mean[i]! += weight * source.data[start + i]!;
    }
    for (const [x, column] of columns.entries()) {
      for (let c = 0; c < 3; c++) target.data[(y * width + x) * 3 + c] = Math.round(meanOf(mean, column, c));
    }
  }
  return target;
}

interface Coverage {
  readonly first: number;
  readonly weights: readonly number[];
}

function meanOf(row: Float64Array, { first, weights }: Coverage, channel: number): number {
  let value = 0;
  for (let k = 0; k < weights.length; k++) value += weights[k]! * row[(first + k) * 3 + channel]!;
  return value;
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
