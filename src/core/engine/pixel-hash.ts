import type { Kernels, Surface } from './memory.js';

/** See `Engine.hash`. */
export function hashPixels({ call }: Kernels, surface: Surface): string {
  const { width, height, channels, depth, planes = 0, pixels, opacity } = surface;
  const plane = (width * height * depth) / 8;
  call.hashBegin(width, height, channels + 256 * planes, opacity ? 1 : 0, depth);
  call.hashSamples(pixels.pointer, plane * channels * (planes || 1));
  if (opacity) call.hashSamples(opacity.pointer, plane);
  return [call.hashFirst(), call.hashSecond()].map(sixteenDigits).join('');
}

function sixteenDigits(half: bigint): string {
  return BigInt.asUintN(64, half).toString(16).padStart(16, '0');
}
