import { roundHalfEven } from '../../math.js';
import type { SuperpixelsOperation } from '../../plan/operations.js';
import { Stream } from '../../plan/stream.js';
import { copyPixels, shapeOf, type Kernels, type Surface } from '../memory.js';
import { changeSize } from './coarsen.js';
import { segment, type Segments } from './slic.js';

/** Gives the superpixels that are drawn their mean colour. Alpha is not changed. */
export function applySuperpixels(
  kernels: Kernels,
  source: Surface,
  target: Surface,
  operation: SuperpixelsOperation,
): void {
  const { width, height, filter } = operation;
  const shape = { ...shapeOf(source), width, height, withAlpha: false };
  const small = kernels.filled(shape, (surface) => {
    changeSize(kernels, source, surface, filter);
  });
  try {
    if (replaceSome(kernels, small, operation)) changeSize(kernels, small, target, filter);
    else copyPixels(source, target);
  } finally {
    kernels.free(small);
  }
}

/** Whether any was drawn. */
function replaceSome(
  kernels: Kernels,
  surface: Surface,
  { count, share, seed }: SuperpixelsOperation,
): boolean {
  const segments = segment(kernels, surface, count);
  const fork = new Stream([...seed, 0, 0]);
  const isReplaced = Array.from({ length: segments.count }, () => fork.uniform(0, 1) < share);
  if (!isReplaced.includes(true)) return false;
  for (let channel = 0; channel < surface.channels; channel++)
    replaceByMeans(surface, channel, segments, isReplaced);
  return true;
}

function replaceByMeans(
  { data, channels }: Surface,
  channel: number,
  { labels, count }: Segments,
  isReplaced: readonly boolean[],
): void {
  const [sums, pixels] = [new Float64Array(count), new Float64Array(count)];
  labels.forEach((label, pixel) => {
    if (label < 0) return;
    sums[label]! += data[pixel * channels + channel]!;
    pixels[label]! += 1;
  });
  labels.forEach((label, pixel) => {
    if (label >= 0 && isReplaced[label]!)
      data[pixel * channels + channel] = roundHalfEven(sums[label]! / pixels[label]!);
  });
}
