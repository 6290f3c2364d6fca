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
}

const FILTERED_BY = ['search', 'split', 'class', 'finding', 'with', 'labels'] as const;

export function readAddress(): Address {
  const parts = new URLSearchParams(location.hash.slice(1));
  const [image, recipe] = [parts.get('image') ?? undefined, parts.get('recipe') ?? undefined];
  const filter = Object.fromEntries(FILTERED_BY.flatMap((name) => valueOf(parts, name)));
  return { tab: parts.get('tab') ?? 'images', image, recipe, filter };
}

function valueOf(parts: URLSearchParams, name: string): [name: string, value: string][] {
  const value = parts.get(name);
  return value === null ? [] : [[name, value]];
}

export function addressOf({ tab, image, recipe, filter = {} }: Address): string {
  const parts = new URLSearchParams({ tab, ...filter });
  if (image !== undefined) parts.set('image', image);
  if (recipe !== undefined) parts.set('recipe', recipe);
  return `${location.pathname}#${parts.toString()}`;
}
