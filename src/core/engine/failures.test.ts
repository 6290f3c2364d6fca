import { describe, expect, it } from 'vitest';
import type { Edge, Operation } from '../plan/operations.js';
import { compile } from './compile.js';
import { Kernels } from './memory.js';
import { Engine } from './run.js';
import { noisyRaster } from './testing/rasters.js';

const edge: Edge = { border: 'constant', fill: [0], maskFill: 0 };
const size = { width: 400, height: 300 };
const raster = noisyRaster(size.width, size.height, 3, true);
const recode: Operation = { kind: 'recode', format: 'jpeg', quality: 50 };
const blur: Operation = { kind: 'convolve', form: 'separable', x: [0.25, 0.5, 0.25], y: [1] };

const before: Record<string, readonly Operation[]> = {
  'at once': [],
  'after a move': [{ kind: 'orient', to: 'turn_90' }],
  'after two moves': [
    { kind: 'orient', to: 'turn_90' },
    { kind: 'resample', width: 200, height: 200, filter: 'area' },
  ],
  'after a change of colours': [{ kind: 'table', form: 'linear', scale: [0.5], offset: [0] }],
  'after a convolution': [blur],
};

function fails(work: () => unknown): void {
  expect(work).toThrow('out of order');
}

const broken = () => {
  throw new Error('out of order');
};

/** Kernels of which one throws. */
function failing(kernel: RegExp): Kernels {
  const kernels = new Kernels();
  const call = Object.fromEntries(
    Object.entries(kernels.call).map(([name, value]) => [name, kernel.test(name) ? broken : value]),
  );
  return Object.assign(kernels, { call });
}

/** The engine's memory stays as it is after the first failure. */
function expectNoGrowth(engine: Engine, fail: () => void): void {
  fail();
  const { size: held } = engine;
  for (let i = 0; i < 10; i++) fail();
  expect(engine.size).toBe(held);
}

describe('memory after failures', () => {
  it.each(Object.keys(before))('does not grow when an encoder fails %s', (when) => {
    const engine = new Engine();
    const source = engine.load(raster);
    const program = compile([...before[when]!, recode], size);
    expectNoGrowth(engine, () => {
      fails(() => engine.run(program, source, { recode: broken }));
    });
  });

  it('does not grow when the user of a lent or given Surface fails', async () => {
    const engine = new Engine();
    expectNoGrowth(engine, () => {
      fails(() => engine.borrow(raster, broken));
      fails(() => engine.consume(engine.load(raster), broken));
    });
    const { size: held } = engine;
    for (let i = 0; i < 10; i++) {
      const later = engine.consume(engine.load(raster), async () => {
        await Promise.resolve();
        broken();
      });
      await expect(later).rejects.toThrow('out of order');
    }
    expect(engine.size).toBe(held);
  });

  it.each<[string, Operation, RegExp]>([
    ['a copy', { kind: 'window', x: -9, y: 0, ...size, ...edge }, /windowRows/],
    [
      'a resampling',
      { kind: 'warp', matrix: [2, 0, 0, 0, 2, 0, 0, 0, 1], ...size, interpolation: 'linear', ...edge },
      /warpStraight/,
    ],
    ['a change of size', { kind: 'resample', width: 99, height: 99, filter: 'area' }, /resampleArea/],
    ['a convolution', blur, /convolveSeparable/],
  ])('does not grow when the kernel of %s fails', (_, operation, kernel) => {
    const engine = new Engine(failing(kernel));
    const source = engine.load(raster);
    const program = compile([{ kind: 'orient', to: 'flip_horizontal' }, recode, operation], size);
    expectNoGrowth(engine, () => {
      fails(() => engine.run(program, source, { recode: (given) => given }));
    });
  });

  it('does not grow when a kernel fails on a label map', () => {
    const engine = new Engine(failing(/windowRows/));
    const program = compile([{ kind: 'window', x: -9, y: 0, ...size, ...edge }], size);
    const map = { ...size, data: new Uint16Array(size.width * size.height) };
    expectNoGrowth(engine, () => {
      fails(() => engine.runLabelMap(program, map));
    });
  });
});
