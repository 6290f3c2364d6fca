import sharp from 'sharp';
import type { JpegOptions } from 'sharp';
import { describe, expect, it } from 'vitest';
import { copyRaster } from '../../core/engine/raster.js';
import { compile } from '../../core/engine/compile.js';
import type { Raster } from '../../core/engine/raster.js';
import { Engine } from '../../core/engine/run.js';
import type { Subsampling } from '../../core/image-codec.js';
import { apply } from '../../core/geometry/matrix.js';
import { orientationMatrix, orientedFrame } from '../../core/plan/operation-matrix.js';
import { ORIENTATIONS } from '../../core/plan/operations.js';
import type { Operation, Orientation } from '../../core/plan/operations.js';
import type { Rearrangement } from '../../core/plan/rearrangement.js';
import { encode } from '../index.js';
import { difference, gradient, look, sampleImage, read } from '../testing/pictures.js';
import { hasStandardCodes } from './huffman-codes.js';
import { jpegCodec } from './jpeg.js';
import { headerSegments } from './segments.js';

const engine = new Engine();
const SUBSAMPLINGS = ['4:4:4', '4:4:0', '4:2:2', '4:2:0'] as const;
const INVERSE: Partial<Record<Orientation, Orientation>> = { turn_90: 'turn_270', turn_270: 'turn_90' };

/** Of an even gradient with noise, in which every block differs. */
async function jpeg(width: number, height: number, options: JpegOptions = {}): Promise<Buffer> {
  return gradient(width, height, 3)
    .blur(2)
    .jpeg({ quality: 85, ...options })
    .toBuffer();
}

async function subsampled(subsampling: Subsampling, width: number, height: number): Promise<Uint8Array> {
  const raster = await read(await gradient(width, height, 3).blur(2).png().toBuffer());
  return encode(raster, { format: 'jpeg', quality: 85, subsampling });
}

async function turn(
  file: Uint8Array,
  to: Orientation,
  crop?: Rearrangement['crop'],
  icc?: Uint8Array,
): Promise<Uint8Array | undefined> {
  const whole = { x: 0, y: 0, ...orientedFrame(to, (await look(file)).stored) };
  return jpegCodec.rearrange?.(file, { to, crop: crop ?? whole }, icc);
}

function run(raster: Raster, ...operations: Operation[]): Raster {
  const program = compile(operations, raster);
  return engine.borrow(raster, (surface) => engine.consume(engine.run(program, surface), copyRaster));
}

describe.each(SUBSAMPLINGS)('rearrange a file of whole blocks, %s', (subsampling) => {
  it.each(ORIENTATIONS)('%s', async (to) => {
    const file = await subsampled(subsampling, 64, 48);
    const turned = (await turn(file, to))!;
    const expected = run(await read(file), { kind: 'orient', to });
    const found = await read(turned);
    expect(found).toMatchObject({ width: expected.width, height: expected.height });
    // Upsampling of the colours rounds to one side, and the transform to the other after a turn.
    expect(difference(found.data, expected.data)).toBeLessThan(0.6);
    // The coefficients have come back to where they were.
    expect(await turn(turned, INVERSE[to] ?? to)).toEqual(await turn(file, 'identity'));
  });
});

