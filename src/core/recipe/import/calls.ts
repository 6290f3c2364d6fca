/** A value in the notation that Python's `repr` prints: a number, text, null, a list, or a call of a class. */
export type PrintedValue = number | string | boolean | null | readonly PrintedValue[] | Call;

/** `Name(1, key=2, …)`: how transforms print themselves. */
export interface Call {
  /** Empty for a mapping, `{'key': 2, …}`. */
  readonly call: string;
  /** Arguments without a name, in order. */
  readonly items: readonly PrintedValue[];
  readonly named: Readonly<Record<string, PrintedValue>>;
}

export function isCall(value: PrintedValue | undefined): value is Call {
  return typeof value === 'object' && value !== null && 'call' in value;
}

export function listOf(value: PrintedValue | undefined): readonly PrintedValue[] | undefined {
  return Array.isArray(value) ? (value as readonly PrintedValue[]) : undefined;
}

/** Deeper than any real pipeline. The parser is recursive, and would run out of stack. */
const DEEPEST = 50;
const WORDS: Readonly<Record<string, PrintedValue>> = { None: null, True: true, False: false, inf: Infinity };
const TOKEN =
  /\s+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[A-Za-z_][\w.]*|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|<[^<>]*>|[-()[\]{}=,:]/gy;

/**
 * Reads calls that stand after one another, with or without commas between them.
 * @returns undefined where the text is anything else
 */
export function parseCalls(text: string): readonly Call[] | undefined {
  const tokens = tokenise(text);
  if (!tokens) return undefined;
  try {
    const parser = new Parser(tokens);
    const { items, named } = parser.until(undefined, 0);
    const calls = items.filter(isCall).filter(({ call }) => call !== '');
    const isAll = calls.length === items.length && Object.keys(named).length === 0;
    return isAll && calls.length > 0 ? calls : undefined;
  } catch (error) {
    if (error instanceof NotationError) return undefined;
    throw error;
  }
}

class NotationError extends Error {}

function tokenise(text: string): string[] | undefined {
  const tokens = text.match(TOKEN) ?? [];
  const length = tokens.reduce((sum, token) => sum + token.length, 0);
  return length === text.length ? tokens.filter((token) => token.trim() !== '') : undefined;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  /** Values up to a closing bracket, or up to the end of the text. */
  until(closing: string | undefined, depth: number): Pick<Call, 'items' | 'named'> {
    if (depth > DEEPEST) throw new NotationError();
    const items: PrintedValue[] = [];
    const named: Record<string, PrintedValue> = {};
    while (this.tokens[this.at] !== closing) {
      if (this.skip(',')) continue;
      const name = this.tokens[this.at];
      const isNamed = name !== undefined && ['=', ':'].includes(this.tokens[this.at + 1] ?? '');
      if (isNamed) this.at += 2;
      const value = this.value(depth);
      if (isNamed) named[name.replaceAll(/['"]/g, '')] = value;
      else items.push(value);
    }
    this.at++;
    return { items, named };
  }

  private value(depth: number): PrintedValue {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new NotationError();
    if (token === '(') return this.until(')', depth + 1).items;
    if (token === '[') return this.until(']', depth + 1).items;
    if (token === '{') return { call: '', ...this.until('}', depth + 1) };
    if (/^[-+.\d]/.test(token)) return Number(token);
    if (/^['"]/.test(token)) return token.slice(1, -1);
    if (token.startsWith('<')) return token;
    if (!/^[A-Za-z_]/.test(token)) throw new NotationError();
    if (Object.hasOwn(WORDS, token)) return WORDS[token]!;
    const name = token.slice(token.lastIndexOf('.') + 1);
    return this.skip('(') ? this.call(name, depth) : name;
  }

  private call(name: string, depth: number): Call {
    const { items, named } = this.until(')', depth + 1);
    // RandomChoice of torchvision prints its probabilities behind its closing bracket.
    const more = this.skip('(') ? this.until(')', depth + 1).named : {};
    return { call: name, items, named: { ...named, ...more } };
  }

  private skip(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }
}
