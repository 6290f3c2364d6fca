import { describe, expect, it } from 'vitest';
import { RecipeError } from '../../errors.js';
import { INTERPOLATIONS, type FringeOperation, type Operation } from '../../plan/operations.js';
import { compile } from '../compile.js';
import { copyRaster, type Raster } from '../raster.js';
import { Engine } from '../run.js';
import { GuardedKernels } from '../testing/guarded-kernels.js';
import { deepened, noisyRaster } from '../testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const FRAME = { width: 61, height: 47 };
const FRINGE: FringeOperation = {
  kind: 'fringe',
  interpolation: 'linear',
  red: [0.2, 0.1],
  blue: [-0.3, 0.05],
};

function run(raster: Raster, operation: Operation): Raster {
  return engine.borrow(raster, (surface) =>
    engine.consume(engine.run(compile([operation], raster), surface), copyRaster),
  );
}

function channelOf({ data }: Raster, channel: number): number[] {
  return Array.from(data).filter((_, i) => i % 3 === channel);
}

describe.each([8, 16])('fringe, %i bits', (depth) => {
  const eight = noisyRaster(FRAME.width, FRAME.height, 3, true);
  const raster: Raster = depth === 8 ? eight : deepened(eight);

  it.each(INTERPOLATIONS)('moves red and blue as a lens moves the image: %s', (interpolation) => {
    const made = run(raster, { ...FRINGE, interpolation });
    const bent = ([k1, k2]: readonly [number, number]) =>
      run(raster, {
        ...{ kind: 'remap', form: 'lens', unit: [FRAME.width, FRAME.height], k: [k1, k2] },
        ...{ interpolation, border: 'replicate', fill: [0], maskFill: 0 },
      });
    expect(channelOf(made, 0)).toEqual(channelOf(bent(FRINGE.red), 0));
    expect(channelOf(made, 1)).toEqual(channelOf(raster, 1));
    expect(channelOf(made, 2)).toEqual(channelOf(bent(FRINGE.blue), 2));
    expect(made.alpha).toEqual(raster.alpha);
  });
});

it('leaves grey images as they are, and is refused on planes', () => {
  const grey = noisyRaster(FRAME.width, FRAME.height, 1);
  expect(run(grey, FRINGE)).toEqual(grey);
  const planes: Raster = { ...grey, planes: 2, data: new Uint8Array(2 * 61 * 47) };
  expect(() => run(planes, FRINGE)).toThrow(RecipeError);
});
