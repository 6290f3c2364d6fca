type Fields = Readonly<Record<string, unknown>>;

/** Gives new names and units to one group of parameters that Albumentations 1.3 and 1.4 had. */
interface Translation {
  readonly transforms: readonly string[];
  readonly from: readonly string[];
  /** @returns the parameters of 2.0; those that are undefined keep their default */
  readonly to: (old: Fields) => Readonly<Record<string, unknown>>;
}

const FILLED = [
  'Rotate',
  'SafeRotate',
  'ShiftScaleRotate',
  'PadIfNeeded',
  'ElasticTransform',
  'OpticalDistortion',
  'GridDistortion',
];
const HOLE_SIDES = ['height', 'width'];

const TRANSLATIONS: readonly Translation[] = [
  renamed(FILLED, { value: 'fill', mask_value: 'fill_mask' }),
  renamed(['Affine', 'PiecewiseAffine'], { mode: 'border_mode', cval: 'fill', cval_mask: 'fill_mask' }),
  renamed(['Perspective'], { pad_mode: 'border_mode', pad_val: 'fill', mask_pad_val: 'fill_mask' }),
  renamed(['RandomCrop', 'CenterCrop', 'Crop', 'CropAndPad'], {
    pad_mode: 'border_mode',
    pad_cval: 'fill',
    pad_cval_mask: 'fill_mask',
  }),
  renamed(['RandomCropNearBBox'], { cropping_box_key: 'cropping_bbox_key' }),
  renamed(['ChannelDropout'], { fill_value: 'fill' }),
  renamed(['AdvancedBlur'], { sigmaX_limit: 'sigma_x_limit', sigmaY_limit: 'sigma_y_limit' }),
  renamed(['CoarseDropout', 'GridDropout', 'XYMasking'], {
    fill_value: 'fill',
    mask_fill_value: 'fill_mask',
  }),
  {
    transforms: ['RandomResizedCrop', 'RandomSizedCrop'],
    from: ['height', 'width'],
    to: ({ height, width }) => ({ size: [height, width] }),
  },
  paired('unit_size_range', 'unit_size_min', 'unit_size_max'),
  paired('holes_number_xy', 'holes_number_x', 'holes_number_y'),
  paired('shift_xy', 'shift_x', 'shift_y'),
  bounds('RandomRain', 'slant_range', 'slant_lower', 'slant_upper'),
  {
    transforms: ['RandomRain'],
    from: ['rain_type'],
    to: ({ rain_type }) => ({ rain_type }),
  },
  {
    transforms: ['Spatter'],
    from: ['mode', 'color'],
    to: ({ mode, color }) => ofOneMode(mode, color),
  },
  bounds('RandomSnow', 'snow_point_range', 'snow_point_lower', 'snow_point_upper'),
  bounds('RandomFog', 'fog_coef_range', 'fog_coef_lower', 'fog_coef_upper'),
  bounds('RandomShadow', 'num_shadows_limit', 'num_shadows_lower', 'num_shadows_upper'),
  bounds('RandomSunFlare', 'angle_range', 'angle_lower', 'angle_upper'),
  bounds('RandomSunFlare', 'num_flare_circles_range', 'num_flare_circles_lower', 'num_flare_circles_upper'),
  bounds('Downscale', 'scale_range', 'scale_min', 'scale_max'),
  {
    transforms: ['AdditiveNoise'],
    from: ['noise_params'],
    // It repeats the type.
    to: ({ noise_params }) => ({ noise_params: without('noise_type', noise_params) }),
  },
  {
    transforms: ['ImageCompression'],
    from: ['quality_lower', 'quality_upper'],
    to: ({ quality_lower = 99, quality_upper = 100 }) => ({ quality_range: [quality_lower, quality_upper] }),
  },
  renamed(['Downscale'], { interpolation: 'interpolation_pair' }),
  nothingIfZero('ElasticTransform', 'alpha_affine'),
  nothingIfZero('OpticalDistortion', 'shift_limit'),
  range('num_holes_range', 'min_holes', 'max_holes'),
  ...HOLE_SIDES.map((side) => range(`hole_${side}_range`, `min_${side}`, `max_${side}`)),
  {
    transforms: ['Solarize'],
    from: ['threshold'],
    to: ({ threshold }) => ({
      threshold_range: asFixedRange(threshold).map((value) => scaled(value, justBelow)),
    }),
  },
  {
    transforms: ['GaussNoise'],
    from: ['var_limit'],
    to: ({ var_limit }) => ({ std_range: asRange(var_limit).map((value) => scaled(value, Math.sqrt)) }),
  },
  {
    transforms: ['GaussNoise'],
    from: ['mean'],
    to: ({ mean }) => ({ mean_range: [scaled(mean), scaled(mean)] }),
  },
];

