import { describe, expect, it } from 'vitest';
import type { Operation, ScatterOperation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../testing/rasters.js';

const kernels = new GuardedKernels();
const engine = new Engine(kernels);
const [width, height] = [37, 29];

function scatter(order: ScatterOperation['order']): ScatterOperation {
  return { kind: 'scatter', most: 3, turns: 2, order, seed: [5, 6] };
}

function run(raster: Raster, operation: Operation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

/** The two words of a pixel, as distances from −most to most − 1. */
function distances(row: number, x: number, { most, seed }: ScatterOperation): readonly [number, number] {
  const block = kernels.allocate(4 * width + 16);
  kernels.call.uniformRow(block.pointer, 4 * width, row, ...seed, 0);
  const bytes = kernels.view(block.pointer, 4 * width);
  const at = (i: number) => Math.floor(((bytes[i]! + 256 * bytes[i + 1]!) * 2 * most) / 65_536) - most;
  const both = [at(4 * x), at(4 * x + 2)] as const;
  kernels.release(block);
  return both;
}

/** The index of the pixel that each pixel shows. */
function shownPixels(operation: ScatterOperation): number[] {
  const { most, turns, order } = operation;
  const shown = Array.from({ length: width * height }, (_, i) => i);
  for (let turn = 0; turn < turns; turn++) {
    const before = [...shown];
    const inner = shown
      .map((_, i) => i)
      .filter((i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        return x >= most && x < width - most && y >= most && y < height - most;
      });
    const pairs = inner.reverse().map((i) => {
      const [dx, dy] = distances(turn * height + Math.floor(i / width), i % width, operation);
      return [i, i + dy * width + dx] as const;
    });
    if (order === 'one_by_one') {
      for (const [i, other] of pairs) [shown[i], shown[other]] = [shown[other]!, shown[i]!];
    } else {
      for (const [i, other] of pairs) shown[i] = before[other]!;
      for (const [i, other] of pairs) shown[other] = before[i]!;
    }
  }
  return shown;
}

describe.each(['together', 'one_by_one'] as const)('scatter %s', (order) => {
  it.each([1, 3] as const)('does what plain code does, at both depths, %i channels', (channels) => {
    const eight = noisyRaster(width, height, channels, true);
    const shown = shownPixels(scatter(order));
    for (const raster of [eight, deepened(eight)]) {
      const made = run(raster, scatter(order));
      expect([...made.data]).toEqual(
        shown.flatMap((pixel) => [...raster.data.slice(pixel * channels, (pixel + 1) * channels)]),
      );
      expect(made.alpha).toEqual(raster.alpha);
    }
  });

  it('leaves an image as it is that is not larger than both edges', () => {
    const raster = noisyRaster(6, 40, 3);
    expect(run(raster, scatter(order))).toEqual(raster);
  });
});

it('loses no pixel where they change places one by one', () => {
  const raster = noisyRaster(width, height, 1);
  expect([...run(raster, scatter('one_by_one')).data].sort()).toEqual([...raster.data].sort());
});
