import type { RecipeNode } from '../recipe/schema.js';

/**
 * Paths of siblings in the transform tree: their names below the parent's path, the second of a name marked `#2`.
 * Built from names, so that a transform's path, and with it its random draws, stays when others come and go.
 */
export function childPaths(siblings: readonly RecipeNode[], parent = ''): string[] {
  const seen = new Map<string, number>();
  return siblings.map(({ transform: { name } }) => {
    const ordinal = (seen.get(name) ?? 0) + 1;
    seen.set(name, ordinal);
    const own = ordinal === 1 ? name : `${name}#${ordinal}`;
    return parent === '' ? own : `${parent}/${own}`;
  });
}
