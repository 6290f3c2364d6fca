import { sha256Hex } from '../core/hash.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { ObjectCount } from './class-counts.js';
import { countImages } from './inventory.js';
import type { Dataset, Source } from './source.js';

/** Whether a filter leaves out any image. */
export function filters({ objects: { empty, min } }: Recipe['filter']): boolean {
  return empty !== 'keep' || min > 0;
}

/**
 * Whether the Recipe's `filter` leaves an image out. It depends on the image's key and labels alone. An image with a mask
 * counts as one with objects: the names of its classes may be unknown.
 * @param counts undefined if the labels cannot be read: the image then fails, and is not left out
 */
export function isLeftOut(
  source: Source,
  counts: readonly ObjectCount[] | undefined,
  { objects: { empty, min } }: Recipe['filter'],
): boolean {
  const number = objectsIn(source, counts);
  if (number === undefined) return false;
  if (number > 0) return number < min;
  if (empty === 'keep') return false;
  return empty === 'drop' || placeOf(source.key) >= empty;
}

/** Undefined where nobody can say: of masks, and of labels that cannot be read. */
function objectsIn(
  { labels }: Pick<Source, 'labels'>,
  counts: readonly ObjectCount[] | undefined,
): number | undefined {
  const isMask = labels?.files.some(({ role }) => role !== 'labels');
  return isMask ? undefined : counts?.reduce((sum, { objects }) => sum + (objects || 1), 0);
}

/** For users who ask for a number of objects, and still get images without any. */
export function describeKeptEmpty(
  kept: readonly Source[],
  countsOf: (source: Source) => readonly ObjectCount[] | undefined,
  { objects: { empty, min } }: Recipe['filter'],
): string[] {
  if (min === 0 || empty !== 'keep') return [];
  const number = kept.filter((source) => objectsIn(source, countsOf(source)) === 0).length;
  if (number === 0) return [];
  return [
    `filter.objects.min leaves images without objects to filter.objects.empty, and so keeps ${number} of them; \`empty: drop\` leaves them out, too`,
  ];
}

/** Of all numbers from 0 to 1, one for each key. */
function placeOf(key: string): number {
  return parseInt(sha256Hex(key).slice(0, 13), 16) / 2 ** 52;
}

/** The data set without some of its images; the inventory then names them as not used, with their labels. */
export function withoutLeftOut(dataset: Dataset, leftOut: ReadonlySet<string>): Dataset {
  if (leftOut.size === 0) return dataset;
  const sources = dataset.sources.filter(({ key }) => !leftOut.has(key));
  const files = dataset.sources
    .filter(({ key }) => leftOut.has(key))
    .flatMap(({ key, labels }) => [key, ...(labels?.files ?? []).map((file) => file.key)]);
  const unused = { reason: 'filtered', looksLikeLabels: false, count: files.length, files } as const;
  const { inventory } = dataset;
  return {
    ...dataset,
    sources,
    inventory: { ...inventory, ...countImages(sources), unused: [...inventory.unused, unused] },
  };
}
