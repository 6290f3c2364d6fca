import type { Frequencies, MatchOperation } from '../../plan/operations.js';
import type { Kernels, Surface } from '../memory.js';
import { withScratch, withZeros } from '../scratch.js';
import { analyse, padded, paddedColumns, synthesise } from './waves.js';

type SpectrumForm = Extract<MatchOperation, { form: 'spectrum' }>;

/** The frequencies that are computed: so many from 0 on along each axis; the others follow, as images are real. */
interface Band {
  readonly across: number;
  readonly down: number;
}

/**
 * What the frequencies of an image are made of. A row has the cosines of a frequency across, and behind all of these the sines;
 * in it, for each channel, come the cosines of all frequencies down, and then the sines.
 */
type Sums = Float32Array;

/** Gives the frequencies of both ranges the amplitudes of the other image, of the same size and channels. */
export function matchSpectrum(
  kernels: Kernels,
  image: Surface,
  other: Surface,
  target: Surface,
  operation: SpectrumForm,
): void {
  const band = {
    across: countFrom(operation.columns, image.width),
    down: countFrom(operation.rows, image.height),
  };
  const changes = changesOf(
    sumsOf(kernels, image, band),
    sumsOf(kernels, other, band),
    image,
    band,
    operation,
  );
  addChanges(kernels, image, target, changes, band);
}

function countFrom([lowest, highest]: Frequencies, length: number): number {
  return Math.min(Math.floor(length / 2), Math.max(Math.abs(lowest), Math.abs(highest))) + 1;
}

function sumsOf(kernels: Kernels, { width, height, channels, depth, pixels }: Surface, band: Band): Sums {
  const bytes = depth / 8;
  const samples = width * channels;
  const image = { pointer: pixels.pointer, stride: samples * bytes, rows: height, columns: samples, bytes };
  const [down, across] = [2 * padded(band.down), 2 * padded(band.across)];
  const length = paddedColumns(samples);
  const columns = channels * down;
  return withScratch(kernels, 4 * width * columns, (turned) => {
    withScratch(kernels, 4 * down * length, (vertical) => {
      analyse(kernels, image, band.down, vertical);
      const [from, to] = [
        singles(kernels, vertical, down * length),
        singles(kernels, turned, width * columns),
      ];
      for (let row = 0; row < down; row++)
        for (let x = 0, at = row * length; x < width; x++)
          for (let channel = 0; channel < channels; channel++, at++)
            to[x * columns + channel * down + row] = from[at]!;
    });
    return withScratch(kernels, 4 * across * columns, (horizontal) => {
      const lines = { pointer: turned, stride: 4 * columns, rows: width, columns, bytes: 4 };
      analyse(kernels, lines, band.across, horizontal);
      return singles(kernels, horizontal, across * columns).slice();
    });
  });
}

/** What is added to the image, as weights of waves: laid out as sums are. */
function changesOf(own: Sums, other: Sums, image: Surface, band: Band, operation: SpectrumForm): Sums {
  const { width, height, channels } = image;
  const [across, down] = [padded(band.across), padded(band.down)];
  const columns = 2 * channels * down;
  const changes = new Float32Array(own.length);
  for (let u = 0; u < band.across; u++) {
    for (let v = 0; v < band.down; v++) {
      const weight = (sign: 1 | -1) =>
        (shareOf(sign * u, v, image, operation) * (v === 0 || 2 * v === height ? 1 : 2)) / (width * height);
      // Where a frequency is its own counterpart, it must not count twice.
      const isOne = u === 0 || 2 * u === width;
      const [plus, minus] = [weight(1), isOne ? 0 : weight(-1)];
      if (plus === 0 && minus === 0) continue;
      for (let channel = 0; channel < channels; channel++) {
        const cosines = u * columns + 2 * channel * down + v;
        const places = [cosines, cosines + across * columns] as const;
        const [right, left] = [
          changeOf(own, other, places, down, 1, plus),
          changeOf(own, other, places, down, -1, minus),
        ];
        // Re(right · e^i(x + y) + left · e^i(y − x)), as sums of products of cosines and sines.
        changes[places[0]] = right[0] + left[0];
        changes[places[0] + down] = -(right[1] + left[1]);
        changes[places[1]] = -(right[1] - left[1]);
        changes[places[1] + down] = -(right[0] - left[0]);
      }
    }
  }
  return changes;
}

