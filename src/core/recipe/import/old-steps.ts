import type { Fields, Step } from './builder.js';
import { isBefore, type Version } from './version.js';

/**
 * Steps of older versions of Albumentations whose choices are made by controls here. Their parameters are already under
 * the names of 2.0.8.
 */

interface OldStep {
  readonly step: Step;
  /** What could not be carried. */
  readonly lost?: string;
  /** What differs on purpose. */
  readonly note?: string;
}

type Change = (step: Step, version: Version) => OldStep | undefined;

const CHANGES: Readonly<Record<string, Change>> = {
  Flip: flip,
  GaussianBlur: blurBySize,
  OneOrOther: oneOrOther,
  SomeOf: someOf,
  RandomOrder: someOf,
  Affine: affine,
  RandomBrightnessContrast: brightness,
};

/** The step as it is written here, if the version of Albumentations meant something else by it than 2.0.8. */
export function changeOldStep(step: Step, version: Version): OldStep {
  const change = Object.hasOwn(CHANGES, step.name) ? CHANGES[step.name]! : undefined;
  return { ...borderOf(step, version), ...change?.(step, version) };
}

const BORDERED = ['Affine', 'PadIfNeeded', 'Rotate', 'SafeRotate', 'ShiftScaleRotate'];

/** Before 1.4.14, OpenCV took one number for the first channel. */
function borderOf(step: Step, version: Version): OldStep {
  const fill = step.parameters?.fill;
  const isRed = BORDERED.includes(step.name) && typeof fill === 'number' && fill !== 0;
  if (!isRed || !isBefore(version, [1, 4, 14])) return { step };
  return {
    step,
    note: `${step.name}: outside the image, it filled red alone with ${fill}; here, all channels`,
  };
}

/** It mirrored horizontally, vertically or both, each as likely. */
function flip({ p }: Step): OldStep {
  const [horizontal, vertical] = ['HorizontalFlip', 'VerticalFlip'].map((name): Step => ({ name, p: 1 }));
  const both: Step = { name: 'Sequential', p: 1, steps: [horizontal!, vertical!] };
  return { step: { name: 'OneOf', p, steps: [horizontal!, vertical!, both] } };
}

/** Until 2.0.1, the size of the kernel was drawn, and a sigma of 0 followed from it as in OpenCV. */
function blurBySize({ p, parameters = {}, ...rest }: Step, version: Version): OldStep | undefined {
  if (!isBefore(version, [2, 0, 2])) return undefined;
  const [low, high] = pairOf(parameters.blur_limit);
  const [leastSigma, mostSigma] = pairOf(parameters.sigma_limit);
  if (low === undefined || high === undefined || leastSigma !== 0 || mostSigma !== 0) return undefined;
  const least = Math.max(3, low);
  const sizes = Array.from(
    { length: Math.floor((Math.max(least, high) - least) / 2) + 1 },
    (_, i) => least + 2 * i,
  );
  const blur = (size: number, weight: number | undefined): Step => ({
    ...rest,
    p: weight,
    parameters: { blur_limit: [size, size], sigma_limit: [sigmaOf(size), sigmaOf(size)] },
  });
  if (sizes.length === 1) return { step: blur(least, p) };
  // Until 1.4.17, even numbers were drawn too, and raised.
  const another = isBefore(version, [1, 4, 18]) ? 1 : 0.5;
  return {
    step: { name: 'OneOf', p, steps: sizes.map((size) => blur(size, size === least ? 0.5 : another)) },
  };
}

/** OpenCV's rule for kernels without a sigma. */
function sigmaOf(size: number): number {
  return Number((0.3 * ((size - 1) / 2 - 1) + 0.8).toFixed(6));
}

/** Its p was the share of the first; one of the two always ran. */
function oneOrOther({ p = 0.5, steps = [], ...rest }: Step): OldStep {
  const weights = [p, 1 - p];
  return {
    step: {
      ...rest,
      name: 'OneOf',
      p: 1,
      steps: steps.map((one, index) => weighted(one, weights[index] ?? 0)),
    },
  };
}

/** More choices in a row than any real pipeline has. */
const MOST_CHOICES = 20;

/**
 * Until 2.0.5, the p of its transforms were the weights of the choice, and the chosen ones always ran. Until 1.4.16, they
 * ran in the order in which they were chosen.
 */
function someOf({ steps = [], parameters = {}, ...rest }: Step, version: Version): OldStep | undefined {
  if (!isBefore(version, [2, 0, 6])) return undefined;
  const { n, replace } = parameters;
  const name = isBefore(version, [1, 4, 17]) ? 'RandomOrder' : rest.name;
  if (n === 1) return { step: { ...rest, name: 'OneOf', steps } };
  const [first = 0.5, ...others] = steps.map(({ p }) => p);
  const isEven = others.every((p = 0.5) => p === first);
  if (isEven) return { step: { ...rest, name, parameters, steps: steps.map((one) => weighted(one, 1)) } };
  // Choices that do not depend on one another, one after the other.
  if (name === 'RandomOrder' && replace === true && typeof n === 'number' && n <= MOST_CHOICES) {
    const choices = Array.from({ length: n }, (): Step => ({ name: 'OneOf', p: 1, steps }));
    return { step: { ...rest, name: 'Sequential', steps: choices } };
  }
  return {
    step: { ...rest, name, parameters, steps: steps.map((one) => weighted(one, 1)) },
    lost: `${rest.name}: the p of its transforms were the weights of the choice; here, all are equally likely`,
  };
}

/** Until 1.4.14, it sheared before it rotated, and along x in the other direction. */
function affine(step: Step, version: Version): OldStep | undefined {
  if (!isBefore(version, [1, 4, 15])) return undefined;
  const { parameters = {} } = step;
  const shear = axesOf(parameters.shear);
  const isSheared = Object.values(shear)
    .flat()
    .some((angle) => angle !== 0);
  if (!isSheared) return undefined;
  const isRotated = pairOf(parameters.rotate).some((angle) => angle !== 0);
  return {
    step: { ...step, parameters: { ...parameters, shear: { x: opposite(shear.x), y: shear.y } } },
    ...(isRotated && { lost: 'Affine: it sheared before it rotated; here, it rotates before it shears' }),
  };
}

/** Before 1.4.14, a brightness of the mean was multiplied by the contrast. */
function brightness(step: Step, version: Version): OldStep | undefined {
  const { brightness_by_max, brightness_limit, contrast_limit } = step.parameters ?? {};
  if (!isBefore(version, [1, 4, 14]) || brightness_by_max !== false) return undefined;
  const isBoth = [brightness_limit, contrast_limit].every((limit) => pairOf(limit).some((one) => one !== 0));
  const lost = 'RandomBrightnessContrast: the contrast also multiplied the brightness; here, it does not';
  return isBoth ? { step, lost } : undefined;
}

/** A step of a choice, which is chosen with this weight and always runs. */
function weighted(step: Step, p: number): Step {
  return { ...step, p };
}

type Pair = readonly [number, number];

function pairOf(value: unknown): readonly (number | undefined)[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  return list.map((one) => (typeof one === 'number' ? one : undefined));
}

function axesOf(value: unknown): { readonly x: Pair; readonly y: Pair } {
  const { x = 0, y = 0 } =
    typeof value === 'object' && value !== null && 'x' in value ? (value as Fields) : { x: value, y: value };
  const pair = (one: unknown): Pair => {
    const [low = 0, high = 0] = pairOf(one);
    return [low, high];
  };
  return { x: pair(x), y: pair(y) };
}

function opposite([low, high]: Pair): Pair {
  return [0 - high, 0 - low];
}
