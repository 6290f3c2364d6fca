import { ImageError } from '../core/errors.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import type { Recipe } from '../core/recipe/schema.js';
import { discover } from '../dataset/discover.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import { chooseSchema } from '../jobs/choose-schema.js';
import type { Store } from '../stores/store.js';
import type { ImageList, ListedImage } from './protocol.js';

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

export interface ImageFilter {
  /** A part of the key; case does not count. */
  readonly search: string;
  /** Absent: of all splits. */
  readonly split: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** What a filter has found, for the requests for its other pages. */
interface Found {
  readonly filter: string;
  readonly images: readonly (Source | Failure)[];
}

const found = new WeakMap<Dataset, Found>();

/** Images of a data set in the order of their keys; those that cannot be used come first. */
export function listImages(dataset: Dataset, { offset, limit, ...filter }: ImageFilter): ImageList {
  const images = findImages(dataset, filter);
  return { total: images.length, images: images.slice(offset, offset + limit).map(listed) };
}

function findImages(dataset: Dataset, filter: Omit<ImageFilter, 'offset' | 'limit'>): Found['images'] {
  const known = found.get(dataset);
  const asText = JSON.stringify(filter);
  if (known?.filter === asText) return known.images;
  const { search, split } = filter;
  const wanted = search.toLowerCase();
  const isFound = ({ key }: { key: string }) => key.toLowerCase().includes(wanted);
  const failed = split === undefined ? dataset.failures.filter(isFound) : [];
  const usable = dataset.sources.filter(
    (source) => isFound(source) && (split === undefined || source.split === split),
  );
  const images = [...failed, ...usable];
  found.set(dataset, { filter: asText, images });
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
