import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bitmap } from '../geometry/types.js';
import type { MixLayer, MixOperation } from '../plan/operations.js';
import { compile } from './compile.js';
import type { Raster, RasterOf } from './raster.js';
import { copyRaster } from './raster.js';
import { Engine } from './run.js';
import { deepened, noisyRaster } from './testing/rasters.js';

const engine = new Engine();
const SHA = 'a'.repeat(64);

function mixed(own: Raster, other: Raster, operation: MixOperation, shape?: Bitmap): Raster {
  return engine.borrow(other, (held) =>
    engine.borrow(own, (surface) => {
      const options = { other: () => held, ...(shape && { shape: () => shape }) };
      const made = engine.run(compile([operation], own), surface, options);
      return engine.consume(made, copyRaster);
    }),
  );
}

function over(own: Raster, other: Raster, x: number, y: number, weight: number): MixOperation {
  const { width, height } = own;
  const source = { key: 'b', sha256: SHA, frame: { width: other.width, height: other.height } };
  const layers = [
    { operations: [], x: 0, y: 0, weight: 1 },
    { source, operations: [], x, y, weight },
  ];
  return { kind: 'mix', width, height, fill: [0], maskFill: 0, layers };
}

const side = fc.integer({ min: 1, max: 40 });
const place = fc.integer({ min: -30, max: 30 });

