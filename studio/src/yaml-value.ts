import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';

/** What needs no quotes: it cannot be taken for a number, `true` or `null`. */
const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z_][\w.-]*$/i;

/** A value in one line of YAML. */
export function yamlOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlOf).join(', ')}]`;
  if (typeof value === 'string') return PLAIN.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(([key, one]) => `${yamlOf(key)}: ${yamlOf(one)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** @returns undefined where it is no value that can stand in one line */
export function valueOf(text: string): { readonly value: unknown } | undefined {
  const document = parseDocument(text);
  const { contents } = document;
  const isOne = isScalar(contents) || ((isMap(contents) || isSeq(contents)) && contents.flow === true);
  if (document.errors.length > 0 || !isNode(contents) || !isOne) return undefined;
  return { value: document.toJS() as unknown };
}
