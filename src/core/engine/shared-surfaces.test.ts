import { describe, expect, it } from 'vitest';
import { compile } from './compile.js';
import type { Raster } from './raster.js';
import { Engine } from './run.js';
import { GuardedKernels } from './testing/guarded-kernels.js';
import { noisyRaster } from './testing/rasters.js';

const engine = new Engine(new GuardedKernels());
const raster = noisyRaster(40, 30, 3);
const recode = { kind: 'recode', format: 'jpeg', quality: 50 } as const;

describe('Surfaces', () => {
  it('of the caller are given back uncopied where nothing changes, and freed with the last who holds them', () => {
    const source = engine.load(raster);
    const made = engine.run(compile([], raster), source);
    expect(made.data.byteOffset).toBe(source.data.byteOffset);
    engine.free(source);
    expect(made.data).toEqual(raster.data);
    engine.free(made);
    expect(() => {
      engine.free(made);
    }).toThrow('was released before');
  });

  it('of the caller stay as they are where an encoder comes first', () => {
    const source = engine.load(raster);
    const spoil = (given: Raster) => {
      given.data.fill(9);
      return given;
    };
    engine.free(engine.run(compile([recode], raster), source, { recode: spoil }));
    expect(source.data).toEqual(raster.data);
    engine.free(source);
  });
});
