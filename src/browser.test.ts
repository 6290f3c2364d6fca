import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type * as browser from './browser.js';
import { decodeJpeg, encodeJpeg } from './browser.js';
import { encode } from './codecs/index.js';
import { sampleImage, read } from './codecs/testing/pictures.js';

/** The entry as a page has it: one script, with nothing but what browsers have. */
async function asInBrowser(): Promise<typeof browser> {
  const { outputFiles } = await build({
    entryPoints: [new URL('browser.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'jpeg',
    target: 'es2022',
    write: false,
  });
  const page = createContext({ WebAssembly, Uint8Array, Uint16Array, Uint32Array, Int32Array, atob });
  runInContext(outputFiles[0]!.text, page);
  return runInContext('jpeg', page) as typeof browser;
}

describe('the entry for browsers', () => {
  it('gives the same pixels and files as Node, without Node', async () => {
    const page = await asInBrowser();
    const node = await read(sampleImage('soccer.jpg'));
    const raster = page.decodeJpeg(sampleImage('soccer.jpg'));
    expect(raster).toMatchObject({ width: node.width, height: node.height, channels: 3, depth: 8 });
    expect(Buffer.from(node.data).equals(raster.data)).toBe(true);

    const file = page.encodeJpeg(raster, { quality: 77, subsampling: '4:2:2' });
    expect(await encode(node, { format: 'jpeg', quality: 77, subsampling: '4:2:2' })).toEqual(
      Buffer.from(file),
    );
  });

  it('refuses what it cannot decode, in the words of the command', () => {
    const file = sampleImage('soccer.jpg');
    expect(() => decodeJpeg(file.subarray(0, 9_000))).toThrow('damaged JPEG: Premature end of JPEG file');
    expect(() => decodeJpeg(file, { maxPixels: 1000 })).toThrow('larger than the limit of 1000');
    expect(() => decodeJpeg(readFileSync(new URL(import.meta.url)))).toThrow('damaged JPEG: Not a JPEG file');
    expect(decodeJpeg(file.subarray(0, 9_000), { acceptDamage: true }).width).toBe(decodeJpeg(file).width);
  });

  it('refuses a Raster of the wrong size', () => {
    const raster = { width: 4, height: 4, channels: 3 as const, depth: 8 as const, data: new Uint8Array(40) };
    expect(() => encodeJpeg(raster)).toThrow('expected 48 samples, found 40');
  });
});
