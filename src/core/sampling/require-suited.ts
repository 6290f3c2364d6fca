import { ImageError } from '../errors.js';
import type { Depth } from '../plan/depth.js';
import type { RecipeNode } from '../recipe/schema.js';
import type { Transform } from '../transforms/transform.js';

/** What decides which transforms suit an image, as a Raster has it. */
interface SuitedImage {
  readonly depth: Depth;
  readonly planes?: number | undefined;
}

/**
 * Checks before anything is drawn, so that an image fails in all of its variants or in none.
 * @param name of the image, for the message
 * @throws ImageError where a transform does not work on so many bits, or on planes that are no colours
 */
export function requireSuited(name: string, image: SuitedImage, nodes: readonly RecipeNode[]): void {
  for (const { transform, parameters, children } of nodes) {
    const reason = transform.group === 'control' ? undefined : whyUnsuited(image, transform, parameters);
    if (reason !== undefined) throw new ImageError(`${name}: ${reason}`);
    requireSuited(name, image, children);
  }
}

function whyUnsuited(
  { depth, planes }: SuitedImage,
  transform: Transform,
  parameters: unknown,
): string | undefined {
  const { name, onlyEightBits } = transform;
  if (depth !== 8 && onlyEightBits !== undefined)
    return `the image has ${depth} bits per sample, and ${name} works on 8 (${onlyEightBits}); leave it out of the recipe, or convert the image to 8 bits`;
  const onPlanes = planes === undefined ? undefined : whyNotOnPlanes(transform, parameters);
  if (onPlanes !== undefined)
    return `the image has ${planes} planes that are no colours, and ${name} works on colours (${onPlanes}); change that in the recipe, or save the image as RGB`;
  return undefined;
}

/** A `fill` is a level, or one of each channel, in every transform that has one. */
function whyNotOnPlanes(transform: Transform, parameters: unknown): string | undefined {
  const { fill } = parameters as { readonly fill?: unknown };
  const differs = Array.isArray(fill) && fill.some((level) => level !== fill[0]);
  return differs ? 'fill has levels of red, green and blue' : transform.whyNotOnPlanes?.(parameters);
}
