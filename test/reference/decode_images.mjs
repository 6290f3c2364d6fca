// Decodes the images that standard input names, for compare_images.py: a line of JSON in, a line of JSON out.
// {"path", "samples"}: the image, and the file that its samples are written to, as red, green, blue and alpha.
// The argument: settings of `decode` in JSON.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { decode, ImageError, inspect } from '../../dist/index.js';

const settings = JSON.parse(process.argv[2] ?? '{}');

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  console.log(JSON.stringify(await answer(request)));
}

async function answer({ path: file, samples }) {
  try {
    const bytes = await readFile(file);
    const info = await inspect(bytes, { name: path.basename(file), ...settings });
    const raster = await decode(bytes, info, settings);
    await writeFile(samples, rgba(raster));
    const { width, height } = raster;
    return { format: info.codec.name, width, height, bits: info.bits, orientation: info.orientation };
  } catch (error) {
    return { [error instanceof ImageError ? 'refused' : 'crash']: error.message };
  }
}

function rgba({ data, alpha, channels, width, height }) {
  const samples = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let i = 0; i < 3; i++) samples[pixel * 4 + i] = data[pixel * channels + (channels === 1 ? 0 : i)];
    samples[pixel * 4 + 3] = alpha?.[pixel] ?? 255;
  }
  return samples;
}
