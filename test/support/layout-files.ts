import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { makeImage } from './dataset.js';
import type { Output } from './labelled.js';

export const FLIP = 'version: 1\ntransforms: [HorizontalFlip: {p: 1}]\n';

/** The left half of the upper quarter, as in all formats here: [0, 0, 32, 12] in these images. */
export const YOLO = '1 0.25 0.125 0.5 0.25\n';

const makeOne = (name: string) => makeImage(name, 5, 64, 48);

type Files = Record<string, string | Uint8Array>;

/** Equal images of 64 × 48 pixels. */
export async function imageFiles(...keys: readonly string[]): Promise<Files> {
  return Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await makeOne(key)] as const)));
}

export function vocXml(filename: string, name = 'dog'): string {
  return `<annotation>
	<filename>${filename}</filename>
	<size><width>64</width><height>48</height><depth>3</depth></size>
	<object><name>${name}</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>32</xmax><ymax>12</ymax></bndbox></object>
</annotation>
`;
}

export function cocoJson(images: readonly string[], more: object[] = []): string {
  return JSON.stringify({
    info: { year: 2017 },
    images: images.map((file_name, id) => ({ id, file_name, width: 64, height: 48 })),
    annotations: [
      ...images.map((_, id) => ({
        ...{ id: id + 10, image_id: id, category_id: 18, bbox: [0, 0, 32, 12], area: 384, iscrowd: 0 },
      })),
      ...more,
    ],
    categories: [
      { id: 1, name: 'person', supercategory: 'person' },
      { id: 18, name: 'dog', supercategory: 'animal' },
    ],
  });
}

/** Expects the files in the output to be equal to those in the input, byte for byte. */
export async function expectAsInput({ input, output }: Output, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const [before, after] = await Promise.all(
      [input, output].map((folder) => readFile(path.join(folder, key))),
    );
    expect(after!.equals(before!), key).toBe(true);
  }
}
