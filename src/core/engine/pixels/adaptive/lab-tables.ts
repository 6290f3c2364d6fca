import { pow, roundHalfEven } from '../../../math.js';

/**
 * Tables for CIE L*a*b* in whole numbers, as OpenCV's 8-bit conversions have them: the primaries of sRGB, the white of D65,
 * linear light in units of 1/2040 before the root function, and of 2⁻¹⁴ after it.
 */

/** Of linear red, green and blue in X, Y and Z, divided by those of white, in units of 2⁻¹². */
const WEIGHTS = [
  [1777, 871, 73],
  [1541, 2929, 448],
  [778, 296, 3575],
];
const LIGHT_UNITS = 2040;
const ROOTS = 3072;
const INVERSE_UNITS = 2 ** 14;
const LEVEL_STEPS = 4096;

let toLab: Int32Array | undefined;
let fromLab: Int32Array | undefined;
let deep: Float64Array | undefined;

/** For the kernels `toLab` and `lightnessGrey`. */
export function toLabTables(): Int32Array {
  return (toLab ??= joined(lightVectors(), rootsOfLight()));
}

/** For the kernel `claheLabRow`. */
export function fromLabTables(): Int32Array {
  return (fromLab ??= joined(lightOfLightness(), levelsOfLight()));
}

/** For the kernels of 16 bits: the linear light of each unit, and the unit of 65,537 steps of linear light. */
export function deepLightTables(): Float64Array {
  deep ??= Float64Array.from({ length: 65_536 + 65_537 }, (_, index) =>
    index < 65_536 ? linearLight(index / 65_535) : 65_535 * encoded((index - 65_536) / 65_536),
  );
  return deep;
}

function joined(first: Int32Array, second: Uint8Array | Uint16Array): Int32Array {
  const bytes = new Uint8Array(first.byteLength + second.byteLength);
  bytes.set(new Uint8Array(first.buffer));
  bytes.set(new Uint8Array(second.buffer), first.byteLength);
  return new Int32Array(bytes.buffer);
}

/** For each level of red, then green, then blue, what it adds to X, Y and Z, and a number without use. */
function lightVectors(): Int32Array {
  const half = 2 ** 11;
  return Int32Array.from(
    WEIGHTS.flatMap((weights, channel) =>
      Array.from({ length: 256 }, (_, level) => {
        const light = roundHalfEven(LIGHT_UNITS * linearLight(Math.fround(level / 255)));
        return [...weights.map((weight) => weight * light + (channel === 0 ? half : 0)), 0];
      }).flat(),
    ),
  );
}

/** The root function of L*a*b*, in single precision as in OpenCV. */
function rootsOfLight(): Uint16Array {
  return Uint16Array.from({ length: ROOTS }, (_, index) => {
    const light = index / LIGHT_UNITS;
    const root = light < 216 / 24389 ? light * (841 / 108) + 16 / 116 : pow(light, 1 / 3);
    return roundHalfEven(2 ** 15 * Math.fround(root));
  });
}

/** For each L of 255 its Y in the lower and its root in the upper 16 bits. */
function lightOfLightness(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, lightness) => {
    const root = (100 * lightness) / (255 * 116) + 16 / 116;
    const isDark = lightness <= 20;
    const light = isDark ? (lightness * 20 * 9) / (17 * 29 ** 3) : root ** 3;
    const rounded = [light, isDark ? 16 / 116 + (lightness * 5) / (3 * 17 * 29) : root].map((value) =>
      roundHalfEven(INVERSE_UNITS * value),
    );
    return rounded[0]! | (rounded[1]! << 16);
  });
}

function levelsOfLight(): Uint8Array {
  return Uint8Array.from({ length: LEVEL_STEPS }, (_, step) =>
    roundHalfEven(255 * encoded(step / LEVEL_STEPS)),
  );
}

/** The transfer function of sRGB (IEC 61966-2-1), from samples of 0–1 to linear light. */
function linearLight(sample: number): number {
  return sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4);
}

function encoded(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055;
}
