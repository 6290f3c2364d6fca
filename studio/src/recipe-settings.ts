import { isAlias, isMap } from 'yaml';
import type { Pair, YAMLMap } from 'yaml';
import { isEmpty, pairIn, readText } from './recipe-nodes.js';
import { besideOthers, besideSettings, replaced, withoutPair, withValue } from './text-pieces.js';
import { yamlOf } from './yaml-value.js';

/** The names that lead to a setting: `['labels', 'min_visibility']`. */
export type SettingPath = readonly string[];

/** @param recipe what a text says as a value. @returns undefined where it gives nothing */
export function settingIn(recipe: unknown, path: SettingPath): unknown {
  let value = recipe;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

/**
 * Changes one setting of a Recipe's text, and nothing else in it. A text that cannot be read stays the same.
 * @param value undefined: the setting is taken out, and so are the mappings that hold nothing else
 */
export function setSetting(text: string, path: SettingPath, value: unknown): string {
  const document = readText(text);
  if (!document) return isEmpty(text) && value !== undefined ? `${text}${writtenAt(path, value)}\n` : text;
  const found = pairsAlong(document.contents, path);
  const last = found.at(-1);
  if (value === undefined) return found.length === path.length ? withoutSetting(text, found) : text;
  const rest = path.slice(found.length);
  if (!last) {
    const isBefore = path.length === 1;
    return besideSettings(text, document.contents as YAMLMap, { isBefore, written: writtenAt(rest, value) });
  }
  if (rest.length === 0) return withValue(text, last.pair, value, document);
  const body = last.pair.value;
  if (isMap(body) && body.items.length > 0) return besideOthers(text, body, rest[0]!, writtenAt(rest, value));
  // What an alias stands for may be used elsewhere, too.
  return isAlias(body) ? text : replaced(text, last.pair, ` { ${writtenAt(rest, value)} }`);
}

interface FoundPair {
  readonly mapping: YAMLMap;
  readonly pair: Pair;
}

/** As far as there are any. */
function pairsAlong(contents: unknown, path: SettingPath): FoundPair[] {
  const found: FoundPair[] = [];
  let mapping = contents;
  for (const name of path) {
    const pair = pairIn(mapping, name);
    if (!isMap(mapping) || !pair) break;
    found.push({ mapping, pair });
    mapping = pair.value;
  }
  return found;
}

function withoutSetting(text: string, found: readonly FoundPair[]): string {
  const index = found.findLastIndex(({ mapping }) => mapping.items.length > 1);
  const { mapping, pair } = found[Math.max(0, index)]!;
  return withoutPair(text, mapping, pair);
}

/** `name: value`, or `name: { inner: value }`. */
function writtenAt([name, ...inner]: SettingPath, value: unknown): string {
  const own = inner.reduceRight<unknown>((nested, one) => ({ [one]: nested }), value);
  return `${name}: ${yamlOf(own)}`;
}
