import { ImageError } from '../core/errors.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import { chooseSchema } from '../jobs/choose-schema.js';
import type { Store } from '../stores/store.js';
import type { ImageFilter, ImageList, ListedImage } from './protocol.js';

export interface Understood {
  readonly dataset: Dataset;
  readonly declared?: DeclaredSchema;
  /** Sources and failures by their keys. */
  readonly byKey: ReadonlyMap<string, Source | Failure>;
}

/** An image of the data set, with what gives its labels their meaning. */
export interface FoundImage {
  readonly source: Source;
  readonly schema: LabelSchema;
  readonly declared?: DeclaredSchema;
}

/** An input that stays open, understood as the Recipe at hand says. */
export class OpenedInput {
  private known: { readonly rules: string; readonly understood: Promise<Understood> } | undefined;

  constructor(private readonly input: Store) {}

  /** @throws ImageError if the data set has no such image, or it cannot be used */
  async find(key: string, recipe: Recipe): Promise<FoundImage> {
    const { dataset, declared, byKey } = await this.understood(recipe);
    const found = byKey.get(key);
    if (!found) throw new ImageError(`${key}: it is not an image of this data set`);
    if ('reason' in found) throw new ImageError(`${key}: ${found.reason}`);
    return { source: found, schema: schemaOf(found, dataset.files), ...(declared && { declared }) };
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
    const byKey = new Map([...dataset.sources, ...dataset.failures].map((one) => [one.key, one]));
    return { dataset, byKey, ...(declared && { declared }) };
  }
}

export interface ImageRange {
  readonly offset: number;
  readonly limit: number;
}

/** What a filter has found, for the requests for its other pages. */
interface Found {
  readonly filter: string;
  readonly chosen: ReadonlySet<string> | undefined;
  readonly images: readonly (Source | Failure)[];
}

const found = new WeakMap<Dataset, Found>();

/**
 * Images of a data set in the order of their keys; those that cannot be used come first.
 * @param chosen what an inspection found of the class and the finding in the filter; undefined: neither is in it
 */
export function listImages(
  dataset: Dataset,
  filter: ImageFilter,
  { offset, limit }: ImageRange,
  chosen?: ReadonlySet<string>,
): ImageList {
  const images = findImages(dataset, filter, chosen);
  return { total: images.length, images: images.slice(offset, offset + limit).map(listed) };
}

function findImages(
  dataset: Dataset,
  filter: ImageFilter,
  chosen: ReadonlySet<string> | undefined,
): Found['images'] {
  const known = found.get(dataset);
  const asText = JSON.stringify(filter);
  if (known?.filter === asText && known.chosen === chosen) return known.images;
  const { search = '', split, labels } = filter;
  const wanted = search.toLowerCase();
  const isFound = ({ key }: { key: string }) =>
    key.toLowerCase().includes(wanted) && (chosen?.has(key) ?? true);
  const isWhole = split === undefined && labels === undefined;
  const failed = isWhole ? dataset.failures.filter(isFound) : [];
  const usable = dataset.sources.filter(
    (source) =>
      isFound(source) &&
      (split === undefined || source.split === split) &&
      (labels === undefined || !source.labels),
  );
  const images = [...failed, ...usable];
  found.set(dataset, { filter: asText, chosen, images });
  return images;
}

function listed(image: Source | Failure): ListedImage {
  const { key } = image;
  if ('reason' in image) return { key, isCopied: false, failure: image.reason };
  const { split, role, labels } = image;
  return {
    key,
    isCopied: role === 'copy',
    ...(split !== undefined && { split }),
    ...(labels && { format: labels.format }),
  };
}

/** How many images each split has, in the order in which they first appear. */
export function countSplits({ sources }: Dataset): { name: string; images: number }[] {
  const counts = new Map<string, number>();
  for (const { split } of sources) if (split !== undefined) counts.set(split, (counts.get(split) ?? 0) + 1);
  return Array.from(counts, ([name, images]) => ({ name, images }));
}