/** The share of a change that a frequency and its counterpart have of it. */
function shareOf(u: number, v: number, { width, height }: Surface, { columns, rows }: SpectrumForm): number {
  const isIn = (a: number, b: number) => isWithin(a, columns, width) && isWithin(b, rows, height);
  return (Number(isIn(u, v)) + Number(isIn(-u, -v))) / 2;
}

function isWithin(frequency: number, [lowest, highest]: Frequencies, length: number): boolean {
  const first = -Math.floor(length / 2);
  const one = ((((frequency - first) % length) + length) % length) + first;
  return lowest <= one && one <= highest;
}

type Complex = readonly [real: number, imaginary: number];

/** @param sign of the frequency across */
function changeOf(
  own: Sums,
  other: Sums,
  places: readonly [number, number],
  down: number,
  sign: 1 | -1,
  weight: number,
): Complex {
  if (weight === 0) return [0, 0];
  const [real, imaginary] = coefficient(own, places, down, sign);
  const wanted = amplitude(coefficient(other, places, down, sign));
  const present = amplitude([real, imaginary]);
  if (present === 0) return [weight * wanted, 0];
  const gain = weight * (wanted / present - 1);
  return [gain * real, gain * imaginary];
}

/** Σ x · e^−i(±x + y). */
function coefficient(
  sums: Sums,
  [cosines, sines]: readonly [number, number],
  down: number,
  sign: 1 | -1,
): Complex {
  const [cc, cs] = [sums[cosines]!, sums[cosines + down]!];
  const [sc, ss] = [sign * sums[sines]!, sign * sums[sines + down]!];
  return [cc - ss, -(sc + cs)];
}

function amplitude([real, imaginary]: Complex): number {
  return Math.sqrt(real * real + imaginary * imaginary);
}

function addChanges(kernels: Kernels, image: Surface, target: Surface, changes: Sums, band: Band): void {
  const { width, height, channels, depth } = image;
  const bytes = depth / 8;
  const samples = width * channels;
  const down = 2 * padded(band.down);
  const columns = channels * down;
  withZeros(kernels, 4 * down * paddedColumns(samples), (vertical) => {
    withScratch(kernels, 4 * width * columns, (turned) => {
      expandAcross(kernels, changes, { width, columns }, band, turned);
      const [from, to] = [
        singles(kernels, turned, width * columns),
        singles(kernels, vertical, down * paddedColumns(samples)),
      ];
      for (let row = 0; row < down; row++)
        for (let x = 0, at = row * paddedColumns(samples); x < width; x++)
          for (let channel = 0; channel < channels; channel++, at++)
            to[at] = from[x * columns + channel * down + row]!;
    });
    const weights = { pointer: vertical, rows: height, columns: samples };
    synthesise(kernels, weights, band.down, (even, odd, column) => {
      const [at, into] = [image.pixels.pointer + column * bytes, target.pixels.pointer + column * bytes];
      const count = Math.min(8, samples - column);
      kernels.call.addPanel(even, odd, height, at, into, samples * bytes, count, bytes);
    });
  });
}

/** From weights of waves across to the columns of the image; those of waves down stay. */
function expandAcross(
  kernels: Kernels,
  changes: Sums,
  { width, columns }: { readonly width: number; readonly columns: number },
  band: Band,
  turned: number,
): void {
  withScratch(kernels, changes.byteLength, (pointer) => {
    singles(kernels, pointer, changes.length).set(changes);
    synthesise(kernels, { pointer, rows: width, columns }, band.across, (even, odd, column) => {
      kernels.call.unfoldPanel(even, odd, width, turned + 4 * column, 4 * columns);
    });
  });
}

function singles(kernels: Kernels, pointer: number, count: number): Float32Array {
  return new Float32Array(kernels.call.memory.buffer, pointer, count);
}
