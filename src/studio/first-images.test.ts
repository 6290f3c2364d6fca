import { expect, it } from 'vitest';
import { defaultRecipe } from '../core/recipe/index.js';
import { memoryStore } from '../stores/testing/memory.js';
import { findFirstImages } from './first-images.js';

it('finds the first images by their names, without masks and other files', async () => {
  const input = memoryStore();
  const names = Array.from({ length: 600 }, (_, i) => `images/${String(i).padStart(3, '0')}.jpg`);
  for (const key of [...names, '.hidden/a.jpg', 'a.txt', 'annotations/masks/000.png', 'b_mask.png', 'b.png'])
    input.put(key, new Uint8Array(3));
  const found = await findFirstImages(input, defaultRecipe());
  expect(found).toHaveLength(500);
  expect(found.slice(0, 2).map(({ key, size }) => [key, size])).toEqual([
    ['b.png', 3],
    ['images/000.jpg', 3],
  ]);
});
