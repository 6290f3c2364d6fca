import { describe, expect, it } from 'vitest';
import { describeUnreadable, outputExtension, outputFormat, sniff } from './formats.js';
import { gradient, photo } from './testing/pictures.js';

describe('sniff', () => {
  it('goes by the first bytes', async () => {
    const picture = gradient(8, 8, 3);
    expect(sniff(photo('soccer.jpg'))).toBe('jpeg');
    for (const format of ['png', 'webp', 'tiff', 'gif', 'avif'] as const) {
      expect(sniff(await picture.clone().toFormat(format).toBuffer())).toBe(format);
    }
  });

  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '%PDF-1.7',
    'BM1234',
    '',
    'RIFF....WAVE',
    '\xff\xd8',
  ])('never lets %j through', (text) => {
    expect(sniff(Buffer.from(text, 'latin1'))).toBeUndefined();
  });

  it('can name what people mistake for a photo', () => {
    expect(describeUnreadable(Buffer.from('....ftypheic'))).toBe('a HEIF picture');
    expect(describeUnreadable(Buffer.from('hello'))).toBeUndefined();
  });
});

describe('outputs', () => {
  it('keep their format where we can write it', () => {
    expect(outputFormat('jpeg', 'same')).toBe('jpeg');
    expect(outputFormat('webp', 'same')).toBe('webp');
    expect(outputFormat('tiff', 'same')).toBe('png');
    expect(outputFormat('gif', 'same')).toBe('png');
    expect(outputFormat('png', 'webp')).toBe('webp');
  });

  it('keep the spelling of their ending where it fits', () => {
    expect(outputExtension('a.b/cat.JPEG', 'jpeg')).toBe('.JPEG');
    expect(outputExtension('cat.png', 'jpeg')).toBe('.jpg');
    expect(outputExtension('a.b/cat', 'webp')).toBe('.webp');
  });
});
