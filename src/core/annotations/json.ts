import { LabelError } from '../errors.js';
import type { Bitmap, Box, Point, Polygon } from '../geometry/types.js';
import type { Json } from '../json.js';
import type { AnnotatedObject, Annotations, Keypoint, Visibility } from './model.js';
import { bitmapOfCounts, countsOfBitmap, countsOfText, textOfCounts } from './rle.js';

/** A bitmap as COCO writes it: [height, width], and the compressed runs of its columns. */
interface Runs {
  readonly size: readonly [height: number, width: number];
  readonly counts: string;
}

type PlainObject = Omit<AnnotatedObject, 'bitmap'> & { readonly bitmap?: Runs };

type PlainAnnotations = Omit<Annotations, 'labelMaps' | 'objects'> & {
  readonly objects: readonly PlainObject[];
};

/**
 * Annotations as plain JSON, for Records. Label maps are left out: they are files of their own among the outputs.
 */
export function annotationsToJson({ labelMaps: _labelMaps, ...annotations }: Annotations): Json {
  const objects = annotations.objects.map(({ bitmap, ...object }): PlainObject => {
    return bitmap ? { ...object, bitmap: toRuns(bitmap) } : object;
  });
  return { ...annotations, objects } as unknown as Json;
}

/**
 * @param json a result of `annotationsToJson`
 * @param name names the annotations in an error
 * @returns the Annotations, without label maps
 * @throws LabelError where the JSON has another form, or a bitmap is damaged
 */
export function annotationsFromJson(json: Json, name = 'annotations'): Annotations {
  const annotations: unknown = json;
  if (!isPlainAnnotations(annotations)) throw damaged(name, damagedPart(json));
  const objects = annotations.objects.map(({ bitmap, ...object }, i): AnnotatedObject => {
    return bitmap ? { ...object, bitmap: fromRuns(bitmap, name, i) } : object;
  });
  return { ...annotations, objects, labelMaps: [] };
}

/** The path of the first member that is missing or of another kind, such as `objects.3.box`; undefined if there is none. */
export function damageOf(annotations: unknown): string | undefined {
  return isPlainAnnotations(annotations) ? undefined : damagedPart(annotations);
}

function toRuns(bitmap: Bitmap): Runs {
  return { size: [bitmap.height, bitmap.width], counts: textOfCounts(countsOfBitmap(bitmap)) };
}

function fromRuns({ size: [height, width], counts }: Runs, name: string, index: number): Bitmap {
  try {
    return bitmapOfCounts(countsOfText(counts), width, height);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damaged(name, `objects.${index}.bitmap: ${error.message}`);
  }
}

function damaged(name: string, part: string): LabelError {
  return new LabelError({ file: name }, `the stored annotations are damaged: ${part}`);
}

/** Written by hand: the checks run for every Record of a data set, and a zod schema takes about four times as long. */
type Guard<T> = (value: unknown) => value is T;

/** The guards of all members of T: a member that is forgotten here does not compile. */
type Guards<T> = { readonly [Key in keyof T]-?: Guard<T[Key]> };

const isNumber: Guard<number> = (value): value is number => Number.isFinite(value);
const isBoolean: Guard<boolean> = (value) => typeof value === 'boolean';
const isString: Guard<string> = (value) => typeof value === 'string';
const isCount: Guard<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isVisibility: Guard<Visibility> = (value) => value === 0 || value === 1 || value === 2;
/** What JSON.parse returns is JSON already. */
const isJson: Guard<Json | undefined> = (_value): _value is Json | undefined => true;
const isJsonRecord: Guard<Readonly<Record<string, Json>>> = (
  value,
): value is Readonly<Record<string, Json>> => isMembers(value);
/** Without a loop: most of the time goes into points. */
const isPoint: Guard<Point> = (value): value is Point =>
  Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && Number.isFinite(value[1]);
const isLine = listOf(isPoint);

const OBJECT_GUARDS: Guards<PlainObject> = {
  class: isString,
  twin: optional(isCount),
  box: optional(tupleOf<Box>(4, isNumber)),
  orientedBox: optional(tupleOf<NonNullable<AnnotatedObject['orientedBox']>>(4, isPoint)),
  polygons: optional(listOf(objectOf<Polygon>({ rings: listOf(isLine) }))),
  lines: optional(listOf(isLine)),
  keypoints: optional(
    listOf(
      objectOf<Keypoint>({ x: isNumber, y: isNumber, visibility: isVisibility, name: optional(isString) }),
    ),
  ),
  bitmap: optional(objectOf<Runs>({ size: tupleOf(2, isCount), counts: isString })),
  traced: optional(isBoolean),
  dataset: optional(isString),
  double: optional(isBoolean),
  crowd: optional(isBoolean),
  truncated: optional(isBoolean),
  unmoved: optional(listOf(isString)),
  extra: isJson,
};
const isPlainObject = objectOf(OBJECT_GUARDS);

const ANNOTATIONS_GUARDS: Guards<PlainAnnotations> = {
  width: isCount,
  height: isCount,
  objects: listOf(isPlainObject),
  tags: listOf(isString),
  extra: isJson,
  further: optional(isJsonRecord),
};
const isPlainAnnotations = objectOf(ANNOTATIONS_GUARDS);

function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf<T extends object>(guards: Guards<T>): Guard<T> {
  const entries = Object.entries<Guard<unknown>>(guards);
  return (value): value is T => isMembers(value) && entries.every(([key, guard]) => guard(value[key]));
}

function listOf<T>(guard: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(guard);
}

function tupleOf<T extends readonly unknown[]>(length: T['length'], guard: Guard<T[number]>): Guard<T> {
  return (value): value is T => Array.isArray(value) && value.length === length && value.every(guard);
}

function optional<T>(guard: Guard<T>): Guard<T | undefined> {
  return (value) => value === undefined || guard(value);
}

/** The path of the first damaged member, such as `objects.3.box`. */
function damagedPart(json: unknown): string {
  const member = damagedMember(json, ANNOTATIONS_GUARDS);
  const objects: unknown = member === 'objects' && isMembers(json) ? json[member] : undefined;
  if (!Array.isArray(objects)) return member;
  const index = objects.findIndex((object) => !isPlainObject(object));
  const object: unknown = objects[index];
  return `objects.${index}${isMembers(object) ? `.${damagedMember(object, OBJECT_GUARDS)}` : ''}`;
}

/** @param value a guard refuses it */
function damagedMember<T extends object>(value: unknown, guards: Guards<T>): string {
  if (!isMembers(value)) return 'not an object';
  return Object.entries<Guard<unknown>>(guards).find(([key, guard]) => !guard(value[key]))![0];
}
