import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { difference, gradient, look, read } from '../testing/pictures.js';
import { readAvifItems } from './avif-items.js';

const file = (lines: readonly string[]): Buffer => Buffer.from(lines.join(''), 'base64');

/** By Pillow 13.0.0: `Image.save(…, quality=100, subsampling='4:0:0', range='limited')`; levels 0, 17, … 255 across. */
const LIMITED_GREY = file([
  'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOltZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA',
  'AA5waXRtAAAAAAABAAAAHmlsb2MAAAAARAAAAQABAAAAAQAAAQ0AAAAzAAAAKGlpbmYAAAAAAAEAAAAaaW5mZQIAAAAAAQAAYXYw',
  'MUNvbG9yAAAAAGhpcHJwAAAASWlwY28AAAAUaXNwZQAAAAAAAAAQAAAACAAAAA5waXhpAAAAAAEIAAAADGF2MUOBABwAAAAAE2Nv',
  'bHJuY2x4AAEADQAGAAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAO21kYXQSAAoIGAy/sMBDQYgyJRAA3XRIWR3QjejJdPkUsld0',
  '/K6e8dAv7TWhMpADaA8AcNhgaqw=',
]);

/** By avifenc 0.11.1 (`--grid 2x1 --min 0 --max 0 -y 444`), its tiles no longer hidden: 200, 30, 60 on the left, 20, 130, 160 on the right. */
const GRID = file([
  'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAF/bWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA',
  'AGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAA6aWxvYwAAAABEAAADAAEAAAABAAABpwAAAAgAAgAAAAEAAAGvAAAAJgADAAAAAQAA',
  'AdUAAAAmAAAAXGlpbmYAAAAAAAMAAAAaaW5mZQIAAAAAAQAAZ3JpZENvbG9yAAAAABppbmZlAgAAAAACAABhdjAxQ29sb3IAAAAA',
  'GmluZmUCAAAAAAMAAGF2MDFDb2xvcgAAAAAcaXJlZgAAAAAAAAAQZGltZwABAAIAAgADAAAAi2lwcnAAAABfaXBjbwAAABRpc3Bl',
  'AAAAAAAAAIAAAABAAAAAEHBpeGkAAAAAAwgICAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAAxhdjFD',
  'gSAAAAAAACRpcG1hAAAAAAAAAAMAAQMBAgMAAgQEAoUDAAMEBAKFAwAAAFxtZGF0AAAAAQCAAEASAAoJOBV//YQENBpAMhcQAAC0',
  'UbTxGKQEZAgJuV9InHhLiw4GVBIACgk4FX/9hAQ0GkAyFxAAALRRtPLxfhGPyfOfX2D4+phLoBfo',
]);

const COLOURS = 'colrnclx';

/** The same file without one of its properties. */
function without(bytes: Buffer, property: string): Buffer {
  const copy = Buffer.from(bytes);
  copy.write('free', copy.indexOf(property), 'latin1');
  return copy;
}

/** The same file, which says that its levels are full ones. */
function asFull(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.indexOf(COLOURS) + 14] = 0x80;
  return copy;
}

describe('a grey AVIF', () => {
  const row = (data: Uint8Array): number[] => [...data.subarray(0, 16)];

  it('stays grey, and levels from 16 to 235 become those from 0 to 255', async () => {
    const raster = await read(LIMITED_GREY);
    expect(raster.channels).toBe(1);
    expect(row(raster.data)).toEqual(Array.from({ length: 16 }, (_, i) => i * 17));
  });

  it('keeps full levels', async () => {
    const levels = row((await read(asFull(LIMITED_GREY))).data);
    expect([levels[0], levels[15]]).toEqual([16, 235]);
  });

  it('is refused where only its AV1 data say which levels it has', async () => {
    const refused = look(without(LIMITED_GREY, COLOURS));
    await expect(refused).rejects.toThrow('does not say in its header whether its levels go from 0 to 255');
  });
});

describe('an AVIF made of tiles', () => {
  it('is one image', async () => {
    const raster = await read(GRID);
    expect([raster.width, raster.height]).toEqual([128, 64]);
    expect(difference(raster.data.subarray(0, 3), Uint8Array.of(200, 30, 60))).toBeLessThanOrEqual(1);
    expect(
      difference(raster.data.subarray(64 * 3, 64 * 3 + 3), Uint8Array.of(20, 130, 160)),
    ).toBeLessThanOrEqual(1);
    expect((await look(GRID)).warnings).toEqual([]);
  });
});

describe('the boxes of an AVIF', () => {
  it('of a single image count one, whatever accompanies it', async () => {
    const withAlpha = await gradient(16, 16, 4).avif().toBuffer();
    expect(readAvifItems(withAlpha)).toMatchObject({ images: 1, isGrey: false });
  });

  it('are not understood where they are cut off', async () => {
    const whole = await sharp(Buffer.alloc(48), { raw: { width: 4, height: 4, channels: 3 } })
      .avif()
      .toBuffer();
    for (let length = 0; length < whole.indexOf('mdat') - 4; length++) {
      expect(readAvifItems(whole.subarray(0, length))?.images ?? 1).toBeLessThanOrEqual(1);
    }
  });
});
