// Decodes damaged images for run.mjs: a line of JSON in, a line of JSON out.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { decode, ImageError, inspect } from '../../dist/index.js';
import { mutate } from './mutate.mjs';

/** An image of the default limits may take 300 MB, which says nothing about damage. */
const LIMITS = { pixels: 4_000_000, bytes: 100_000_000 };
const files = new Map();

for await (const line of createInterface({ input: process.stdin })) {
  const { file, seed, damaged } = JSON.parse(line);
  if (!files.has(file)) files.set(file, readFileSync(file));
  const outcome = await outcomeOf(mutate(files.get(file), seed), damaged);
  console.log(JSON.stringify({ outcome, megabytes: Math.round(process.memoryUsage.rss() / 1e6) }));
}

async function outcomeOf(bytes, damaged) {
  try {
    const info = await inspect(bytes, { limits: LIMITS, damaged });
    await decode(bytes, info, { damaged });
    return 'decoded';
  } catch (error) {
    return error instanceof ImageError ? 'refused' : `other error: ${error?.stack ?? error}`;
  }
}
