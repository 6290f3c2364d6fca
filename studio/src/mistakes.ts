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

export interface PlacedMistake {
  /** Where inside the place: `scale.x`; empty for the place itself. */
  readonly inside: string;
  readonly what: string;
}

/** What is wrong at a place, or inside it. @param place as messages name it: `transforms[1].Affine` */
export function mistakesAt(mistakes: readonly Mistake[], place: string): PlacedMistake[] {
  return mistakes.flatMap(({ message }) => {
    const rest = message.startsWith(place) ? message.slice(place.length) : '';
    const [, inside, what] = /^((?:[.[][^:\s]*)?): (.*)$/.exec(rest) ?? [];
    return inside === undefined || what === undefined ? [] : [{ inside: inside.replace(/^\./, ''), what }];
  });
}
