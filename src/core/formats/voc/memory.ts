import type { Json } from '../../json.js';

/** What the XML contains besides geometry, as `Annotations.extra` carries it: the file without its objects. */
export interface VocFile {
  readonly before: string;
  readonly after: string;
  readonly origin: 0 | 1;
}

/** An object's own XML with the white space before it, as `AnnotatedObject.extra` carries it. */
export interface VocObject {
  readonly xml: string;
  /** Of the coordinates in `xml`. */
  readonly origin: 0 | 1;
}

export function remember(voc: VocFile | VocObject): Json {
  return { voc: { ...voc } };
}

/** The XML that an `extra` of this format carries; undefined where it is another format's. */
export function fileMemory(extra: Json | undefined): VocFile | undefined {
  return memory(extra) as VocFile | undefined;
}

export function objectMemory(extra: Json | undefined): VocObject | undefined {
  return memory(extra) as VocObject | undefined;
}

function memory(extra: Json | undefined): unknown {
  if (typeof extra !== 'object' || extra === null || !('voc' in extra)) return undefined;
  return extra.voc;
}

/** The four coordinates of `bndbox` in the model's order, and on which side of its pixel each stands. */
export const SIDES = [
  ['xmin', 1],
  ['ymin', 1],
  ['xmax', 0],
  ['ymax', 0],
] as const;

/** Geometry that an object may have beside its box, which this format does not move. */
export const UNMOVED_GEOMETRY: readonly string[] = [
  'part',
  'polygon',
  'robndbox',
  'points',
  'mask',
  'segmentation',
];
