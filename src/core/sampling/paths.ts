import type { RecipeNode } from '../recipe/schema.js';

/**
 * Paths of siblings in the transform tree: their names below the parent's path; the second of a name gets `#2`. Paths
 * use names, so that a transform keeps its path, and its random draws, when others are added or removed.
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
