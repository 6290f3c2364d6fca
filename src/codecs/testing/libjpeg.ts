import { expect } from 'vitest';
import { wasmLibJpeg } from '../jpeg/wasm/embedded.js';

export const library = wasmLibJpeg();

/** Smooth colours with edges in them. */
export function pattern<Channels extends 1 | 3>(width: number, height: number, channels: Channels) {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const [x, y, c] = [Math.floor(i / channels) % width, Math.floor(i / channels / width), i % channels];
    data[i] = x * 3 + y * 5 + c * 70 + ((Math.floor(x / 9) * 31) ^ (Math.floor(y / 5) * 17));
  }
  return { width, height, channels, data };
}

export function decoded(
  file: Uint8Array,
  channels: 1 | 3 | 4 = 3,
  scale: 1 | 2 | 4 | 8 = 1,
  acceptDamage = false,
  { width, height } = library.inspect(file),
) {
  const [across, down] = [Math.ceil(width / scale), Math.ceil(height / scale)];
  const target = { width: across, height: down, channels, data: new Uint8Array(across * down * channels) };
  const warnings = library.decompress(file, target, { acceptDamage, scale });
  return { ...target, warnings };
}

/** @returns undefined where nothing is thrown */
export function errorOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(RangeError);
    expect(error).not.toBeInstanceOf(WebAssembly.RuntimeError);
    return (error as Error).message;
  }
}

/** A copy with one byte changed. */
export function changedAt(file: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[at]! ^= 0x55;
  return copy;
}

/** `pattern(24, 20, 3)` at quality 60 and 4:2:0, with arithmetic codes and restart markers, as jpegtran writes them. */
export const ARITHMETIC = Buffer.from(
  [
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxO',
    'UlNSMj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P',
    'T09PT09PT0//yQARCAAUABgDASIAAhEBAxEB/8wACgAQEAUBEBEF/90ABAAB/9oADAMBAAIRAxEAPwD+5IA/z3+jHW44VzFf/FBN',
    '0+GvhBZ+05AVYzZUa35AB7Q0yLmrQIWGaueZtm+zxxNYP5HqtjZNp+KA/9DRvykx9DKt9iUnyIKWcnQNxgscA+chtRJ7r+N2tHgC',
    'ZgmPJYD/0dH6KePyZckIPZQrlXY/IP/S0hlNDGLncz2ac2tiHy9L2MPIWrOzGD+Va/4qSV/JvulZ6c/+tv/Z',
  ].join(''),
  'base64',
);
