import * as z from 'zod';
import type { Json, JsonObject } from '../../json.js';
import { isObject, objectAt } from '../shared/json-file.js';

/** A region as the file has it. */
export const viaRegion = z.looseObject({
  shape_attributes: z.looseObject({ name: z.string() }),
  region_attributes: z.record(z.string(), z.unknown()).nullish(),
});

/** An image as the file has it. VIA 2 has a list of regions, VIA 1 an object with their numbers. */
export const viaEntry = z.looseObject({
  filename: z.string(),
  regions: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish(),
});

/** The part of one image. */
export interface ViaPart {
  readonly file: string;
  /** The image without its regions, and without its size in bytes, which is another for a variant. */
  readonly entry: JsonObject;
  readonly regions: readonly Json[];
}

/** An image as it is written. */
export interface ViaImage {
  readonly filename: string;
  readonly regions: readonly JsonObject[];
  readonly file_attributes?: Json | undefined;
}

/** How the file arranges its images: a JSON object, such an object within a project, or CSV. */
export interface ViaLayout {
  readonly kind: 'json' | 'project' | 'csv';
  /** Whether each image has its regions as an object with their numbers. */
  readonly numbered: boolean;
  /** The project without its images. */
  readonly project?: JsonObject;
  /** The first line of a CSV file. */
  readonly header?: readonly string[];
}

/** What an object keeps of its region. */
export interface RegionMemory {
  readonly region: JsonObject;
  /** The attribute that holds the class; absent if the region has no attributes. */
  readonly attribute?: string;
  readonly digest: string;
}

export function memoryOf(extra: Json | undefined): RegionMemory | undefined {
  return objectAt(extra, 'via') as unknown as RegionMemory | undefined;
}

export function layoutOf(extra: Json | undefined): ViaLayout | undefined {
  return objectAt(extra, 'via') as unknown as ViaLayout | undefined;
}

/** Attributes that hold the class if a region has several. */
const CLASS_ATTRIBUTES = ['class', 'label', 'name', 'type'];

/** The class of regions without attributes, as in data sets of one class. */
export const ONLY_CLASS = 'object';

/** Which attribute of a region is its class: the one that is asked for, the only one, or one with a usual name. */
export function classAttribute(attributes: JsonObject, asked = ''): string | undefined {
  const names = Object.keys(attributes);
  if (asked !== '') return names.find((name) => name === asked);
  if (names.length === 1) return names[0];
  return CLASS_ATTRIBUTES.map((usual) => names.find((name) => name.toLowerCase() === usual)).find(Boolean);
}

/** A text, or the only box that is ticked. */
export function classOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim() || undefined;
  if (!isObject(value)) return undefined;
  const ticked = Object.keys(value).filter((name) => value[name] === true);
  return ticked.length === 1 ? ticked[0] : undefined;
}
