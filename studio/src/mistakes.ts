export interface Mistake {
  /** From 1; absent where the mistake has no place. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** Reads messages as the command prints them, `recipe.yaml:4:7: what is wrong`, one in a line. */
export function mistakesOf(message: string): Mistake[] {
  return message.split('\n').map((text) => {
    const [, line, column, rest] = /^[^:\n]+:(\d+):(\d+): (.*)$/.exec(text) ?? [];
    if (rest === undefined) return { message: text };
    return { line: Number(line), column: Number(column), message: rest };
  });
}
