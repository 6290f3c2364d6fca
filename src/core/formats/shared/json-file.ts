import type { z } from 'zod';
import { LabelError, type FilePosition } from '../../errors.js';
import type { Json, JsonObject } from '../../json.js';
import { withNumbers } from './numbers-as-text.js';
import { headText, readText } from './text.js';

/** A single label that cannot be used; its format makes a `LabelProblem` of it. */
export class BadLabel extends Error {
  override readonly name = 'BadLabel';
}

/**
 * Returns the value itself, in the type that the schema describes. zod's copy has its keys in another order. Numbers that
 * a program wrote as text become numbers.
 * @throws BadLabel with the first mistake and its path
 */
export function checked<Type>(schema: z.ZodType<Type>, value: Json | undefined): Type {
  const { issues = [] } = schema.safeParse(value).error ?? {};
  const [issue] = issues;
  if (!issue) return value as Type;
  const mended = withNumbers(value ?? null, issues);
  if (mended !== undefined) return checked(schema, mended);
  const path = issue.path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
  throw new BadLabel(path ? `${path}: ${issue.message}` : issue.message);
}

/**
 * A JSON file whose top is an object. NaN and Infinity, which Python writes, become null, so that only the label with
 * them is rejected, and not the file.
 * @throws LabelError with the line if the text is not JSON
 */
export function readJsonObject(file: string, bytes: Uint8Array): JsonObject {
  const json = readJson(file, bytes);
  if (!isObject(json)) throw new LabelError({ file, line: 1 }, 'expected one JSON object, { … }');
  return json;
}

/** The same for a file whose top is a list. */
export function readJsonList(file: string, bytes: Uint8Array): readonly Json[] {
  const json = readJson(file, bytes);
  if (!Array.isArray(json)) throw new LabelError({ file, line: 1 }, 'expected one JSON list, [ … ]');
  return json as readonly Json[];
}

function readJson(file: string, bytes: Uint8Array): Json {
  const text = readText(file, bytes);
  const value = parse(text) ?? parse(withoutNonNumbers(text));
  if (!value) throw new LabelError(...syntaxError(file, text));
  return value.json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value[first][second]…`; undefined if there is no such object. */
export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject | undefined {
  let current = value;
  for (const key of path) current = isObject(current) ? current[key] : undefined;
  return isObject(current) ? current : undefined;
}

/** How many bytes of a file are read to recognise it. */
const HEAD_BYTES = 64 * 1024;

export interface JsonHead {
  readonly text: string;
  /** Keys of the object at the top, as far as these bytes contain them. */
  readonly keys: ReadonlySet<string>;
}

/** The beginning of a JSON file; undefined if the name or the first character shows that it is none. */
export function jsonHead(key: string, bytes: Uint8Array): JsonHead | undefined {
  if (!key.toLowerCase().endsWith('.json')) return undefined;
  const text = headText(bytes, HEAD_BYTES).trimStart();
  return text.startsWith('{') ? { text, keys: keysAtDepth(text, 1) } : undefined;
}

/** The same for a list of objects; `keys` are those of its objects. */
export function jsonListHead(key: string, bytes: Uint8Array): JsonHead | undefined {
  if (!key.toLowerCase().endsWith('.json')) return undefined;
  const text = headText(bytes, HEAD_BYTES).trimStart();
  return /^\[\s*\{/.test(text) ? { text, keys: keysAtDepth(text, 2) } : undefined;
}

const STRING = /"[^"\\\p{Cc}]*(?:\\.[^"\\\p{Cc}]*)*"/u.source;
const STRUCTURE = new RegExp(`${STRING}(\\s*:)?|[{}[\\]]`, 'gu');
const NON_NUMBER = new RegExp(`${STRING}|-?Infinity|NaN`, 'gu');
const TOKEN = new RegExp(`[ \\t\\r\\n]+|${STRING}|[{}[\\],:]|[^ \\t\\r\\n{}[\\],:"]+|"`, 'gu');
const SCALAR = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;

function keysAtDepth(text: string, wanted: number): Set<string> {
  const keys = new Set<string>();
  let depth = 0;
  for (const [token, colon] of text.matchAll(STRUCTURE)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === wanted && colon !== undefined) keys.add(token.slice(1, token.lastIndexOf('"')));
  }
  return keys;
}

function parse(text: string): { readonly json: Json } | undefined {
  try {
    return { json: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

function withoutNonNumbers(text: string): string {
  return text.replace(NON_NUMBER, (token) => (token.startsWith('"') ? token : 'null'));
}

function syntaxError(file: string, text: string): [FilePosition, string] {
  const offset = syntaxErrorOffset(text);
  const before = text.slice(0, offset).split('\n');
  const position = { file, line: before.length, column: before.at(-1)!.length + 1 };
  if (offset === text.length) return [position, 'this is not valid JSON: it ends too early'];
  const found = text.slice(offset, offset + 16).split('\n', 1)[0];
  return [position, `this is not valid JSON: ${found} does not belong here`];
}

/** Kinds of tokens that can begin a value; `0` stands for numbers, true, false and null. */
const VALUE = '"0{[';

/** The offset at which JSON.parse stops. Its message contains the offset only in some engines and cases. */
function syntaxErrorOffset(text: string): number {
  const closers: string[] = [];
  let expected = VALUE;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.trim() === '') continue;
    const kind = kindOf(token);
    if (!expected.includes(kind)) return index;
    if (kind === '}' || kind === ']') closers.pop();
    if (kind === '{') closers.push('}');
    if (kind === '[') closers.push(']');
    expected = followers(kind, closers.at(-1) ?? '', expected);
  }
  return text.length;
}

function kindOf(token: string): string {
  if ('{}[],:'.includes(token)) return token;
  if (token.startsWith('"')) return token.length > 1 ? '"' : '?';
  return SCALAR.test(token) ? '0' : '?';
}

function followers(kind: string, closer: string, expected: string): string {
  if (kind === '{') return '"}';
  if (kind === '[') return `${VALUE}]`;
  if (kind === ':') return VALUE;
  if (kind === ',') return closer === '}' ? '"' : VALUE;
  const isName = kind === '"' && !expected.includes('0');
  if (isName) return ':';
  return closer && `,${closer}`;
}
