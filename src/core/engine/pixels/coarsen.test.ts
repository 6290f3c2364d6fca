import { describe, expect, it } from 'vitest';
import { scaling } from '../../geometry/matrix.js';
import { isResampleFilter, type CoarsenOperation, type Operation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const FRAME = { width: 61, height: 47 };
const SMALL = { width: 20, height: 31 };
const FILTERS = ['nearest', 'linear', 'cubic', 'area', 'lanczos', 'linear_exact'] as const;

function run(raster: Raster, operation: Operation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

/** A change of size as a Plan has it. */
function resized(raster: Raster, to: typeof FRAME, filter: CoarsenOperation['down']): Raster {
  if (isResampleFilter(filter)) return run(raster, { kind: 'resample', ...to, filter });
  const matrix = scaling(to.width / raster.width, to.height / raster.height);
  const edge = { border: 'replicate', fill: [0], maskFill: 0 } as const;
  return run(raster, { kind: 'warp', matrix, ...to, interpolation: filter, ...edge });
}

const PAIRS = FILTERS.flatMap((down) => FILTERS.map((up) => [down, up] as const));

describe.each([1, 3] as const)('coarsen, %i channels', (channels) => {
  const raster = noisyRaster(FRAME.width, FRAME.height, channels, true);

  it.each(PAIRS)('is two changes of size: %s, then %s', (down, up) => {
    const made = run(raster, { kind: 'coarsen', ...SMALL, down, up });
    const expected = resized(resized(raster, SMALL, down), FRAME, up);
    expect(made.data).toEqual(expected.data);
    expect(made.alpha).toEqual(raster.alpha);
  });

  it('works in the depth of the image', () => {
    const made = run(deepened(raster), { kind: 'coarsen', ...SMALL, down: 'area', up: 'linear' });
    const expected = run(raster, { kind: 'coarsen', ...SMALL, down: 'area', up: 'linear' });
    const off = Array.from(made.data, (unit, i) => Math.abs(unit / 257 - expected.data[i]!));
    expect(Math.max(...off)).toBeLessThan(1.5);
    expect(new Set(Array.from(made.data, (unit) => unit % 257)).size).toBeGreaterThan(200);
  });

  it('leaves an image of that size as it is', () => {
    const made = run(raster, { kind: 'coarsen', ...FRAME, down: 'cubic', up: 'area' });
    expect(made).toEqual(raster);
  });
});

it('leaves labels as they are', () => {
  const map = {
    kind: 'semantic',
    name: 'mask',
    ...FRAME,
    data: noisyRaster(FRAME.width, FRAME.height, 1).data,
  } as const;
  const program = compile([{ kind: 'coarsen', ...SMALL, down: 'nearest', up: 'nearest' }], FRAME);
  expect(engine.runLabelMap(program, map).data).toEqual(map.data);
});
