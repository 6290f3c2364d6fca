/** What a page that is loaded anew still knows of what was done on it, in the same tab of the browser. */
const known = new Map<string, string>();

/** @param value as JSON has it */
export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  known.set(name, text);
  attempt(() => {
    sessionStorage.setItem(name, text);
  });
}

/** @returns undefined where nothing is known */
export function remembered(name: string): unknown {
  const text = known.get(name) ?? attempt(() => sessionStorage.getItem(name));
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

/** A browser may forbid to keep anything, or have no room left: what is known is then lost where the page is loaded anew. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
