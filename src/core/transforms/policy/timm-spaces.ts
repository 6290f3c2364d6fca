import type { Space } from './policy-tables.js';

/**
 * The operations of RandAugment in timm 1.0.31 (Apache 2.0), in its order, by which it draws. Its magnitudes from 0 to 10
 * are eleven bins.
 */

const signedUpTo = (to: number, of?: 'width' | 'height') => ({
  from: 0,
  to,
  signed: true,
  ...(of && { of }),
});
const NEGATIVE_TO_POSITIVE = { from: -0.9, to: 0.9, signed: false };

const FIRST: Space = { AutoContrast: null, Equalize: null, Invert: null, Rotate: signedUpTo(30) };
const ADDED: Space = { SolarizeAdd: { from: 0, whole: 110 } };
const LAST: Space = {
  ShearX: signedUpTo(0.3),
  ShearY: signedUpTo(0.3),
  TranslateXRel: signedUpTo(0.45, 'width'),
  TranslateYRel: signedUpTo(0.45, 'height'),
};

/** Greater magnitudes keep more bits and levels, and go from less colour to more. Pillow refuses to keep no bits. */
export const TIMM: Space = {
  ...FIRST,
  Posterize: { from: 0, whole: 4, least: 1 },
  Solarize: { from: 0, whole: 256, per: 255 },
  ...ADDED,
  Color: NEGATIVE_TO_POSITIVE,
  Contrast: NEGATIVE_TO_POSITIVE,
  Brightness: NEGATIVE_TO_POSITIVE,
  Sharpness: NEGATIVE_TO_POSITIVE,
  ...LAST,
};

/** Greater magnitudes change more. */
export const TIMM_INCREASING: Space = {
  ...FIRST,
  Posterize: { from: 4, whole: -4, least: 1 },
  Solarize: { from: 256, whole: -256, per: 255 },
  ...ADDED,
  Color: signedUpTo(0.9),
  Contrast: signedUpTo(0.9),
  Brightness: signedUpTo(0.9),
  Sharpness: signedUpTo(0.9),
  ...LAST,
};
