import { isCall, listOf, type Call, type PrintedValue } from './calls.js';
import { RecipeBuilder, type Fields, type ImportedRecipe, type Step } from './builder.js';
import {
  alike,
  around,
  crop,
  edge,
  known,
  levelShare,
  levelsOf,
  numberOf,
  pad,
  pick,
  resampling,
  sizeOf,
  turnedBack,
  warping,
  type Named,
} from './torchvision-values.js';

type Conversion = (given: Named, call: Call, context: Context) => Step | readonly Step[];

interface Context {
  readonly builder: RecipeBuilder;
  readonly steps: (calls: readonly PrintedValue[]) => Step[];
  /** The last Normalize before this step. */
  normalize: Named;
}

/** What torchvision applies always, where a transform here would have a smaller default. */
const ALWAYS = 1;

/** Transforms that have the same parameters under their own names here. */
const same =
  (name: string, names: readonly string[], p?: number): Conversion =>
  (given) => ({
    name,
    p: numberOf(given.p) ?? p,
    parameters: Object.fromEntries(names.filter((key) => key in given).map((key) => [key, given[key]])),
  });

/** Steps from an image to the numbers of a network, and checks of boxes. */
const NOT_NEEDED =
  'ToTensor PILToTensor ToPILImage ConvertImageDtype Normalize ToDtype ToImage ToPureTensor SanitizeBoundingBoxes ClampBoundingBoxes ConvertBoundingBoxFormat Identity RGB'.split(
    ' ',
  );

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  Compose: ({ transforms }, { items }, { steps }) => steps(listOf(transforms) ?? items),
  RandomApply: ({ p, transforms }, { items }, { builder, steps }) => {
    if (p === undefined)
      builder.lost.push('RandomApply: torchvision prints no p of it; 0.5, its default, is taken');
    return { name: 'Sequential', p: numberOf(p) ?? 0.5, steps: steps(listOf(transforms) ?? items) };
  },
  RandomChoice: ({ p, transforms }, { items }, { steps }) => ({
    name: 'OneOf',
    p: ALWAYS,
    // OneOf chooses by the p of its transforms, and always applies the chosen one.
    steps: steps(listOf(transforms) ?? items).map((step, index) => ({
      ...(step.p === ALWAYS ? step : { name: 'Sequential', steps: [step] }),
      p: numberOf(listOf(p)?.[index]) ?? ALWAYS,
    })),
  }),
  RandomOrder: ({ transforms }, { items }, { steps }) => ({
    name: 'RandomOrder',
    p: ALWAYS,
    parameters: { n: (listOf(transforms) ?? items).length },
    steps: steps(listOf(transforms) ?? items),
  }),
  RandomHorizontalFlip: same('HorizontalFlip', [], 0.5),
  RandomVerticalFlip: same('VerticalFlip', [], 0.5),
  RandomResizedCrop: (given) => ({
    name: 'RandomResizedCrop',
    p: ALWAYS,
    parameters: { size: sizeOf(given.size), ...pick(given, ['scale', 'ratio']), ...resampling(given) },
  }),
  Resize: (given, _call, { builder }) => {
    const [height, width] = sizeOf(given.size);
    const sampling = resampling(given);
    if (listOf(given.size)?.length === 2)
      return { name: 'Resize', p: ALWAYS, parameters: { height, width, ...sampling } };
    if (known(given.max_size)) builder.leaveOut('Resize.max_size', 'not known here');
    return { name: 'SmallestMaxSize', p: ALWAYS, parameters: { max_size: height, ...sampling } };
  },
  RandomShortestSize: (given, _call, { builder }) => {
    if (known(given.max_size)) builder.leaveOut('RandomShortestSize.max_size', 'not known here');
    return {
      name: 'SmallestMaxSize',
      p: ALWAYS,
      parameters: { max_size: given.min_size, ...resampling(given) },
    };
  },
  ScaleJitter: same('ScaleJitter', ['target_size', 'scale_range', 'antialias'], ALWAYS),
  // An image that is too small is padded there.
  CenterCrop: ({ size }) => crop('CenterCrop', sizeOf(size), { pad_if_needed: true }),
  RandomCrop: ({ size, padding, fill, padding_mode, pad_if_needed }) => [
    ...(known(padding) ? [pad(padding, fill, padding_mode)] : []),
    crop('RandomCrop', sizeOf(size), { pad_if_needed: pad_if_needed === true, ...edge(fill, padding_mode) }),
  ],
  Pad: ({ padding, fill, padding_mode }) => pad(padding, fill, padding_mode),
  RandomRotation: ({ degrees, interpolation, expand, fill }) => {
    const sampling = warping(interpolation, fill);
    return expand === true
      ? { name: 'Affine', p: ALWAYS, parameters: { rotate: degrees, fit_output: true, ...sampling } }
      : { name: 'Rotate', p: ALWAYS, parameters: { limit: degrees, ...sampling } };
  },
  RandomAffine: ({ degrees, translate, scale, shear, interpolation, fill }, _call, { builder }) => {
    const [across, down] = listOf(translate) ?? [0, 0];
    const shears = listOf(shear) ?? [0, 0];
    const isBoth = [shears, listOf(degrees) ?? []].every((range) => range.some((angle) => angle !== 0));
    if (isBoth)
      builder.lost.push('RandomAffine: it shears before it rotates; Affine rotates before it shears');
    return {
      name: 'Affine',
      p: ALWAYS,
      parameters: {
        rotate: turnedBack(degrees),
        translate_percent: { x: around(across), y: around(down) },
        scale: scale ?? [1, 1],
        keep_ratio: true,
        shear: { x: shears.slice(0, 2), y: shears.length === 4 ? shears.slice(2) : [0, 0] },
        ...warping(interpolation, fill),
      },
    };
  },
  RandomPerspective: ({ p, distortion_scale, interpolation = 'bilinear', fill }, _call, { builder }) => {
    if (distortion_scale === undefined)
      builder.lost.push(
        'RandomPerspective: the first version of torchvision prints no distortion_scale of it; 0.5, its default, is taken',
      );
    return {
      name: 'RandomPerspective',
      p: numberOf(p) ?? 0.5,
      parameters: { distortion_scale: distortion_scale ?? 0.5, ...warping(interpolation, fill) },
    };
  },
  ElasticTransform: ({ alpha = 50, sigma = 5, interpolation = 'bilinear', fill }, _call, { builder }) => {
    const [across = sigma, down = across] = listOf(sigma) ?? [];
    if (across !== down)
      builder.lost.push('ElasticTransform.sigma: both axes are smoothed alike, as it smooths along x');
    return {
      name: 'ElasticTransform',
      p: ALWAYS,
      parameters: {
        ...{ alpha: alike(alpha), alpha_unit: 'torchvision', sigma: across },
        ...{ noise_distribution: 'uniform', ...warping(interpolation, fill) },
      },
    };
  },
  ColorJitter: (given) => ({
    name: 'ColorJitter',
    p: ALWAYS,
    parameters: Object.fromEntries(
      Object.entries({ brightness: [1, 1], contrast: [1, 1], saturation: [1, 1], hue: [0, 0] }).map(
        ([name, none]) => [name, given[name] ?? none],
      ),
    ),
  }),
  RandomPhotometricDistort: (given) => ({
    name: 'PhotoMetricDistort',
    p: ALWAYS,
    parameters: {
      ...pick(given, ['brightness', 'contrast', 'saturation', 'hue']),
      // Of each change, not of the transform.
      distort_p: given.p ?? 0.5,
    },
  }),
  RandomGrayscale: same('ToGray', [], 0.1),
  Grayscale: same('ToGray', [], ALWAYS),
  GaussianBlur: ({ kernel_size, sigma }, _call, { builder }) => {
    const [across = kernel_size, down = across] = listOf(kernel_size) ?? [];
    if (across !== down)
      builder.lost.push('GaussianBlur.kernel_size: both axes have the larger of its two sizes');
    const size = Math.max(numberOf(across) ?? 0, numberOf(down) ?? 0);
    return {
      name: 'GaussianBlur',
      p: ALWAYS,
      parameters: { blur_limit: [size, size], sigma_limit: sigma },
    };
  },
  GaussianNoise: ({ mean = 0, sigma = 0.1 }) => ({
    name: 'GaussNoise',
    p: ALWAYS,
    parameters: { mean_range: [mean, mean], std_range: [sigma, sigma] },
  }),
  JPEG: ({ quality }) => ({
    name: 'ImageCompression',
    p: ALWAYS,
    parameters: { quality_range: listOf(quality) ?? [quality, quality] },
  }),
  RandomErasing: (given, _call, { builder, normalize }) => {
    const fill = levelsOf(given.value ?? 0, normalize);
    if (!fill) builder.leaveOut('RandomErasing.value', 'noise of a network’s numbers has no levels');
    return {
      name: 'Erasing',
      p: numberOf(given.p) ?? 0.5,
      parameters: { ...pick(given, ['scale', 'ratio']), ...(fill && { fill }) },
    };
  },
  RandomPosterize: ({ p = 0.5, bits }) => ({
    name: 'Posterize',
    p: numberOf(p),
    parameters: { num_bits: bits },
  }),
  RandomSolarize: ({ p = 0.5, threshold }) => ({
    name: 'Solarize',
    p: numberOf(p),
    parameters: { threshold_range: [levelShare(threshold), levelShare(threshold)] },
  }),
  RandomInvert: same('InvertImg', [], 0.5),
  RandomEqualize: (given) => ({
    name: 'Equalize',
    p: numberOf(given.p) ?? 0.5,
    parameters: { mode: 'pil', by_channels: true },
  }),
  RandomAutocontrast: (given) => ({
    name: 'AutoContrast',
    p: numberOf(given.p) ?? 0.5,
    parameters: { method: 'pil' },
  }),
  RandomChannelPermutation: same('ChannelShuffle', [], ALWAYS),
  RandomIoUCrop: ({ options, ...given }) => ({
    name: 'RandomIoUCrop',
    p: ALWAYS,
    parameters: {
      ...pick(given, ['min_scale', 'max_scale', 'min_aspect_ratio', 'max_aspect_ratio', 'trials']),
      ...(options !== undefined && { sampler_options: options }),
    },
  }),
  RandomZoomOut: same('RandomZoomOut', ['fill', 'side_range'], 0.5),
  RandAugment: policy('RandAugment', ['num_ops', 'magnitude', 'num_magnitude_bins']),
  TrivialAugmentWide: policy('TrivialAugmentWide', ['num_magnitude_bins']),
  AutoAugment: policy('AutoAugment', ['policy']),
  AugMix: policy('AugMix', ['severity', 'mixture_width', 'chain_depth', 'alpha', 'all_ops']),
};

