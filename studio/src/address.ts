import type { ImageFilter } from '../../src/studio/protocol.js';

/** What the address of the page says after its `#`, so that a link shows a colleague with the same data the same. */
export interface Address {
  readonly tab: string;
  /** Key of the image that is shown. */
  readonly image?: string | undefined;
  /** A Recipe that is in no file. */
  readonly recipe?: string | undefined;
  /** Which images the gallery lists. */
  readonly filter?: ImageFilter;
  /** Key of the variant that is large. */
  readonly variant?: string | undefined;
}

const SHOWN = ['image', 'recipe', 'variant'] as const;
const FILTERED_BY = ['search', 'split', 'class', 'finding', 'with', 'labels'] as const;

export function readAddress(): Address {
  const parts = new URLSearchParams(location.hash.slice(1));
  const given = (names: readonly string[]) =>
    Object.fromEntries(names.flatMap((name) => valueOf(parts, name)));
  return { tab: parts.get('tab') ?? 'images', ...given(SHOWN), filter: given(FILTERED_BY) };
}

function valueOf(parts: URLSearchParams, name: string): [name: string, value: string][] {
  const value = parts.get(name);
  return value === null ? [] : [[name, value]];
}

export function addressOf({ tab, filter = {}, ...given }: Address): string {
  const parts = new URLSearchParams({ tab, ...filter });
  for (const name of SHOWN) if (given[name] !== undefined) parts.set(name, given[name]);
  return `${location.pathname}#${parts.toString()}`;
}
