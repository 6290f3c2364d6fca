import type { Preview, RunSize } from '../../src/studio/protocol.js';

interface Estimate {
  readonly images: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** What a run would write, if all images were like the one that is previewed; undefined where nothing can be said. */
function estimateOf({ augmented, perImage, threads }: RunSize, preview: Preview): Estimate | undefined {
  const variants = preview.variants.filter(({ variant }) => variant > 0);
  if (variants.length === 0) return undefined;
  const images = augmented * perImage;
  const bytes = variants.reduce((sum, one) => sum + one.bytes, 0) / variants.length;
  const seconds = preview.milliseconds / 1000 / variants.length;
  return {
    images,
    bytes: images * bytes,
    seconds: (images * seconds) / Math.min(threads, Math.max(1, augmented)),
  };
}

/** In words: "1,203 × 4 = 4,812 variants and 1,203 originals, about 1.9 GB, about 3 min". */
export function describeEstimate(size: RunSize, preview: Preview): string {
  const { augmented, perImage, originals, isOpen } = size;
  const whole = `${augmented.toLocaleString('en')} × ${perImage}`;
  if (isOpen) return `${whole} variants; balance or tiles make it another number`;
  const estimate = estimateOf(size, preview);
  if (!estimate) return `${whole} variants`;
  const { images, bytes, seconds } = estimate;
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
