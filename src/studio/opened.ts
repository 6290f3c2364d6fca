import type { DeclaredSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import type { Dataset } from '../dataset/source.js';
import { chooseSchema } from '../jobs/choose-schema.js';
import { EngineQueue } from '../variants/engine-queue.js';
import { openPoolStore } from '../stores/open.js';
import type { StoreRegistry } from '../stores/registry.js';
import type { Store } from '../stores/store.js';
import type { ImageFilter, ImageList, ListedImage } from './protocol.js';

export interface Understood {
  readonly dataset: Dataset;
  readonly declared?: DeclaredSchema;
}

/** An input that stays open, understood as the Recipe at hand says. */
export class OpenedInput {
  readonly engineQueue = new EngineQueue();
  private known: { readonly rules: string; readonly understood: Promise<Understood> } | undefined;

  /** @param address of the input, from which the place of a pool is told */
  constructor(
    readonly input: Store,
    private readonly address: string,
    private readonly registry: StoreRegistry | undefined,
  ) {}

  /** Where the images lie that a Recipe mixes in. @throws UsageError if there is no such place */
  async othersOf({ pool }: Recipe): Promise<Store> {
    return (await openPoolStore(pool, this.address, this.registry)) ?? this.input;
  }

  /** The data set. It is listed anew only if the Recipe would understand it otherwise. */
  async understood(recipe: Recipe): Promise<Understood> {
    const rules = JSON.stringify([recipe.labels, recipe.splits, recipe.decode, recipe.limits]);
    if (this.known?.rules !== rules) this.known = { rules, understood: this.discover(recipe) };
    const { understood } = this.known;
    // What failed is tried again by the next request.
    understood.catch(() => (this.known = undefined));
    return understood;
  }

  /** Lists the input again at the next request. */
  forget(): void {
    this.known = undefined;
  }

  private async discover(recipe: Recipe): Promise<Understood> {
    const dataset = await discover(this.input, recipe);
    const declared = await chooseSchema(this.input, dataset, recipe);
    return { dataset, ...(declared && { declared }) };
  }
}

export interface ImageRange {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Images of a data set in the order of their keys; those that cannot be used come first.
 * @param chosen what an inspection found of the class and the finding in the filter; undefined: neither is in it
 */
export function listImages(
  { sources, failures }: Dataset,
  { search = '', split, labels }: ImageFilter,
  { offset, limit }: ImageRange,
  chosen?: ReadonlySet<string>,
): ImageList {
  const wanted = search.toLowerCase();
  const isFound = (key: string) => key.toLowerCase().includes(wanted) && (chosen?.has(key) ?? true);
  const isWhole = split === undefined && labels === undefined;
  const failed = isWhole ? failures.filter(({ key }) => isFound(key)) : [];
  const found = sources.filter(
    (source) =>
      isFound(source.key) &&
      (split === undefined || source.split === split) &&
      (labels === undefined || !source.labels),
  );
  const all: ListedImage[] = [
    ...failed.map(({ key, reason }) => ({ key, isCopied: false, failure: reason })),
    ...found.map(({ key, split, role, labels }) => ({
      key,
      isCopied: role === 'copy',
      ...(split !== undefined && { split }),
      ...(labels && { format: labels.format }),
    })),
  ];
  return { total: all.length, images: all.slice(offset, offset + limit) };
}

/** How many images each split has, in the order in which they first appear. */
export function countSplits({ sources }: Dataset): { name: string; images: number }[] {
  const counts = new Map<string, number>();
  for (const { split } of sources) if (split !== undefined) counts.set(split, (counts.get(split) ?? 0) + 1);
  return Array.from(counts, ([name, images]) => ({ name, images }));
}
