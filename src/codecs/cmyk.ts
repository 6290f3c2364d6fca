import { hasTextAt } from '../core/image-formats.js';

export const CMYK_REFUSED =
  'the image is in CMYK; convert it to RGB first, or use `decode: {cmyk: convert}` in the recipe';

const CONVERTED_BY_PROFILE = 'converted from CMYK to RGB by its colour profile';

const CONVERTED_SIMPLY =
  'converted from CMYK to RGB without a colour profile: by the product of each ink and black';

const UNUSABLE_PROFILE = 'its colour profile is damaged or not for CMYK, and is not used: ';

/** ICC.1:2022, 7.2 and 7.3: the profile's size, the colour space of the samples, the signature, the table of tags. */
const [SIZE_AT, SPACE_AT, SIGNATURE_AT, COUNT_AT, TAGS_AT] = [0, 16, 36, 128, 132];
/** Of each tag: its name, where its content begins, and how long it is. */
const TAG_BYTES = 12;
/** The tag that leads from inks to colours, and the types that it can have. */
const CONVERSION = 'A2B0';
const TYPES = ['mft1', 'mft2', 'mAB '];

/** The profile, where it is a whole one for CMYK. With any other one, the decoder would take a profile of its own. */
export function cmykProfile(icc: Uint8Array | undefined): Uint8Array | undefined {
  return icc && isCmykProfile(icc) ? icc : undefined;
}

function isCmykProfile(icc: Uint8Array): boolean {
  if (!hasTextAt(icc, SPACE_AT, 'CMYK') || !hasTextAt(icc, SIGNATURE_AT, 'acsp')) return false;
  if (icc.length < TAGS_AT) return false;
  const view = new DataView(icc.buffer, icc.byteOffset, icc.length);
  const count = view.getUint32(COUNT_AT);
  if (view.getUint32(SIZE_AT) > icc.length || TAGS_AT + count * TAG_BYTES > icc.length) return false;
  const tags = Array.from({ length: count }, (_, i) => TAGS_AT + i * TAG_BYTES);
  const isWhole = tags.every((at) => view.getUint32(at + 4) + view.getUint32(at + 8) <= icc.length);
  const conversion = tags.find((at) => hasTextAt(icc, at, CONVERSION));
  if (!isWhole || conversion === undefined) return false;
  return TYPES.some((type) => hasTextAt(icc, view.getUint32(conversion + 4), type));
}

/** What is said of a file in CMYK that is converted. */
export function aboutCmyk(icc: Uint8Array | undefined): string {
  if (cmykProfile(icc)) return CONVERTED_BY_PROFILE;
  return icc ? UNUSABLE_PROFILE + CONVERTED_SIMPLY : CONVERTED_SIMPLY;
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
