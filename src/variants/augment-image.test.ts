import { describe, expect, it } from 'vitest';
import { sampleImage } from '../codecs/testing/pictures.js';
import { ImageError } from '../core/errors.js';
import { parseRecipe } from '../core/recipe/index.js';
import { augmentImage } from './augment-image.js';
import { EngineQueue } from './engine-queue.js';

const image = sampleImage('soccer.jpg');
const cutOff = image.subarray(0, image.length / 2);

describe('failures of augmentImage', () => {
  it.each([
    ['an encoder', image, 'Resize: {height: 1, width: 16384, p: 1}', ImageError],
    ['a damaged JPEG', cutOff, 'HorizontalFlip', ImageError],
  ])('leave no memory behind: %s', async (_, bytes, transform, error) => {
    const engineQueue = new EngineQueue();
    const recipe = parseRecipe(
      `variants: 1\ntransforms: [${transform}]\noutput: {format: webp}`,
      'recipe.yaml',
    );
    const fail = () => expect(augmentImage(bytes, { recipe, engineQueue })).rejects.toThrow(error);
    await fail();
    const { size } = engineQueue.engine;
    for (let i = 0; i < 4; i++) await fail();
    expect(engineQueue.engine.size).toBe(size);
  });
});
