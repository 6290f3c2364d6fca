import { describe, expect, it } from 'vitest';
import { pngFormat, tiffFormat } from '../core/image-formats.js';
import { damaged, withReason } from './damaged.js';

describe('damaged', () => {
  it.each([
    ['tiff2vips: read error\ntiff2vips: read error', 'damaged TIFF: read error'],
    [
      'Warning treated as error due to failOn setting\nPremature EOL at line 21\nerror in tile 0 x 0',
      'damaged TIFF: Premature EOL at line 21',
    ],
    [
      'Input buffer has corrupt header: gifload_buffer: Invalid frame data',
      'damaged TIFF: Invalid frame data',
    ],
    ['Warning treated as error due to failOn setting', 'damaged TIFF: the decoder gives no reason'],
  ])('finds the line that says what is wrong: %j', (message, expected) => {
    expect(damaged(tiffFormat, new Error(message)).message).toBe(expected);
  });

  it('does not end with a colon', () => {
    const error = damaged(pngFormat, new Error('Input buffer has corrupt header:'));
    expect(error.message).toBe('damaged PNG: its header');
  });
});

describe('withReason', () => {
  it('tries again where a decoder gives no reason, and no longer than three times', async () => {
    const messages = ['Warning treated as error due to failOn setting', 'VipsJpeg: premature end'];
    const decode = () => Promise.reject(new Error(messages.shift() ?? ''));
    await expect(withReason(decode)).rejects.toThrow('premature end');
    let attempts = 0;
    const silent = () => Promise.reject(new Error(attempts++ < 9 ? '' : 'too late'));
    await expect(withReason(silent)).rejects.toThrow('');
    expect(attempts).toBe(3);
  });
});
