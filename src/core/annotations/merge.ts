import { bitmapBounds } from '../geometry/shapes.js';
import { identityKey } from './class-identity.js';
import type { AnnotatedObject, Annotations } from './model.js';

/** Labels of one image that a further data-set file holds. */
export interface FurtherLabels {
  /** Key of that file. */
  readonly dataset: string;
  readonly annotations: Annotations;
}

/**
 * The labels of one image from several data-set files. Every object keeps its file. Objects of two files that have the
 * same class and the same box are one object: it counts where it has the most shapes.
 */
export function mergeAnnotations(first: Annotations, further: readonly FurtherLabels[]): Annotations {
  if (further.length === 0) return first;
  const objects = further.flatMap(({ dataset, annotations }) =>
    annotations.objects.map((object): AnnotatedObject => ({ ...object, dataset })),
  );
  const extras = further.flatMap(({ dataset, annotations: { extra } }) =>
    extra === undefined ? [] : [[dataset, extra] as const],
  );
  return {
    ...first,
    objects: markDoubles([...first.objects, ...objects]),
    tags: [...new Set([...first.tags, ...further.flatMap(({ annotations }) => annotations.tags)])],
    further: Object.fromEntries(extras),
  };
}

/** The labels as one data-set file holds them. @param isFirst whether it is the first of the image's files */
export function labelsIn(annotations: Annotations, dataset: string, isFirst: boolean): Annotations {
  const { further, extra, ...common } = annotations;
  if (!further) return annotations;
  const own = isFirst ? extra : further[dataset];
  return {
    ...common,
    objects: annotations.objects.filter((object) => object.dataset === (isFirst ? undefined : dataset)),
    ...(own !== undefined && { extra: own }),
  };
}

/** Each object once, whatever files it stands in. */
export function withoutDoubles(annotations: Annotations): Annotations {
  if (!annotations.objects.some(({ double }) => double)) return annotations;
  return { ...annotations, objects: annotations.objects.filter(({ double }) => !double) };
}

/** An object stands in the image as often as in the file that has it most often, whatever the order of the files. */
function markDoubles(objects: readonly AnnotatedObject[]): AnnotatedObject[] {
  const doubles = new Set([...grouped(objects, likeness).values()].flatMap(doublesAmong));
  return objects.map((object) => (doubles.has(object) ? { ...object, double: true } : object));
}

/** @param alike objects that two people would call the same: those with the most shapes of each file are one, and so on */
function doublesAmong(alike: readonly AnnotatedObject[]): AnnotatedObject[] {
  const files = [...grouped(alike, ({ dataset }) => dataset).values()];
  const ordered = files.map((own) => [...own].sort((a, b) => shapesOf(b) - shapesOf(a)));
  const most = ordered.reduce((longest, { length }) => Math.max(longest, length), 0);
  return Array.from({ length: most }, (_, rank) => {
    const same = ordered.flatMap((own) => own[rank] ?? []);
    const richest = same.reduce((best, one) => (shapesOf(one) > shapesOf(best) ? one : best));
    return same.filter((one) => one !== richest);
  }).flat();
}

function grouped<Key>(
  objects: readonly AnnotatedObject[],
  keyOf: (object: AnnotatedObject) => Key,
): ReadonlyMap<Key, readonly AnnotatedObject[]> {
  const groups = new Map<Key, AnnotatedObject[]>();
  for (const object of objects) {
    const key = keyOf(object);
    const known = groups.get(key);
    if (known) known.push(object);
    else groups.set(key, [object]);
  }
  return groups;
}

/** Equal for objects that two people would call the same. */
function likeness(object: AnnotatedObject): string {
  const { box, bitmap, polygons, orientedBox, lines, keypoints } = object;
  const extent = box ?? (bitmap && bitmapBounds(bitmap)) ?? { polygons, orientedBox, lines, keypoints };
  return JSON.stringify([identityKey(object), extent]);
}

function shapesOf({ polygons, bitmap, keypoints, lines, orientedBox }: AnnotatedObject): number {
  return [polygons, bitmap, keypoints, lines, orientedBox].filter((shape) => shape !== undefined).length;
}
