import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AdaptiveOperation, GreyOperation } from '../../../plan/operations.js';
import { allColours, raster, sha256 } from '../testing/opencv.js';
import { runGuarded, type SmallRaster } from '../testing/run-guarded.js';

interface Case {
  readonly image: keyof typeof IMAGES;
  readonly operation: AdaptiveOperation | GreyOperation;
  readonly sha256: string;
}

const IMAGES = {
  picture: () => raster,
  colours: allColours,
  green: () => ({ ...raster, channels: 1 as const, data: raster.data.filter((_, i) => i % 3 === 1) }),
  dim: () => ({ ...raster, data: raster.data.map((level) => Math.floor(level / 3) + 40) }),
  small: () => part(28, 8, 9, 6),
  one: () => part(0, 0, 1, 1),
} satisfies Record<string, () => SmallRaster>;

function part(left: number, top: number, width: number, height: number): SmallRaster {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [left + (Math.floor(i / 3) % width), top + Math.floor(i / 3 / width)];
    return raster.data[3 * (y * raster.width + x) + (i % 3)]!;
  });
  return { width, height, channels: 3, data };
}

const file = new URL('../../../../../test/golden/pixels/adaptive.json', import.meta.url);
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];

describe('gives the bytes of Albumentations, OpenCV and Pillow', () => {
  const titled = cases.map((one) => [JSON.stringify(one.operation), one.image, one] as const);

  it.each(titled)('%s of %s', (_operation, image, one) => {
    expect(sha256(runGuarded(IMAGES[image](), one.operation))).toBe(one.sha256);
  });
});
