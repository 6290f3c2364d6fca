import type { Recipe } from '../core/recipe/schema.js';
import { folderOf, nameOf, splitEnding } from '../core/keys.js';
import { asMask } from './label-partners.js';
import { partsOf, placementBetween } from './placement.js';
import type { LearntPlacement } from './placement.js';

/** The placements that the Recipe fixes for the images of a folder. */
export function fixedPlacements({ masks, files }: Pick<Recipe['labels'], 'masks' | 'files'>, folder: string) {
  const [mask, labels] = [masks, files].map((pattern) => placementOfPattern(pattern, folder));
  return [...(mask ? [asMask(mask)] : []), ...(labels ? [labels] : [])];
}

/**
 * A pattern is a path from the folder of the image, with `{stem}` for the image's name without its ending and
 * `{folder}` for the name of its folder.
 * @returns undefined if it is no pattern, or leads out of the input
 */
function placementOfPattern(pattern: string, folder: string): LearntPlacement | undefined {
  if (!pattern.includes('{stem}')) return undefined;
  const folders = partsOf(folder);
  const own = folders.at(-1) ?? '';
  for (const part of pattern.replace('{stem}', 'stem').replaceAll('{folder}', own).split('/')) {
    if (part !== '..') folders.push(part);
    else if (folders.pop() === undefined) return undefined;
  }
  return placementBetween(`${folder}stem.x`, folders.join('/'), 'labels');
}

/** The pattern by which this file is the mask of this image. */
export function patternOf({ ending }: LearntPlacement, image: string, label: string): string {
  const [from, to] = [partsOf(folderOf(image)), partsOf(folderOf(label))];
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  const own = from.at(-1);
  const down = to
    .slice(common)
    .map((part) => (own !== undefined && part.startsWith(own) ? part.replace(own, '{folder}') : part));
  const name = nameOf(label).startsWith(splitEnding(nameOf(image)).stem) ? `{stem}${ending}` : nameOf(label);
  return [...from.slice(common).map(() => '..'), ...down, name].join('/');
}
