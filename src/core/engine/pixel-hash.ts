import type { Kernels, Surface } from './memory.js';

/** See `Engine.hash`. */
export function hashPixels({ call }: Kernels, surface: Surface): string {
  const { width, height, channels, pixels, opacity } = surface;
  call.hashBegin(width, height, channels, opacity ? 1 : 0);
  call.hashSamples(pixels.pointer, width * height * channels);
  if (opacity) call.hashSamples(opacity.pointer, width * height);
  return [call.hashFirst(), call.hashSecond()].map(sixteenDigits).join('');
}

function sixteenDigits(half: bigint): string {
  return BigInt.asUintN(64, half).toString(16).padStart(16, '0');
}