describe('a layer', () => {
  it.each([8, 16] as const)(
    'of %i bits is blended with what it covers, and changes nothing else',
    (depth) => {
      const weight = fc.constantFrom(0, 1, 0.5, 0.1, 0.77, 1 / 3);
      fc.assert(
        fc.property(side, side, side, side, place, place, weight, fc.constantFrom(1, 3), (...given) => {
          const [width, height, otherWidth, otherHeight, x, y, share, channels] = given;
          const inDepth = (raster: RasterOf<8>): Raster => (depth === 8 ? raster : deepened(raster));
          const own = inDepth(noisyRaster(width, height, channels, true, 5));
          const other = inDepth(noisyRaster(otherWidth, otherHeight, channels, true, 9));
          const made = mixed(own, other, over(own, other, x, y, share));
          expect(made.data).toEqual(blended(own, other, own.data, other.data, channels, { x, y, share }));
          expect(made.alpha).toEqual(blended(own, other, own.alpha!, other.alpha!, 1, { x, y, share }));
        }),
        { numRuns: 60 },
      );
    },
  );

  it('becomes what the image is: channels, depth, alpha', () => {
    const grey = noisyRaster(7, 5, 1);
    const colours = noisyRaster(7, 5, 3, false, 3);
    const seeThrough = noisyRaster(7, 5, 3, true, 3);
    const onColours = mixed(seeThrough, grey, over(seeThrough, grey, 0, 0, 1));
    expect(Array.from(onColours.data)).toEqual(
      Array.from(grey.data).flatMap((level) => [level, level, level]),
    );
    expect(onColours.alpha!.every((level) => level === 255)).toBe(true);
    const onGrey = mixed(grey, colours, over(grey, colours, 0, 0, 1));
    expect(onGrey.alpha).toBeUndefined();
    onGrey.data.forEach((level, i) => {
      const [red, green, blue] = colours.data.subarray(3 * i);
      expect(Math.abs(level - (0.299 * red! + 0.587 * green! + 0.114 * blue!))).toBeLessThanOrEqual(0.5);
    });
    const deep = deepened(colours);
    expect(mixed(deep, colours, over(deep, colours, 0, 0, 1)).data).toEqual(deep.data);
    expect(mixed(colours, deep, over(colours, deep, 0, 0, 1)).data).toEqual(colours.data);
  });

  it('that is cut out shows its shape alone, and fades over its edge', () => {
    const black: RasterOf<8> = { width: 9, height: 9, channels: 1, depth: 8, data: new Uint8Array(81) };
    const white = { ...black, data: new Uint8Array(81).fill(200) };
    const data = new Uint8Array(81);
    for (let y = 3; y < 6; y++) data.fill(1, 9 * y + 3, 9 * y + 6);
    const cutOut = (softness: number) => {
      const mix = over(black, white, 0, 0, 1);
      const [own, other] = mix.layers as [MixLayer, MixLayer];
      const cut = { objects: [0], softness };
      const operation = { ...mix, layers: [own, { ...other, cut }] };
      return mixed(black, white, operation, { width: 9, height: 9, data }).data;
    };
    expect(cutOut(0)).toEqual(data.map((value) => 200 * value));
    // The middle has all nine pixels, its neighbours six, a corner four.
    const soft = cutOut(1);
    expect([soft[9 * 4 + 4], soft[9 * 4 + 3], soft[9 * 3 + 3], soft[9 * 4 + 2], soft[9 * 2 + 2]]).toEqual([
      200, 133, 89, 67, 22,
    ]);
    expect(soft.filter((level) => level > 0)).toHaveLength(25);
    const run = () =>
      mixed(black, white, {
        ...over(black, white, 0, 0, 1),
        layers: [
          {
            source: { key: 'b', sha256: SHA, frame: black },
            operations: [],
            x: 0,
            y: 0,
            weight: 1,
            cut: { objects: [0], softness: 0 },
          },
        ],
      });
    expect(run).toThrow('objects are to be cut out of an image');
  });

  it.each([8, 16] as const)(
    'with alpha shows as far as it is opaque, on an image of %i bits without',
    (depth) => {
      const inDepth = (raster: RasterOf<8>): Raster => (depth === 8 ? raster : deepened(raster));
      const own = inDepth(noisyRaster(12, 7, 3, false, 2));
      const other = inDepth(noisyRaster(12, 7, 3, true, 3));
      const made = mixed(own, other, over(own, other, 0, 0, 1));
      made.data.forEach((level, i) => {
        const share = other.alpha![Math.floor(i / 3)]! / (depth === 8 ? 255 : 65_535);
        const expected = (1 - share) * own.data[i]! + share * other.data[i]!;
        expect(Math.abs(level - expected)).toBeLessThanOrEqual(depth === 8 ? 0.52 : 4);
      });
    },
  );

  it('leaves the fill where none lies, without alpha', () => {
    const own = noisyRaster(4, 4, 3, true);
    const layers = [{ operations: [], x: 2, y: -1, weight: 1 }];
    const operation: MixOperation = {
      kind: 'mix',
      width: 8,
      height: 3,
      fill: [1, 2, 3],
      maskFill: 0,
      layers,
    };
    const made = mixed(own, own, operation);
    expect(Array.from(made.data.subarray(0, 6))).toEqual([1, 2, 3, 1, 2, 3]);
    expect(Array.from(made.data.subarray(6, 9))).toEqual(Array.from(own.data.subarray(12, 15)));
    expect(Array.from(made.alpha!.subarray(0, 2))).toEqual([0, 0]);
  });

  it('goes through its own Operations, and what follows acts on the result', () => {
    const own = noisyRaster(6, 4, 3);
    const flip = { kind: 'orient', to: 'flip_horizontal' } as const;
    const layers = [{ operations: [flip], x: 0, y: 0, weight: 1 }];
    const mix: MixOperation = { kind: 'mix', width: 6, height: 4, fill: [0], maskFill: 0, layers };
    const surface = engine.load(own);
    const twice = engine.run(compile([mix, flip], own), surface);
    expect(Array.from(twice.data)).toEqual(Array.from(own.data));
  });

  it('of another Source fails where the engine was not given its image', () => {
    const own = noisyRaster(4, 4, 3);
    const run = () => engine.run(compile([over(own, own, 0, 0, 1)], own), engine.load(own));
    expect(run).toThrow('b is to be mixed in, and the engine was not given it');
  });
});

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly share: number;
}

/** Pixel by pixel, with the weights that docs/operations.md states. */
function blended(
  own: Raster,
  other: Raster,
  below: Uint8Array | Uint16Array,
  above: Uint8Array | Uint16Array,
  channels: number,
  { x, y, share }: Placed,
): Uint8Array | Uint16Array {
  const weight = Math.round(share * 2 ** 14) / 2 ** 14;
  return below.map((value, i) => {
    const pixel = Math.floor(i / channels);
    const [u, v] = [(pixel % own.width) - x, Math.floor(pixel / own.width) - y];
    if (u < 0 || v < 0 || u >= other.width || v >= other.height) return value;
    const laid = above[(v * other.width + u) * channels + (i % channels)]!;
    return Math.floor((1 - weight) * value + weight * laid + 0.5);
  });
}
