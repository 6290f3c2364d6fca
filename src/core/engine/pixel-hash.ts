import type { Kernels, Surface } from './memory.js';

/** See `Engine.hash`. */
export function hashPixels({ call }: Kernels, surface: Surface): string {
  const { width, height, channels, depth, pixels, opacity } = surface;
  const plane = (width * height * depth) / 8;
  call.hashBegin(width, height, channels, opacity ? 1 : 0, depth);
  call.hashSamples(pixels.pointer, plane * channels);
  if (opacity) call.hashSamples(opacity.pointer, plane);
  return [call.hashFirst(), call.hashSecond()].map(sixteenDigits).join('');
}

function sixteenDigits(half: bigint): string {
  return BigInt.asUintN(64, half).toString(16).padStart(16, '0');
}
