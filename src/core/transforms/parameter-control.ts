import type * as z from 'zod';
import type { ParameterForm } from './parameters.js';
import type { Beside } from './range.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

export interface NumberBounds {
  readonly minimum?: number;
  readonly maximum?: number;
  /** Whole numbers only. */
  readonly whole?: true;
}

/**
 * What a parameter accepts, for a program that draws a control for it. Where a parameter also accepts what the control does not
 * show, such as a mapping of axes, that is written as text.
 */
export type ParameterControl =
  /** `words` may be written in place of a number. */
  (
    | ({ readonly kind: 'number'; readonly words?: readonly string[] } & NumberBounds)
    /** Two numbers, the first not above the second; `beside` says what one number stands for, if it may be written. */
    | ({ readonly kind: 'range'; readonly beside?: Beside } & NumberBounds)
    /** Several numbers that have nothing to do with each other's order, such as a height and a width. */
    | { readonly kind: 'numbers'; readonly each: readonly NumberBounds[] }
    | { readonly kind: 'choice'; readonly choices: readonly (string | number)[] }
    | { readonly kind: 'switch' }
    /** A level from 0 to 255 for all channels, or one for each of red, green and blue. */
    | { readonly kind: 'colour' }
    | { readonly kind: 'text' }
  ) & {
    /** Whether `null` is accepted, too. */
    readonly canBeNull?: true;
  };

type Reader = (alternatives: readonly JsonSchema[]) => ParameterControl | undefined;

/** The first that recognises what is accepted counts. */
const READERS: readonly Reader[] = [readRange, readColour, readChoice, readSwitch, readNumber, readNumbers];

/** @param schema of the parameter's input; where it has a ParameterForm, with its properties */
export function parameterControl(schema: JsonSchema): ParameterControl {
  const all = alternativesOf(schema);
  const alternatives = all.filter((one) => one.type !== 'null');
  const canBeNull = alternatives.length < all.length;
  for (const read of READERS) {
    const control = read(alternatives);
    if (control) return { ...control, ...(canBeNull && { canBeNull }) };
  }
  return { kind: 'text', ...(canBeNull && { canBeNull }) };
}

function alternativesOf(schema: JsonSchema): JsonSchema[] {
  if (formOf(schema) || !schema.anyOf) return [schema];
  return schema.anyOf.flatMap((one) => (typeof one === 'boolean' ? [] : alternativesOf(one)));
}

function formOf(schema: JsonSchema): ParameterForm | undefined {
  return 'form' in schema ? (schema as ParameterForm) : undefined;
}

function readRange(alternatives: readonly JsonSchema[]): ParameterControl | undefined {
  for (const schema of alternatives) {
    const form = formOf(schema);
    if (form?.form !== 'range') continue;
    const [pair] = [schema, ...(schema.anyOf ?? [])].flatMap(itemsOf);
    const beside = form.beside !== undefined && { beside: form.beside };
    return pair && { kind: 'range', ...boundsOf(pair), ...beside };
  }
  return undefined;
}

function readColour(alternatives: readonly JsonSchema[]): ParameterControl | undefined {
  return alternatives.some((one) => formOf(one)?.form === 'colour') ? { kind: 'colour' } : undefined;
}

/** cv2's numbers of names are left out: they are another way to write the same. */
function readChoice(alternatives: readonly JsonSchema[]): ParameterControl | undefined {
  const values = alternatives.map(valuesOf);
  if (values.length === 0 || values.some(({ length }) => length === 0)) return undefined;
  const named = values.flat().filter((value) => typeof value === 'string');
  const counted = values.flat().filter((value) => typeof value === 'number');
  return { kind: 'choice', choices: named.length > 0 ? named : counted };
}

/** The values that it names; none where it accepts others, too. */
function valuesOf({ enum: several, const: one }: JsonSchema): readonly z.core.util.JSONType[] {
  return several ?? (one === undefined ? [] : [one]);
}

function readSwitch(alternatives: readonly JsonSchema[]): ParameterControl | undefined {
  return alternatives.every(({ type }) => type === 'boolean') && alternatives.length > 0
    ? { kind: 'switch' }
    : undefined;
}

function readNumber(alternatives: readonly JsonSchema[]): ParameterControl | undefined {
  const schema = alternatives.find((one) => isNumber(one) && one.const === undefined);
  if (!schema || alternatives.some(isAnyText)) return undefined;
  const words = alternatives.flatMap(valuesOf).filter((value) => typeof value === 'string');
  return { kind: 'number', ...boundsOf(schema), ...(words.length > 0 && { words }) };
}

function isAnyText({ type, ...values }: JsonSchema): boolean {
  return type === 'string' && valuesOf(values).length === 0;
}

function readNumbers(alternatives: readonly JsonSchema[]): ParameterControl | undefined {
  for (const schema of alternatives) {
    const items = itemsOf(schema);
    if (items.length > 0 && items.every(isNumber)) return { kind: 'numbers', each: items.map(boundsOf) };
  }
  return undefined;
}

function itemsOf(schema: JsonSchema | boolean): JsonSchema[] {
  const items = typeof schema === 'boolean' ? [] : (schema.prefixItems ?? []);
  return items.filter((one) => typeof one !== 'boolean');
}

function isNumber({ type }: JsonSchema): boolean {
  return type === 'number' || type === 'integer';
}

/** zod writes the largest safe numbers for whole numbers without bounds. */
function boundsOf({ type, minimum, exclusiveMinimum, maximum }: JsonSchema): NumberBounds {
  const [low, high] = [minimum ?? exclusiveMinimum, maximum];
  return {
    ...(typeof low === 'number' && low > -Number.MAX_SAFE_INTEGER && { minimum: low }),
    ...(high !== undefined && high < Number.MAX_SAFE_INTEGER && { maximum: high }),
    ...(type === 'integer' && { whole: true }),
  };
}
