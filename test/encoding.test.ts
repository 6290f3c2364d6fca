import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { encode } from '../src/index.js';
import { look, sampleImage, read } from '../src/codecs/testing/pictures.js';
import type { RecordedVariant } from '../src/state/record.js';
import { augment } from './support/command.js';
import { temporaryFolder, writeFiles } from './support/folders.js';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let input: string;
let output: string;
const run = (...options: string[]) => augment('run', input, output, ...options);
const outputOf = (name: string) => readFile(path.join(output, name));

async function explained(name: string): Promise<RecordedVariant> {
  const { stdout } = await augment('explain', path.join(output, name), '--json');
  return JSON.parse(stdout) as RecordedVariant;
}

beforeAll(async () => {
  const folder = await temporaryFolder();
  [input, output] = [path.join(folder, 'in'), path.join(folder, 'out')];
  const raster = await read(sampleImage('astronaut.png'));
  // The last block of rows is not whole, so its flip has to be encoded again.
  const odd = { ...raster, height: 509, data: raster.data.subarray(0, 512 * 509 * 3) };
  const settings = { format: 'jpeg', quality: 77, subsampling: '4:2:2' } as const;
  await writeFiles(input, {
    'wide.jpg': Buffer.from(await encode(odd, settings)),
    'whole.jpg': Buffer.from(await encode(raster, settings)),
    'drawing.png': sampleImage('astronaut.png'),
  });
  expect((await run('--quality', 'same', '--format', 'jpg')).code).toBe(0);
});

describe('augment run --quality same --format jpg', () => {
  it('encodes a JPEG as it came, and others by the defaults', async () => {
    expect((await look(await outputOf('wide_jpg.v1.jpg'))).encoding).toEqual({
      quality: 77,
      subsampling: '4:2:2',
    });
    expect((await look(await outputOf('drawing_png.v1.jpg'))).encoding).toEqual({
      quality: 90,
      subsampling: '4:2:0',
    });
  });

  it('records what it took from the image', async () => {
    const { image } = await explained('wide_jpg.v1.jpg');
    expect(image.encoding).toEqual({ quality: 77, subsampling: '4:2:2' });
    expect((await explained('whole_jpg.v1.jpg')).image.encoding).toEqual({ lossless: true });
    expect((await explained('drawing_png.v1.jpg')).image).not.toHaveProperty('encoding');
    const { stdout } = await augment('explain', path.join(output, 'wide_jpg.v1.jpg'));
    expect(stdout).toContain('encoded quality 77, 4:2:2, as the image is\n');
    const lossless = await augment('explain', path.join(output, 'whole_jpg.v1.jpg'));
    expect(lossless.stdout).toContain('encoded without loss: ');
  });

  it('is verified, and is the same under the other name of the format', async () => {
    const { code, stderr } = await augment('verify', input, output);
    expect(stderr).toContain('as it was made');
    expect(code).toBe(0);
    const again = await run('--quality', 'same', '--format', 'jpeg', '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ done: 3, decoded: 0 });
  });
});
