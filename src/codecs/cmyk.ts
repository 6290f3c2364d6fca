export const CMYK_REFUSED =
  'the image is in CMYK; convert it to RGB first, or use `decode: {cmyk: convert}` in the recipe';

export const CONVERTED_BY_PROFILE = 'converted from CMYK to RGB by its colour profile';

export const CONVERTED_SIMPLY =
  'converted from CMYK to RGB without a colour profile: by the product of each ink and black';

/**
 * Converts samples from CMYK to RGB in place, as Pillow does without a profile: the product of what each ink and black leave.
 * @param samples pixels of `perPixel` samples each; the fourth one stays as it was
 */
export function cmykToRgb(samples: Uint8Array, perPixel: number): void {
  for (let pixel = 0; pixel + 3 < samples.length; pixel += perPixel) {
    const light = 255 - samples[pixel + 3]!;
    for (let i = pixel; i < pixel + 3; i++) samples[i] = light - product(samples[i]!, light);
  }
}

/** a × b / 255, rounded: exact for all levels. */
function product(a: number, b: number): number {
  const scaled = a * b + 128;
  return ((scaled >> 8) + scaled) >> 8;
}
