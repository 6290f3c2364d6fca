import * as z from 'zod';
import type { FilePosition } from '../errors.js';
import { suggestion } from './nearest.js';

/** Path from the top of the Recipe: `['transforms', 1, 'Affine', 'scale']`. */
export type FieldPath = readonly (string | number)[];

export interface Mistake {
  readonly position: FilePosition;
  readonly message: string;
}

/** A mistake whose position in the text is still to be found. */
export interface FieldMistake {
  readonly path: FieldPath;
  /** Which part of the field is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

export type Checked<T> = { readonly value: T } | { readonly mistakes: readonly FieldMistake[] };

/** Checks a value, and returns all mistakes, with messages for users. Their paths begin with `path`. */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  path: FieldPath = [],
): Checked<z.output<Schema>> {
  const result = schema.safeParse(value, { error: describe });
  if (result.success) return { value: result.data };
  return { mistakes: result.error.issues.flatMap((issue) => flatten(issue, path)) };
}

/** `transforms[1].Affine.scale` */
export function formatPath(path: FieldPath): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i > 0 ? `.${step}` : step)).join('');
}

/** A value as users write it, shortened. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function mistakeAt(path: FieldPath, at: 'key' | 'value', message: string): FieldMistake {
  return { path, at, message };
}

export function unknownKey(path: FieldPath, key: string, known: readonly string[]): FieldMistake {
  return mistakeAt([...path, key], 'key', `not known; ${suggestion(key, known)}`);
}

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a mapping (name: value)',
  record: 'a mapping (name: value)',
};

/** The message of a union: empty, because `flatten` uses the messages of its branches. */
const LOOK_INSIDE = '';

function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(', ')}${nearestValue(issue.input, issue.values)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${unit(issue.origin)}`;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unit(issue.origin)}`;
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([], key, keysOf(issue.inst)).message).join('\n');
    case 'invalid_union':
      return LOOK_INSIDE;
    default:
      return `cannot be used (${issue.code})`;
  }
}

function unit(origin: string): string {
  return origin === 'array' ? ' items' : origin === 'string' ? ' characters' : '';
}

function nearestValue(input: unknown, values: readonly unknown[]): string {
  const names = values.filter((value) => typeof value === 'string');
  if (typeof input !== 'string' || names.length < 2) return '';
  const hint = suggestion(input, names);
  return hint.startsWith('did') ? ` (${hint})` : '';
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function flatten(issue: z.core.$ZodIssue, prefix: FieldPath): FieldMistake[] {
  const path = [...prefix, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, i) => mistakeAt([...path, key], 'key', messages[i]!));
  }
  if (issue.code === 'invalid_union' && issue.message === LOOK_INSIDE)
    return unionMistakes(issue.errors, path);
  return [mistakeAt(path, 'value', issue.message)];
}

/** The mistakes of the branch that has the value's kind; else what each branch expects. */
function unionMistakes(branches: readonly z.core.$ZodIssue[][], path: FieldPath): FieldMistake[] {
  const meant = branches.find((issues) => !issues.some(isOfWrongKind));
  if (meant) return meant.flatMap((issue) => flatten(issue, path));
  const expected = branches.flat().flatMap((issue) => flatten(issue, path).map(({ message }) => message));
  const unique = [...new Set(expected.map((message) => message.replace(/^expected /, '')))];
  return [mistakeAt(path, 'value', `expected ${unique.join(', or ')}`)];
}

function isOfWrongKind(issue: z.core.$ZodIssue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((issues) => issues.some(isOfWrongKind));
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}
