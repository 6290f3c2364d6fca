/** What the address of the page says after its `#`, so that a link shows a colleague with the same data the same. */
export interface Address {
  readonly tab: string;
  /** Key of the image that is shown. */
  readonly image?: string | undefined;
  /** A Recipe that is in no file. */
  readonly recipe?: string | undefined;
  /** Key of the variant that is large. */
  readonly variant?: string | undefined;
}

const NAMES = ['image', 'recipe', 'variant'] as const;

export function readAddress(): Address {
  const parts = new URLSearchParams(location.hash.slice(1));
  const given = NAMES.map((name) => [name, parts.get(name) ?? undefined]);
  return { tab: parts.get('tab') ?? 'images', ...Object.fromEntries(given) } as Address;
}

export function addressOf({ tab, ...given }: Address): string {
  const parts = new URLSearchParams({ tab });
  for (const name of NAMES) if (given[name] !== undefined) parts.set(name, given[name]);
  return `${location.pathname}#${parts.toString()}`;
}
