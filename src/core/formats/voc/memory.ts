import type { Json } from '../../json.js';

/** Content of the XML besides geometry, as `Annotations.extra` holds it: the file without its objects. */
export interface VocFile {
  readonly before: string;
  readonly after: string;
  readonly origin: 0 | 1;
}

/** An object's own XML with the white space before it, as `AnnotatedObject.extra` holds it. */
export interface VocObject {
  readonly xml: string;
  /** The number of the first pixel, for the coordinates in `xml`. */
  readonly origin: 0 | 1;
}

export function remember(voc: VocFile | VocObject): Json {
  return { voc: { ...voc } };
}

/** The XML in an `extra` of this format; undefined for another format's. */
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

/** The four coordinates of `bndbox` in the model's order, and on which side of its pixel each lies. */
export const SIDES = [
  ['xmin', 1],
  ['ymin', 1],
  ['xmax', 0],
  ['ymax', 0],
] as const;
