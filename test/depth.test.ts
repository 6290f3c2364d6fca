import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, encode, inspect } from '../src/codecs/index.js';
import { compile, Engine } from '../src/core/index.js';
import type { Operation, Raster } from '../src/core/index.js';

interface Facts {
  readonly width: number;
  readonly height: number;
  readonly picture: string;
  readonly files: readonly { readonly name: string; readonly samples: string }[];
  readonly cases: readonly {
    readonly name: string;
    readonly operation: Operation;
    readonly width: number;
    readonly height: number;
    /** By how many of the 65,536 units a sample may differ. */
    readonly units: number;
    readonly result: string;
  }[];
}

// Made by test/reference/make_depth_reference.py.
const FOLDER = new URL('golden/depth/', import.meta.url);
const facts = JSON.parse(readFileSync(new URL('facts.json', FOLDER), 'utf8')) as Facts;
const engine = new Engine();

function unitsOf(base64: string): Uint16Array {
  const bytes = Buffer.from(base64, 'base64');
  return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16LE(2 * i));
}

/** Colours and alpha of each pixel, one after another. */
function interleaved({ width, height, channels, data, alpha }: Raster): number[] {
  const pixels = Array.from({ length: width * height }, (_, i) => [
    ...data.subarray(i * channels, (i + 1) * channels),
    ...(alpha ? [alpha[i]!] : []),
  ]);
  return pixels.flat();
}

async function read(bytes: Uint8Array): Promise<Raster> {
  return decode(bytes, await inspect(bytes));
}

describe('files of 16 bits as other programs write them', () => {
  it.each(facts.files)('are read and written with every sample: $name', async ({ name, samples }) => {
    const units = [...unitsOf(samples)];
    const raster = await read(readFileSync(new URL(name, FOLDER)));
    expect(raster.depth).toBe(16);
    expect(interleaved(raster)).toEqual(units);
    for (const format of ['png', 'tiff']) {
      const written = await encode(raster, { format });
      expect(await sharp(written).metadata()).toMatchObject({ format, depth: 'ushort' });
      expect(interleaved(await read(written))).toEqual(units);
    }
  });

  it.each(['jpeg', 'webp'])('become the nearest levels of 8 bits in %s', async (format) => {
    const raster = await read(readFileSync(new URL('colours.png', FOLDER)));
    const levels = Uint8Array.from(raster.data, (unit) => Math.round(unit / 257));
    const expected = await encode({ ...raster, depth: 8, data: levels, alpha: undefined }, { format });
    expect(Buffer.from(await encode(raster, { format })).equals(expected)).toBe(true);
  });
});

describe('an image of 16 bits', () => {
  const { width, height } = facts;
  const source = engine.load({ width, height, channels: 3, depth: 16, data: unitsOf(facts.picture) });

  it.each(facts.cases)(
    'becomes what OpenCV or numpy make of it: $name',
    ({ operation, units, result, width: across, height: down }) => {
      const made = engine.run(compile([operation], source), source);
      expect(made).toMatchObject({ width: across, height: down, channels: 3, depth: 16 });
      const expected = unitsOf(result);
      const distances = Array.from(made.data, (unit, i) => Math.abs(unit - expected[i]!));
      expect(Math.max(...distances)).toBeLessThanOrEqual(units);
      engine.free(made);
    },
  );
});
