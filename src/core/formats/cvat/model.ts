import * as z from 'zod';
import type { Json } from '../../json.js';

/** An element of the file as data. Attributes are a list, because Records sort the keys of objects. */
export interface CvatElement {
  readonly tag: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly text?: string | undefined;
  readonly children?: readonly CvatElement[] | undefined;
}

const element: z.ZodType<CvatElement> = z.object({
  tag: z.string(),
  attributes: z.array(z.tuple([z.string(), z.string()])),
  text: z.string().optional(),
  get children() {
    return z.array(element).optional();
  },
});

/** One image's part of the file. */
export const partSchema = z.object({ file: z.string(), image: element });

/** The shapes of the file that an object came from, with empty coordinates where there may be many. */
const objectMemory = z.object({ elements: z.array(element), digest: z.string() });
export type ObjectMemory = z.infer<typeof objectMemory>;

/** The image's own attributes, and its tags. */
const imageMemory = z.object({ image: element, tags: z.array(element) });

/** The text before the first image and behind the last one, and how many classes the whole file has. */
const fileMemory = z.object({ before: z.string(), after: z.string(), classes: z.number() });
export type FileMemory = z.infer<typeof fileMemory>;

export const objectMemoryOf = (extra: Json | undefined) => memoryOf(objectMemory, extra);
export const imageMemoryOf = (extra: Json | undefined) => memoryOf(imageMemory, extra);
export const fileMemoryOf = (extra: Json | undefined) => memoryOf(fileMemory, extra);

function memoryOf<Type>(schema: z.ZodType<Type>, extra: Json | undefined): Type | undefined {
  return z.object({ cvat: schema }).safeParse(extra).data?.cvat;
}

/** An element in the type of JSON, without members that are undefined. */
export function jsonOf({ tag, attributes, text, children }: CvatElement): Json {
  return {
    tag,
    attributes,
    ...(text === undefined ? {} : { text }),
    ...(children === undefined ? {} : { children: children.map(jsonOf) }),
  };
}

export function attributeOf({ attributes }: CvatElement, name: string): string | undefined {
  return attributes.find(([own]) => own === name)?.[1];
}

/**
 * Attributes with other values, each where it was. New ones come before the z-order, as the tool itself writes them.
 */
export function withValues(
  attributes: CvatElement['attributes'],
  values: Readonly<Record<string, string>>,
): CvatElement['attributes'] {
  const kept = attributes.map(([name, value]) => [name, values[name] ?? value] as const);
  const present = new Set(kept.map(([name]) => name));
  const added = Object.entries(values).filter(([name]) => !present.has(name));
  const end = kept.findIndex(([name]) => name === 'z_order');
  return end < 0 ? [...kept, ...added] : [...kept.slice(0, end), ...added, ...kept.slice(end)];
}

/** Attributes that place a shape. */
const GEOMETRY: readonly string[] = [
  ...['points', 'rotation', 'xtl', 'ytl', 'xbr', 'ybr', 'cx', 'cy', 'rx', 'ry'],
  ...['rle', 'left', 'top', 'width', 'height'],
];

/** Attributes with another geometry: what the new one does not have is left out. */
export function withGeometry(
  attributes: CvatElement['attributes'],
  geometry: Readonly<Record<string, string>>,
): CvatElement['attributes'] {
  const kept = attributes.filter(([name]) => name in geometry || !GEOMETRY.includes(name));
  return withValues(kept, geometry);
}

/** At least two decimals, as the tool writes, and up to `decimals`. */
export function numberText(value: number, decimals = 20): string {
  const factor = 10 ** decimals;
  const rounded = decimals < 16 ? Math.round(value * factor) / factor : value;
  const short = rounded.toFixed(2);
  return Number(short) === rounded ? short : String(rounded);
}
