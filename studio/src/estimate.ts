import type { Preview, RunSize } from '../../src/studio/protocol.js';
import type { VariantSample } from '../../src/studio/run-protocol.js';

interface Estimate {
  readonly images: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** What a preview tells of all variants. Several threads have made it at once. */
export function sampleOf(
  { variants: all, milliseconds }: Preview,
  threads: number,
): VariantSample | undefined {
  const variants = all.filter(({ variant }) => variant > 0);
  if (variants.length === 0) return undefined;
  return {
    bytes: variants.reduce((sum, one) => sum + one.bytes, 0) / variants.length,
    seconds: ((milliseconds / 1000) * Math.min(threads, all.length)) / all.length,
  };
}

/** What a run would write, if all variants were like the sample. */
function estimateOf({ augmented, perImage, threads }: RunSize, { bytes, seconds }: VariantSample): Estimate {
  const images = augmented * perImage;
  return {
    images,
    bytes: images * bytes,
    seconds: (images * seconds) / Math.min(threads, Math.max(1, augmented)),
  };
}

/** In words: "1,203 × 4 = 4,812 variants and 1,203 originals, about 1.9 GB, about 3 min". */
export function describeEstimate(size: RunSize, sample: VariantSample | undefined): string {
  const { augmented, perImage, originals, isOpen } = size;
  const whole = `${augmented.toLocaleString('en')} × ${perImage}`;
  if (isOpen) return `${whole} variants; balance or tiles make it another number`;
  if (!sample) return `${whole} variants`;
  const { images, bytes, seconds } = estimateOf(size, sample);
  const besides = originals > 0 ? ` and ${count(originals, 'original')}` : '';
  return `${whole} = ${count(images, 'variant')}${besides}, about ${inBytes(bytes)}, about ${inTime(seconds)}`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** Two digits: it is no more exact. */
function inBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${twoDigits(bytes / 1000 ** power)} ${units[power]}`;
}

function inTime(seconds: number): string {
  if (seconds < 90) return `${twoDigits(seconds)} s`;
  return seconds < 5400 ? `${twoDigits(seconds / 60)} min` : `${twoDigits(seconds / 3600)} h`;
}

function twoDigits(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}
