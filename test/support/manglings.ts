/** How programs spoil label files that they write again. Each gives undefined for a file that it says nothing about. */
export type Mangle = (text: string, key: string) => string | undefined;

type Change = (value: unknown) => unknown;
type Members = readonly [string, unknown][];

/** Changes every value of a JSON value, the inner ones first. */
function deeply(value: unknown, change: Change): unknown {
  if (Array.isArray(value)) return change(value.map((one) => deeply(one, change)));
  return change(changedMembers(value, (members) => members.map(([key, one]) => [key, deeply(one, change)])));
}

function changedMembers(value: unknown, change: (members: Members) => Members): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(change(Object.entries(value))) : value;
}

const again = (text: string, change: Change) => JSON.stringify(change(JSON.parse(text)));

/** Changes the JSON of a file, or of each of its lines. */
function inJson(change: Change): Mangle {
  return (text, key) => {
    if (key.endsWith('.json')) return again(text, change);
    const isLines = /\.(jsonl|ndjson|manifest)$/.test(key);
    return isLines ? text.replace(/^.+$/gm, (line) => again(line, change)) : undefined;
  };
}

export const numbersAsText = (show: (value: number) => string) =>
  inJson((json) => deeply(json, (value) => (typeof value === 'number' ? show(value) : value)));

export const membersReversed = inJson((json) =>
  deeply(json, (value) => changedMembers(value, (members) => [...members].reverse())),
);

/** Objects that have numbers or names for keys hold things by these, and have no members to add to. */
const isRecord = (members: Members) => !members.some(([key]) => /^\d|\.jpg/.test(key));

export const membersAdded = inJson((json) =>
  deeply(json, (value) =>
    changedMembers(value, (members) =>
      isRecord(members) ? [['_note', 'mine'], ...members, ['_more', { deep: [1] }]] : members,
    ),
  ),
);

/** Changes the cells of each row of a CSV file. */
export function inCsv(change: (cells: readonly string[], isHeader: boolean) => readonly string[]): Mangle {
  return (text, key) => {
    if (!key.endsWith('.csv')) return undefined;
    const rows = text.trimEnd().split('\n');
    return rows.map((row, i) => `${change(row.split(','), i === 0).join(',')}\n`).join('');
  };
}

/** Changes the rows of a text file, but not its head. */
export function inRows(change: (row: string) => string): Mangle {
  return (text, key) =>
    key.endsWith('.txt') ? text.replace(/^[^:\n]+$/gm, (row) => change(row)) : undefined;
}

export function inXml(change: (text: string) => string): Mangle {
  return (text, key) => (key.endsWith('.xml') ? change(text) : undefined);
}

/** Another text in place of a label file. A file of names stays. */
export function replacedBy(content: string, ending: RegExp): Mangle {
  return (_text, key) => (ending.test(key) && !key.endsWith('.yaml') ? content : undefined);
}
