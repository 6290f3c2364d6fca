import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, encode, inspect } from '../src/codecs/index.js';
import { compile, Engine } from '../src/core/index.js';
import type { Operation, Raster } from '../src/core/index.js';

// Made by test/reference/make_planes_reference.py.
const FOLDER = new URL('golden/planes/', import.meta.url);
const [WIDTH, HEIGHT] = [37, 26];

type Bits = 8 | 16;

/** A sample as the script computes it. */
const sampleAt = (x: number, y: number, sample: number, bits: Bits): number =>
  (x * 193 + y * 389 + sample * 6151 + x * y * 7) % 2 ** bits;

interface View {
  readonly width: number;
  readonly height: number;
  /** The pixel of the file that a pixel shows; undefined: none. */
  readonly from: (x: number, y: number) => readonly [number, number] | undefined;
}

const WHOLE: View = { width: WIDTH, height: HEIGHT, from: (x, y) => [x, y] };

/** The samples of all pixels of a view, which shows black where there is no pixel. */
function samplesOf(sample: number, bits: Bits, { width, height, from }: View): number[] {
  return Array.from({ length: width * height }, (_, i) => {
    const pixel = from(i % width, Math.floor(i / width));
    return pixel ? sampleAt(...pixel, sample, bits) : 0;
  });
}

/** What a raster must have: planes in the order of the file, without the last sample if that is alpha. */
function expected(count: number, bits: Bits, alphaAt: number | undefined, view: View) {
  const planes = Array.from({ length: count }, (_, sample) => sample).filter((sample) => sample !== alphaAt);
  return {
    ...{ width: view.width, height: view.height, channels: 1, planes: planes.length, depth: bits },
    data: planes.flatMap((sample) => samplesOf(sample, bits, view)),
    alpha: alphaAt === undefined ? undefined : samplesOf(alphaAt, bits, view),
  };
}

function plain({ width, height, channels, planes, depth, data, alpha }: Raster) {
  return { width, height, channels, planes, depth, data: [...data], alpha: alpha && [...alpha] };
}

const file = (name: string): Buffer => readFileSync(new URL(`${name}.tif`, FOLDER));

async function read(bytes: Uint8Array): Promise<Raster> {
  return decode(bytes, await inspect(bytes));
}

const FILES: readonly (readonly [name: string, count: number, bits: Bits, alphaAt: number | undefined])[] = [
  ['two-8', 2, 8, undefined],
  ['three-16', 3, 16, undefined],
  ['four-8-strips', 4, 8, undefined],
  ['five-16-tiles', 5, 16, undefined],
  ['sixteen-16-big-endian', 16, 16, undefined],
  ['six-8-separate', 6, 8, undefined],
  ['six-16-separate-tiles', 6, 16, undefined],
  ['four-16-big', 4, 16, undefined],
  ['rgb-and-infrared-8', 4, 8, undefined],
  ['four-8-alpha-last', 5, 8, 4],
  ['two-16-alpha', 3, 16, 2],
];

const BORDER = { border: 'constant', fill: [0], maskFill: 0 } as const;
const FLIP: Operation = { kind: 'orient', to: 'flip_horizontal' };
const TURN: Operation = { kind: 'orient', to: 'turn_90' };
const CROP: Operation = { kind: 'window', x: -3, y: 5, width: 21, height: 30, ...BORDER };
const inside = (x: number, y: number) => x >= 0 && y >= 0 && x < WIDTH && y < HEIGHT;

const VIEWS: readonly (readonly [string, readonly Operation[], View])[] = [
  ['nothing', [], WHOLE],
  ['a flip', [FLIP], { ...WHOLE, from: (x, y) => [WIDTH - 1 - x, y] }],
  ['a turn', [TURN], { width: HEIGHT, height: WIDTH, from: (x, y) => [WIDTH - 1 - y, x] }],
  [
    'a crop with a border',
    [CROP],
    { width: 21, height: 30, from: (x, y) => (inside(x - 3, y + 5) ? [x - 3, y + 5] : undefined) },
  ],
];

describe('a TIFF of planes, as tifffile writes it', () => {
  it.each(FILES)('is read and written with every sample: %s', async (name, count, bits, alphaAt) => {
    const raster = await read(file(name));
    expect(plain(raster)).toEqual(expected(count, bits, alphaAt, WHOLE));
    const written = await encode(raster, { format: 'tiff' });
    expect(plain(await read(written))).toEqual(plain(raster));
    expect(Buffer.from(await encode(raster, { format: 'tiff' })).equals(written)).toBe(true);
  });

  it.each(VIEWS)('goes through %s with every sample', async (_, operations, view) => {
    const engine = new Engine();
    for (const [name, count, bits, alphaAt] of FILES) {
      const source = engine.load(await read(file(name)));
      const made = engine.run(compile(operations, source), source);
      expect(plain(made)).toEqual(expected(count, bits, alphaAt, view));
      engine.free(made);
      engine.free(source);
    }
  });

  it.each([
    ['seventeen-8', '17 samples per pixel, more than 16; split it'],
    ['alpha-between-16', 'alpha is sample 2 of 3, before others'],
    ['associated-8', '2 planes that are multiplied by alpha'],
    ['white-is-zero-8', '3 planes of which white is zero'],
    ['jpeg-8', '4 planes of interleaved JPEG cannot be read'],
    ['float', 'floating-point samples cannot be read; save it with 8 or 16 bits'],
  ])('is refused with the true reason: %s', async (name, reason) => {
    await expect(inspect(file(name))).rejects.toThrow(reason);
  });

  it.each(['png', 'jpeg', 'webp'])('has no place in %s', async (format) => {
    const raster = await read(file('two-8'));
    await expect(encode(raster, { format })).rejects.toThrow('it has 2 planes that are no colours');
  });
});
