import type { Colour, Interpolation, UnmixedOperation } from '../../plan/operations.js';
import type { Frame, Matrix3 } from '../../geometry/types.js';
import type { Random } from '../../plan/random.js';
import { colour, maskValue, NOTHING, truncate, warpInterpolation } from '../parameters.js';
import { brightness, contrast } from '../pixel/colour-steps.js';
import { blendKernel } from '../pixel/kernel-weights.js';
import { levelTable } from '../pixel/level-table.js';
import { LUMA } from '../pixel/luma.js';
import { showing } from '../spatial/cropping.js';
import { aboutCentre, rotation, warp } from '../spatial/matrices.js';
import type { Scene } from '../transform.js';
import { magnitudeOf } from './magnitudes.js';
import type { Magnitudes, MemberName } from './policy-tables.js';

/** The parameters that all policies have. */
export const memberParameters = {
  interpolation: warpInterpolation.prefault('nearest').describe('How pixels are interpolated.'),
  fill: colour
    .prefault(0)
    .describe('Level outside the image, 0–255: one for all channels, or one per channel.'),
  fill_mask: maskValue.prefault(0).describe('Value outside the image in label maps.'),
};

export interface MemberParameters {
  readonly interpolation: Interpolation;
  readonly fill: Colour;
  readonly fill_mask: number;
}

/** One step of a policy, with its magnitude drawn. */
export interface Member {
  readonly member: MemberName;
  readonly magnitude: number;
}

/** Takes one draw, whether the sign matters or not. */
export function drawMember(
  member: MemberName,
  magnitudes: Magnitudes,
  [bin, bins]: readonly [bin: number, bins: number],
  random: Random,
  frame: Frame,
): Member {
  const isNegative = random.chance(0.5);
  const magnitude = magnitudeOf(magnitudes, bin, bins, frame);
  const signed = magnitudes !== null && 'signed' in magnitudes && magnitudes.signed;
  return { member, magnitude: signed && isNegative ? 0 - magnitude : magnitude };
}

/** The Operations of a step, as torchvision 0.22, or timm, does it with an image of Pillow. */
export function memberOperations(
  { member, magnitude }: Member,
  parameters: MemberParameters,
  { width, height, channels }: Scene,
): readonly UnmixedOperation[] {
  const frame = { width, height };
  const moved = (matrix: Matrix3): readonly UnmixedOperation[] =>
    warp(matrix, frame, frame, { ...parameters, border_mode: 'constant' });
  const shifted = (x: number, y: number): readonly UnmixedOperation[] =>
    showing({ x: -x + 0, y: -y + 0, ...frame }, frame, {
      border: 'constant',
      fill: parameters.fill,
      maskFill: parameters.fill_mask,
    });
  switch (member) {
    case 'Identity':
      return NOTHING;
    // About the upper left corner.
    case 'ShearX':
      return moved([1, -magnitude, 0, 0, 1, 0, 0, 0, 1]);
    case 'ShearY':
      return moved([1, 0, 0, -magnitude, 1, 0, 0, 0, 1]);
    case 'TranslateX':
      return shifted(truncate(magnitude), 0);
    case 'TranslateY':
      return shifted(0, truncate(magnitude));
    // By parts of pixels, too; what is positive shows what lies further right, or below.
    case 'TranslateXRel':
      return moved([1, 0, -magnitude, 0, 1, 0, 0, 0, 1]);
    case 'TranslateYRel':
      return moved([1, 0, 0, 0, 1, -magnitude, 0, 0, 1]);
    case 'Rotate':
      return moved(aboutCentre(rotation(magnitude), frame));
    case 'Brightness':
      return brightness(1 + magnitude);
    case 'Color':
      return channels === 3 && magnitude !== 0 ? [colourful(1 + magnitude)] : NOTHING;
    case 'Contrast':
      return contrast(1 + magnitude);
    case 'Sharpness':
      return blendKernel(-magnitude, SMOOTH);
    case 'Posterize':
      return magnitude === 8 ? NOTHING : [tableOf((level) => level & (0xff << (8 - magnitude)))];
    case 'Solarize':
      return [tableOf((level) => (level < 255 * magnitude ? level : 255 - level))];
    case 'SolarizeAdd':
      return [tableOf((level) => (level < 128 ? Math.min(255, level + magnitude) : level))];
    case 'AutoContrast':
      return [STRETCHED];
    case 'Equalize':
      return [EQUALIZED];
    case 'Invert':
      return [{ kind: 'table', form: 'linear', scale: [-1], offset: [255] }];
  }
}

/** Keeps greys from being rounded down to the next level. */
const A_LITTLE = 2 ** -10;

/** factor · colour + (1 − factor) · luma, rounded down as in Pillow. */
function colourful(factor: number): UnmixedOperation {
  const rows = [0, 1, 2].flatMap((row) => [
    ...LUMA.map((weight, column) => (1 - factor) * weight + (row === column ? factor : 0)),
    A_LITTLE,
  ]);
  return { kind: 'matrix', rows, rounding: 'truncate' };
}

/** Pillow's SMOOTH. */
const SMOOTH = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((weight) => weight / 13);
const EQUALIZED = { kind: 'adaptive', form: 'equalize', of: 'channels', rule: 'pillow' } as const;
const STRETCHED = {
  kind: 'adaptive',
  form: 'stretch',
  curve: 'linear',
  cutoff: 0,
  ignore: [],
  rounding: 'truncate',
} as const;

function tableOf(become: (level: number) => number): UnmixedOperation {
  return { kind: 'table', form: 'values', values: [levelTable(become)] };
}
