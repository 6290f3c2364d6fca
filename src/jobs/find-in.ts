import { folderOf } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import { findSource } from '../dataset/find-source.js';
import type { Found } from '../dataset/find-source.js';
import { LabelContent } from '../dataset/label-content.js';
import { labelKeysAt } from '../dataset/layout.js';
import { fixedPlacements } from '../dataset/placement-pattern.js';
import { newPlacements } from '../state/dataset-state.js';
import type { DatasetKnown } from '../state/dataset-view.js';
import type { Store } from '../stores/store.js';

/** Understands one image by what the state knows of the data set, and a request for each label that it may have. */
export async function findIn(
  input: Store,
  image: { readonly key: string; readonly size: number },
  { facts, layout }: Pick<DatasetKnown, 'facts' | 'layout'>,
  recipe: Recipe,
): Promise<Found> {
  const fixed = fixedPlacements(recipe.labels, folderOf(image.key));
  const placements = [...newPlacements(layout.placements, fixed), ...layout.placements];
  const candidates = labelKeysAt(image.key, placements);
  const isThere = await Promise.all(candidates.map(async (key) => (await input.stat(key)) !== undefined));
  const present = new Set(candidates.filter((_, i) => isThere[i]));
  return findSource(
    image,
    {
      ...facts,
      layout: { ...layout, placements },
      content: new LabelContent(input, recipe.modules.formats, layout.labelFormats),
    },
    recipe,
    (key) => present.has(key),
    input,
  );
}
