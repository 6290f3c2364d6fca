import { UsageError } from '../core/errors.js';
import type { Recipe } from '../core/recipe/schema.js';
import { hasClassFolders } from '../core/sampling/tiles.js';
import { classesRoot } from './names.js';
import type { Dataset } from './source.js';

/**
 * Readers of folders of classes know the split of an image by its folder alone.
 * @throws UsageError where images of several splits would have their tiles in the same folders
 */
export function requireApartSplits(
  { sources }: Pick<Dataset, 'sources'>,
  recipe: Pick<Recipe, 'tiles'>,
): void {
  if (!hasClassFolders(recipe)) return;
  const splits = new Map<string, string | undefined>();
  for (const { key, split } of sources) {
    const folder = classesRoot(key);
    const other = splits.has(folder) ? splits.get(folder) : split;
    if (other !== split) throw new UsageError(refusal(folder, [other, split]));
    splits.set(folder, split);
  }
}

function refusal(folder: string, splits: readonly (string | undefined)[]): string {
  const names = splits.map((name) => name ?? 'no split').join(' and ');
  return (
    `tiles.objects.folders: images of ${names} would have their tiles in the same folders below "${folder}", where nothing ` +
    'tells them apart; put the images of each split into a folder of its own, or set `splits: {others: skip}`'
  );
}
