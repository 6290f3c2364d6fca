import { compareKeys } from '../core/keys.js';
import type { ClassCount } from './inventory.js';

/** How many objects of a class the labels of one image have. A class of the image as a whole has none. */
export interface ObjectCount {
  readonly name: string;
  readonly objects: number;
}

/** @returns the objects of each class, in the order of names */
export function countObjectsByClass(
  objects: readonly { readonly class: string }[],
  tags: readonly string[],
): ObjectCount[] {
  const counts = new Map(tags.map((tag) => [tag, 0]));
  for (const { class: name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, number]) => ({ name, objects: number }))
    .sort((a, b) => compareKeys(a.name, b.name));
}

/** Adds up the classes of all images. @param each the counts of each image */
export function addClassCounts(each: Iterable<readonly ObjectCount[]>): ClassCount[] {
  const totals = new Map<string, { objects: number; images: number }>();
  for (const counts of each) {
    for (const { name, objects } of counts) {
      const total = totals.get(name) ?? { objects: 0, images: 0 };
      total.objects += objects;
      total.images += 1;
      totals.set(name, total);
    }
  }
  return [...totals].map(([name, total]) => ({ name, ...total })).sort((a, b) => compareKeys(a.name, b.name));
}
