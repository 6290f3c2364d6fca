/** What the address of the page says after its `#`, so that a link shows a colleague with the same data the same. */
export interface Address {
  readonly tab: string;
  /** Key of the image that is shown. */
  readonly image?: string | undefined;
  /** A Recipe that is in no file. */
  readonly recipe?: string | undefined;
}

export function readAddress(): Address {
  const parts = new URLSearchParams(location.hash.slice(1));
  const [image, recipe] = [parts.get('image') ?? undefined, parts.get('recipe') ?? undefined];
  return { tab: parts.get('tab') ?? 'images', image, recipe };
}

export function addressOf({ tab, image, recipe }: Address): string {
  const parts = new URLSearchParams({ tab });
  if (image !== undefined) parts.set('image', image);
  if (recipe !== undefined) parts.set('recipe', recipe);
  return `${location.pathname}#${parts.toString()}`;
}
