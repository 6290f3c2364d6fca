const MOST_ITEMS = 50;
/** A table of a transform has 256. */
const MOST_NUMBERS = 1024;
const FIRST_LINES = 120;
const LAST_LINES = 20;

/** An agent pays for each word: of a long text the first and the last lines, and how many are missing between them. */
export function shortenLines(lines: readonly string[]): readonly string[] {
  const missing = lines.length - FIRST_LINES - LAST_LINES;
  if (missing <= 0) return lines;
  return [
    ...lines.slice(0, FIRST_LINES),
    `… ${missing} lines are left out here`,
    ...lines.slice(-LAST_LINES),
  ];
}

/** The same with long lists cut off; `shortened` names them, with their lengths. */
export function shortenData(data: object): Record<string, unknown> {
  const shortened: string[] = [];
  const shorten = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) {
      const most = value.every((item) => typeof item === 'number') ? MOST_NUMBERS : MOST_ITEMS;
      if (value.length > most) shortened.push(`${path}: ${most} of ${value.length}`);
      return value.slice(0, most).map((item) => shorten(item, `${path}[]`));
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
      key,
      shorten(item, path === '' ? key : `${path}.${key}`),
    ]);
    return Object.fromEntries(entries);
  };
  const short = shorten(data, '') as Record<string, unknown>;
  return shortened.length > 0 ? { ...short, shortened: [...new Set(shortened)].slice(0, MOST_ITEMS) } : short;
}