describe('rearrange', () => {
  it('keeps the samples where nothing is turned', async () => {
    const file = sampleImage('soccer.jpg');
    const same = (await turn(file, 'identity'))!;
    expect(difference((await read(same)).data, (await read(file)).data)).toBe(0);
    expect(same.length).toBeLessThan(file.length * 1.1);
  });

  it.each([
    ['the standard codes', { optimiseCoding: false }],
    ['codes of its own', { optimiseCoding: true }],
    ['progressive scans', { progressive: true }],
  ])('keeps a file with %s about as large', async (_, options) => {
    const file = await jpeg(640, 480, options);
    const turned = (await turn(file, 'flip_vertical'))!;
    expect(Math.abs(turned.length / file.length - 1)).toBeLessThan(0.02);
  });

  it('chooses codes only for a file that had its own', async () => {
    const [standard, own] = await Promise.all(
      [false, true].map((optimiseCoding) => jpeg(64, 48, { optimiseCoding })),
    );
    const codes = [standard!, own!, (await turn(standard!, 'turn_180'))!, (await turn(own!, 'turn_180'))!];
    for (const kind of [Buffer, Uint8Array])
      expect(codes.map((file) => hasStandardCodes([...headerSegments(kind.from(file))]))).toEqual([
        true,
        false,
        true,
        false,
      ]);
  });

  it('crops at the borders of blocks', async () => {
    const file = await subsampled('4:2:0', 64, 48);
    const crop = { x: 16, y: 32, width: 29, height: 16 };
    const found = await read((await turn(file, 'flip_horizontal', crop))!);
    const cut: Operation = { kind: 'window', ...crop, border: 'constant', fill: [0], maskFill: 0 };
    const expected = run(await read(file), { kind: 'orient', to: 'flip_horizontal' }, cut);
    expect(found).toMatchObject({ width: 29, height: 16 });
    expect(difference(found.data, expected.data)).toBeLessThan(1);
  });

  it.each<Orientation>(['flip_horizontal', 'turn_90', 'turn_180', 'transpose', 'anti_transpose'])(
    'crops first where the edge that it cuts off is no whole block: %s',
    async (to) => {
      const file = await subsampled('4:2:0', 70, 53);
      const before = { x: 16, y: 16, width: 32, height: 32 };
      // The same part in the turned image.
      const matrix = orientationMatrix(to, { width: 70, height: 53 });
      const corners = [apply(matrix, [16, 16]), apply(matrix, [48, 48])];
      const [x, y] = [0, 1].map((axis) => Math.min(...corners.map((corner) => corner[axis]!)));
      const turned = (await turn(file, to, { x: x!, y: y!, width: 32, height: 32 }))!;
      const cut = (await turn(file, 'identity', before))!;
      expect(turned).toEqual(await turn(cut, to));
    },
  );

  it.each([
    ['8, 0', 8, 0],
    ['0, 8', 0, 8],
    ['3, 16', 3, 16],
  ])('does not crop inside a block: at %s', async (_, x, y) => {
    const file = await subsampled('4:2:0', 64, 48);
    expect(await turn(file, 'identity', { x, y, width: 16, height: 16 })).toBeUndefined();
  });

  it.each<[Orientation, number, number, boolean]>([
    ['flip_horizontal', 61, 48, false],
    ['flip_horizontal', 64, 45, true],
    ['flip_vertical', 64, 45, false],
    ['flip_vertical', 61, 48, true],
    ['turn_180', 61, 48, false],
    ['turn_90', 64, 45, true],
    ['turn_90', 61, 48, false],
    ['turn_270', 61, 48, true],
    ['turn_270', 64, 45, false],
    ['transpose', 61, 45, true],
    ['anti_transpose', 64, 45, false],
    ['identity', 61, 45, true],
  ])('%s of %i × %i: %s, as the edge has whole blocks or not', async (to, width, height, possible) => {
    const turned = await turn(await subsampled('4:2:0', width, height), to);
    expect(turned !== undefined).toBe(possible);
  });

  it('takes progressive files and grey ones', async () => {
    for (const file of [
      await jpeg(64, 48, { progressive: true }),
      await sharp(await jpeg(64, 48))
        .toColourspace('b-w')
        .jpeg()
        .toBuffer(),
    ]) {
      const turned = (await turn(file, 'flip_vertical'))!;
      const expected = run(await read(file), { kind: 'orient', to: 'flip_vertical' });
      expect(difference((await read(turned)).data, expected.data)).toBeLessThan(0.6);
    }
  });

  it('embeds a profile, and drops the orientation tag', async () => {
    const file = await gradient(64, 48, 3).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const profile = Buffer.from('a profile');
    const turned = (await turn(file, 'turn_270', undefined, profile))!;
    expect(await look(turned)).toMatchObject({ orientation: 'identity', icc: profile });
  });

  it('leaves damaged files and CMYK to the decoder', async () => {
    const file = sampleImage('soccer.jpg');
    expect(await turn(file.subarray(0, file.length >> 1), 'identity')).toBeUndefined();
    const cmyk = await sharp(await jpeg(64, 48))
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer();
    const whole = { x: 0, y: 0, width: 64, height: 48 };
    expect(jpegCodec.rearrange?.(cmyk, { to: 'identity', crop: whole }, undefined)).toBeUndefined();
  });
});