/**
 * Transforms that print their fill, unless it is a mapping of kinds of images to fills; the first version of some prints none, but
 * no such parameter either.
 */
const FILLED: Readonly<Record<string, string>> = {
  ElasticTransform: 'alpha',
  Pad: 'padding',
  RandomCrop: 'pad_if_needed',
  RandomPerspective: 'distortion_scale',
  RandomRotation: 'degrees',
  RandomZoomOut: 'side_range',
};

/** True for what a pipeline of torchvision prints, of its first or second version. */
export function isTorchvision(calls: readonly Call[]): boolean {
  return calls.every(({ call, items, named }) => {
    if (call === 'Compose') return items.every(isCall) && !('bbox_params' in named);
    return Object.hasOwn(CONVERSIONS, call) && call.startsWith('Random');
  });
}

export function importTorchvision(calls: readonly Call[]): ImportedRecipe {
  const builder = new RecipeBuilder();
  builder.notes.push(
    'printed by torchvision; where it shrinks with antialiasing, pixels are averaged here, which is a little sharper',
  );
  const steps = (values: readonly PrintedValue[]): Step[] => values.filter(isCall).flatMap(convert);
  const context: Context = { builder, steps, normalize: {} };
  const convert = (call: Call): readonly Step[] => {
    if (call.call === 'Normalize') context.normalize = call.named;
    if (NOT_NEEDED.includes(call.call)) {
      builder.notNeeded(call.call);
      return [];
    }
    if (!Object.hasOwn(CONVERSIONS, call.call)) {
      builder.leaveOut(call.call, 'there is no such transform of torchvision here');
      return [];
    }
    const sign = FILLED[call.call];
    if (sign !== undefined && sign in call.named && !('fill' in call.named))
      builder.lost.push(`${call.call}.fill: torchvision prints none that is a mapping; 0 is taken`);
    return [CONVERSIONS[call.call]!(call.named, call, context)].flat();
  };
  return builder.finish(steps(calls));
}

/** Names in capitals are written in small letters here. */
function policy(name: string, names: readonly string[]): Conversion {
  return ({ interpolation, fill, ...given }) => {
    const own: Fields = Object.fromEntries(
      Object.entries(pick(given, names)).map(([key, value]) => [
        key,
        typeof value === 'string' ? value.toLowerCase() : value,
      ]),
    );
    const sampling = known(interpolation) ? warping(interpolation, fill) : edge(fill, undefined);
    return { name, p: ALWAYS, parameters: { ...own, ...sampling } };
  };
}