/** Until 2.0, it had a list of modes, and a colour for each of them. */
function ofOneMode(modes: unknown, colours: unknown): Fields {
  const mode: unknown = Array.isArray(modes) && modes.length === 1 ? modes[0] : modes;
  const isOfModes = typeof colours === 'object' && colours !== null && !Array.isArray(colours);
  return { mode, color: isOfModes && typeof mode === 'string' ? (colours as Fields)[mode] : colours };
}

const COMPRESSION_TYPES = ['jpeg', 'webp'];

/** The parameters of a transform under the names and in the units of Albumentations 2.0. */
export function translateParameters(transform: string, given: Fields): Fields {
  const fitting = TRANSLATIONS.filter(
    ({ transforms, from }) => transforms.includes(transform) && from.some((name) => known(given[name])),
  );
  const old = new Set(
    TRANSLATIONS.flatMap(({ transforms, from }) => (transforms.includes(transform) ? from : [])),
  );
  const translated = fitting.flatMap(({ from, to }) => {
    const present = from.filter((name) => known(given[name])).map((name) => [name, given[name]]);
    return Object.entries(to(Object.fromEntries(present) as Fields)).filter(
      ([, value]) => value !== undefined,
    );
  });
  const kept = Object.entries(given).filter(([name]) => !old.has(name));
  return named(transform, { ...Object.fromEntries(translated), ...Object.fromEntries(kept) });
}

/** 1.3 wrote its numbers for the kinds of compression. */
function named(transform: string, given: Fields): Fields {
  const { compression_type: type } = given;
  if (transform !== 'ImageCompression' || typeof type !== 'number') return given;
  return { ...given, compression_type: COMPRESSION_TYPES[type] ?? type };
}

function renamed(transforms: readonly string[], names: Readonly<Record<string, string>>): Translation {
  return {
    transforms,
    from: Object.keys(names),
    to: (old) => Object.fromEntries(Object.entries(old).map(([name, value]) => [names[name]!, value])),
  };
}

/** Both ends had a parameter of their own. */
function bounds(transform: string, name: string, low: string, high: string): Translation {
  return {
    transforms: [transform],
    from: [low, high],
    to: (old) => ({ [name]: [old[low] ?? old[high], old[high] ?? old[low]] }),
  };
}

function without(name: string, from: unknown): unknown {
  const entries = Object.entries(typeof from === 'object' && from !== null ? from : {});
  return Object.fromEntries(entries.filter(([key]) => key !== name));
}

/** GridDropout took both numbers, or ignored the one that there was. */
function paired(name: string, first: string, second: string): Translation {
  return {
    transforms: ['GridDropout'],
    from: [first, second],
    to: (old) => (first in old && second in old ? { [name]: [old[first], old[second]] } : {}),
  };
}

/** A parameter that is not there any more, and changed nothing as long as it was 0. */
function nothingIfZero(transform: string, name: string): Translation {
  return {
    transforms: [transform],
    from: [name],
    to: (old): Fields => ([old[name]].flat().every((value) => value === 0) ? {} : old),
  };
}

/** Without a minimum, holes were all as large and as many as the maximum. */
function range(name: string, low: string, high: string): Translation {
  return {
    transforms: ['CoarseDropout'],
    from: [low, high],
    to: (old) => ({ [name]: [old[low] ?? old[high], old[high] ?? old[low]] }),
  };
}

function asRange(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [0, value];
}

function asFixedRange(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value, value];
}

/** A whole level still reaches the threshold after it is rounded as a fraction. */
function justBelow(level: number): number {
  return Math.max(0, level - 0.001);
}

/** From levels of 8 bits to fractions; what is no number is left for the check of the parameters. */
function scaled(value: unknown, change: (value: number) => number = (same) => same): unknown {
  return typeof value === 'number' ? Number((change(value) / 255).toPrecision(6)) : value;
}

function known(value: unknown): boolean {
  return value !== undefined && value !== null;
}
