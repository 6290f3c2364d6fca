import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';
import type { FilePosition } from '../errors.js';
import type { FieldPath, Mistake } from './mistakes.js';

const LONGEST_TEXT = 1_000_000;
/** Deeper than any real recipe. The parser is recursive, and would run out of stack. */
const DEEPEST = 100;
/** How many aliases may be expanded in total, so that a small text cannot fill the memory. */
const MOST_ALIASES = 100;

/** A recipe's text, read as YAML 1.2 (of which JSON is a part). */
export interface RecipeDocument {
  /** Plain JSON. */
  readonly value: unknown;
  /** Whether the value can be checked in spite of `mistakes`. */
  readonly usable: boolean;
  readonly mistakes: readonly Mistake[];
  /** The position of a field's key or value; for a missing field, that of its parent. */
  locate(path: FieldPath, at: 'key' | 'value'): FilePosition;
}

export function readDocument(text: string, file: string): RecipeDocument {
  const excess = excessOf(text);
  if (excess) return unusable(file, excess);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    merge: false,
  });
  const positionAt = (offset: number): FilePosition => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const mistakes = [...document.errors, ...document.warnings].map(({ message, pos }): Mistake => ({
    position: positionAt(pos[0]),
    message,
  }));
  const usable = document.errors.every(({ code }) => code === 'DUPLICATE_KEY');
  if (!usable) return { ...unusable(file, ''), mistakes };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    JSON.stringify(value);
    return { value, usable, mistakes, locate: (path, at) => positionAt(offsetOf(document, path, at)) };
  } catch (error) {
    return unusable(file, `aliases cannot be resolved: ${aliasFault(error)}`);
  }
}

function unusable(file: string, message: string): RecipeDocument {
  return {
    value: undefined,
    usable: false,
    mistakes: [{ position: { file }, message }],
    locate: () => ({ file }),
  };
}

function aliasFault(error: unknown): string {
  if (error instanceof TypeError) return 'one contains itself';
  return error instanceof Error ? error.message : String(error);
}

function excessOf(text: string): string | undefined {
  if (text.length > LONGEST_TEXT) return `the recipe is longer than ${LONGEST_TEXT} characters`;
  const isTooFar = (line: string) => /^[\s?-]*/.exec(line)![0].length > DEEPEST;
  if (text.split('\n').some(isTooFar)) return `a line is indented by more than ${DEEPEST} columns`;
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > DEEPEST) return `more than ${DEEPEST} brackets are open at once`;
  }
  return undefined;
}

function offsetOf(document: Document, path: FieldPath, at: 'key' | 'value'): number {
  let node = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    const next = childOf(node, step);
    if (!next) return offset;
    const isLast = depth === path.length - 1;
    const shown = isLast && at === 'key' ? (next.key ?? next.value) : (next.value ?? next.key);
    offset = shown?.range?.[0] ?? offset;
    node = next.value;
  }
  return offset;
}

function childOf(
  node: Node | null,
  step: string | number,
): { key: Node | null; value: Node | null } | undefined {
  if (isSeq<Node>(node) && typeof step === 'number') {
    const value = node.items[step];
    return value && { key: null, value };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair && { key: pair.key, value: pair.value };
}
