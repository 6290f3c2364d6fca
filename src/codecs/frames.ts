import type { DecodeOptions } from '../core/image-codec.js';

/** What is said of a file with so many frames or pages. */
export function severalFrames(
  count: number,
  { frames }: Pick<DecodeOptions, 'frames'>,
): { readonly refusal?: string; readonly warnings: readonly string[] } {
  if (count <= 1) return { warnings: [] };
  if (frames === 'first') return { warnings: [`${count} frames or pages; only the first one is used`] };
  return {
    refusal: `${count} frames or pages; only single images are augmented. Split it first, or use \`decode: {frames: first}\` in the recipe`,
    warnings: [],
  };
}
