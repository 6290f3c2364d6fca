import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../engine/compile.js';
import { Engine } from '../engine/run.js';
import { copyRaster } from '../engine/raster.js';
import type { Raster } from '../engine/raster.js';
import { ORIENTATIONS } from './operations.js';
import type { Operation } from './operations.js';
import { rearrangementOf } from './rearrangement.js';

const FRAME = { width: 13, height: 9 };
const engine = new Engine();
/** Every pixel is different. */
const image: Raster = {
  ...FRAME,
  channels: 1,
  depth: 8,
  data: Uint8Array.from({ length: FRAME.width * FRAME.height }, (_, i) => i),
};

function run(operations: readonly Operation[]): Raster {
  const program = compile(operations, FRAME);
  return engine.borrow(image, (surface) => engine.consume(engine.run(program, surface), copyRaster));
}

const orient = fc.constantFrom(...ORIENTATIONS).map((to): Operation => ({ kind: 'orient', to }));
const window = (x: number, y: number, width: number, height: number): Operation => ({
  kind: 'window',
  ...{ x, y, width, height },
  border: 'constant',
  fill: [0],
  maskFill: 0,
});
/** Small enough for several of them in a row. */
const crop = fc
  .record({ x: fc.nat(1), y: fc.nat(1), width: fc.integer({ min: 1, max: 12 }) })
  .map(({ x, y, width }) => window(x, y, width, width % 5 || 1));

describe('rearrangementOf', () => {
  it('gives the pixels of all Operations by one turn and one crop', () => {
    let rearranged = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(orient, crop), { maxLength: 5 }), (operations) => {
        const found = rearrangementOf(operations, FRAME);
        if (!found) return;
        rearranged++;
        const { x, y, width, height } = found.crop;
        const expected = run([{ kind: 'orient', to: found.to }, window(x, y, width, height)]);
        expect(run(operations)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
    expect(rearranged).toBeGreaterThan(200);
  });

  it('is the whole image for no Operation', () => {
    expect(rearrangementOf([], FRAME)).toEqual({ to: 'identity', crop: { x: 0, y: 0, ...FRAME } });
  });

  it.each<[string, Operation]>([
    ['adds pixels on the left', window(-1, 0, 5, 5)],
    ['adds pixels above', window(0, -1, 5, 5)],
    ['adds pixels on the right', window(9, 0, 5, 5)],
    ['adds pixels below', window(0, 5, 5, 5)],
    ['computes pixels', { kind: 'hsv', hue: 1, saturation: 0, value: 0 }],
    ['encodes the image', { kind: 'recode', format: 'jpeg', quality: 50 }],
  ])('is undefined where an Operation %s', (_, operation) => {
    expect(rearrangementOf([operation], FRAME)).toBeUndefined();
    expect(rearrangementOf([{ kind: 'orient', to: 'flip_vertical' }, operation], FRAME)).toBeUndefined();
  });

  it('is undefined where what was cut off is added again', () => {
    expect(rearrangementOf([window(1, 1, 5, 5), window(-1, -1, 7, 7)], FRAME)).toBeUndefined();
  });
});
