import type { Annotations, LabelMap } from '../core/annotations/model.js';
import { maskClasses } from '../core/formats/shared/mask-classes.js';
import { compareKeys } from '../core/keys.js';
import type { ClassCount } from './inventory.js';

/** How many objects of a class the labels of one image have. A class of the image as a whole has none, nor one of a mask. */
export interface ObjectCount {
  readonly name: string;
  readonly objects: number;
}

/**
 * @returns the objects of each class, in the order of names; where nothing names a class, the values of masks are the
 * classes
 */
export function countObjectsByClass({ objects, tags, labelMaps }: Annotations): ObjectCount[] {
  const named = [...tags, ...labelMaps.flatMap(classesIn)];
  const isNamed = objects.length + named.length > 0;
  const counts = new Map((isNamed ? named : labelMaps.flatMap(valuesIn)).map((name) => [name, 0]));
  for (const { class: name } of objects) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, number]) => ({ name, objects: number }))
    .sort((a, b) => compareKeys(a.name, b.name));
}

/** The classes that some pixel has, where the data set names its values. */
function classesIn({ data, classes = [] }: LabelMap): string[] {
  if (classes.length === 0) return [];
  const values = new Set<number>(data);
  return classes.flatMap((one) => (values.has(one.value) ? [one.class] : []));
}

/**
 * The values that some pixel has, by the names that they have as classes where masks become objects. Without names, 255
 * counts only where there is no other beside the background.
 */
function valuesIn(map: LabelMap): string[] {
  if (map.kind !== 'semantic' || map.classes) return [];
  const { ofValues, isUnclear } = maskClasses(map, []);
  return isUnclear ? ['255'] : [...ofValues.values()].map((one) => one.class);
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
