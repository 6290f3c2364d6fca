import type { Depth } from '../plan/depth.js';
import { ImageError } from '../errors.js';
import type { RecipeNode } from '../recipe/schema.js';

/**
 * Checks before anything is drawn, so that an image fails in all of its variants or in none.
 * @param name of the image, for the message
 * @throws ImageError where a transform does not work on so many bits
 */
export function requireDepth(name: string, depth: Depth, nodes: readonly RecipeNode[]): void {
  if (depth === 8) return;
  for (const { transform, children } of nodes) {
    if (transform.group !== 'control' && transform.onlyEightBits !== undefined) {
      throw new ImageError(
        `${name}: the image has ${depth} bits per sample, and ${transform.name} works on 8 (${transform.onlyEightBits}); leave it out of the recipe, or convert the image to 8 bits`,
      );
    }
    requireDepth(name, depth, children);
  }
}
