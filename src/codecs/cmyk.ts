import { hasTextAt } from '../core/image-formats.js';

export const CMYK_REFUSED =
  'the image is in CMYK; convert it to RGB first, or use `decode: {cmyk: convert}` in the recipe';

const CONVERTED_BY_PROFILE = 'converted from CMYK to RGB by its colour profile';

const CONVERTED_SIMPLY =
  'converted from CMYK to RGB without a colour profile: by the product of each ink and black';

/** ICC.1:2022, 7.2: the colour space of the samples, and the signature that every profile has. */
const [SPACE_AT, SIGNATURE_AT] = [16, 36];

/** The profile, where it is one for CMYK. With any other one, the decoder would take a profile of its own. */
export function cmykProfile(icc: Uint8Array | undefined): Uint8Array | undefined {
  return icc && hasTextAt(icc, SPACE_AT, 'CMYK') && hasTextAt(icc, SIGNATURE_AT, 'acsp') ? icc : undefined;
}

/** What is said of a file in CMYK that is converted. */
export function aboutCmyk(icc: Uint8Array | undefined): string {
  return cmykProfile(icc) ? CONVERTED_BY_PROFILE : CONVERTED_SIMPLY;
}

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
