import { linkSync, mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { makeDataset } from '../inputs.mjs';

const IN_A_FOLDER = 1000;

/**
 * A data set of `count` photos of 640 × 480 pixels with YOLO labels: hard links to some hundred that differ. Their labels have
 * keys of their own, so no thumbnail counts for two of them.
 */
export async function linkDataset(folder, count, photos) {
  const [own, input] = [path.join(folder, 'photos'), path.join(folder, 'input')];
  await makeDataset(own, { count: photos, labels: true });
  mkdirSync(input);
  linkSync(path.join(own, 'data.yaml'), path.join(input, 'data.yaml'));
  const names = (await readdir(own)).filter((name) => name.endsWith('.jpg')).map((name) => name.slice(0, -4));
  for (let i = 0; i < count; i++) {
    const below = path.join(input, String(Math.floor(i / IN_A_FOLDER)).padStart(4, '0'));
    if (i % IN_A_FOLDER === 0) mkdirSync(below);
    const to = path.join(below, String(i).padStart(7, '0'));
    const from = path.join(own, names[i % names.length]);
    for (const ending of ['.jpg', '.txt']) linkSync(from + ending, to + ending);
  }
  return input;
}
