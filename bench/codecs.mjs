// Decodes and encodes one JPEG of 640 × 480 by each of the ways that this program could use, in turn, and prints the least
// processor time of each: node bench/codecs.mjs [--dist FOLDER] [--rounds N]
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const { values } = parseArgs({
  options: {
    dist: { type: 'string', default: path.join(ROOT, 'dist') },
    rounds: { type: 'string', default: '20' },
  },
});
const EACH = 20;
const QUALITY = 90;
const { loadTurboJpeg } = await import(`${values.dist}/codecs/turbojpeg.js`);
const { wasmLibJpeg } = await import(`${values.dist}/codecs/jpeg/wasm/embedded.js`);

sharp.concurrency(1);
sharp.cache(false);
const size = { width: 640, height: 480 };
const image = readFileSync(path.join(ROOT, 'raw-images', 'soccer.jpg'));
const jpeg = await sharp(image)
  .resize({ ...size, fit: 'cover' })
  .jpeg({ quality: QUALITY })
  .toBuffer();
const raw = { ...size, channels: 3 };
const pixels = { ...raw, data: await sharp(jpeg).raw().toBuffer() };
const target = { ...raw, data: new Uint8Array(size.width * size.height * 3) };

const settings = { quality: QUALITY, subsampling: '4:2:0' };
const library = (codec) => ({
  decode: () => codec.decompress(jpeg, target),
  encode: () => codec.compress(pixels, settings),
  // Without decoding: the coefficients are moved, or only read and written again.
  flip: () => codec.transform(jpeg, { operation: 'hflip', optimize: false }),
  copy: () => codec.transform(jpeg, { operation: 'none', optimize: false }),
});
const native = loadTurboJpeg();
const ways = {
  ...(native && { 'libjpeg-turbo, called by koffi': library(native) }),
  'libjpeg-turbo as WebAssembly': library(wasmLibJpeg()),
  sharp: {
    decode: () => sharp(jpeg).raw().toBuffer(),
    encode: () => sharp(pixels.data, { raw }).jpeg({ quality: QUALITY, optimiseCoding: false }).toBuffer(),
  },
};

const least = {};
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, way] of Object.entries(ways)) {
    for (const [work, perform] of Object.entries(way)) {
      const before = process.cpuUsage();
      for (let i = 0; i < EACH; i++) await perform();
      const { user, system } = process.cpuUsage(before);
      const ms = (user + system) / 1000 / EACH;
      least[name] = { ...least[name], [work]: Math.min(least[name]?.[work] ?? Infinity, ms) };
    }
  }
}
for (const [name, times] of Object.entries(least))
  console.log(name.padEnd(32) + Object.entries(times).map(([work, ms]) => ` ${work} ${ms.toFixed(2)} ms`));
