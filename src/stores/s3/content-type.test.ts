import { expect, it } from 'vitest';
import { contentTypeOf } from './content-type.js';

it('knows images and labels by their ending', () => {
  expect(contentTypeOf('a/cat.JPG')).toBe('image/jpeg');
  expect(contentTypeOf('a/cat.tif')).toBe('image/tiff');
  expect(contentTypeOf('a/cat.json')).toBe('application/json');
  expect(contentTypeOf('a/cat')).toBe('application/octet-stream');
});
