import { setTimeout } from 'node:timers/promises';
import { ImageError } from '../core/errors.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import { compareKeys } from '../core/keys.js';
import type { Recipe } from '../core/recipe/schema.js';
import { classOfFolder } from '../inspection/folder-classes.js';
import { schemaOf } from '../dataset/source.js';
import type { Dataset, Failure, Source } from '../dataset/source.js';
import type { Store } from '../stores/store.js';
import { discoverInput, discoverInThread } from './discover-input.js';
import type { Discovered } from './discover-input.js';
import { findFirstImages } from './first-images.js';
import type { InputSetup } from './thread-input.js';
import type { CountedImages, ImageFilter, ImageList, ListedImage } from './protocol.js';

export interface Understood extends Discovered {
  /** Sources and failures by their keys. */
  readonly byKey: ReadonlyMap<string, Source | Failure>;
}

/** An image of the data set, with what gives its labels their meaning. */
export interface FoundImage {
  readonly source: Source;
  readonly schema: LabelSchema;
  readonly declared?: DeclaredSchema;
}

/** An input that is being read takes so long, in milliseconds, before its first images are shown. */
const PATIENCE = 400;

interface Known {
  /** What the Recipe says of how the input is understood. */
  readonly rules: string;
  readonly understood: Promise<Understood>;
  /** By their keys; none where this thread itself reads the input. */
  readonly first: Promise<ReadonlyMap<string, Source>>;
  isComplete: boolean;
}

/** An input that stays open, understood as the Recipe at hand says. */
export class OpenedInput {
  private known: Known | undefined;

  /** @param setupFor what a thread needs to read the input by a Recipe; undefined where the calling thread has to */
  constructor(
    private readonly input: Store,
    private readonly setupFor: (recipe: Recipe) => InputSetup | undefined = () => undefined,
  ) {}

  /** @throws ImageError if the data set has no such image, or it cannot be used */
  async find(key: string, recipe: Recipe): Promise<FoundImage> {
    const { dataset, declared, byKey } = await this.understood(recipe);
    const found = byKey.get(key);
    if (!found) throw new ImageError(`${key}: it is not an image of this data set`);
    if ('reason' in found) throw new ImageError(`${key}: ${found.reason}`);
    return { source: found, schema: schemaOf(found, dataset.files), ...(declared && { declared }) };
  }

  /** The same for an image without its labels, also if it is one of the first and the input is still being read. */
  async findUnlabelled(key: string, recipe: Recipe): Promise<FoundImage> {
    const known = this.knownFor(recipe);
    const first = known.isComplete ? undefined : (await known.first).get(key);
    return first ? { source: first, schema: { classes: [] } } : this.find(key, recipe);
  }

  /** The data set. It is listed anew only if the Recipe would understand it otherwise. */
  async understood(recipe: Recipe): Promise<Understood> {
    return this.knownFor(recipe).understood;
  }

  /** What lists say of one image. @throws ImageError if the data set has no such image */
  async listed(key: string, recipe: Recipe): Promise<ListedImage> {
    const understood = await this.understood(recipe);
    const found = understood.byKey.get(key);
    if (!found) throw new ImageError(`${key}: it is not an image of this data set`);
    return listed(found, understood);
  }

  /** @returns what a filter finds; while the input is being read, only the first images of all, of which no labels are known */
  async list(query: ImageQuery, recipe: Recipe): Promise<ImageList> {
    const known = this.knownFor(recipe);
    const understood = await Promise.race([known.understood, setTimeout(PATIENCE)]);
    if (understood) return listImages(understood, query);
    const first = isOfKeys(query.filter) ? await known.first : undefined;
    if (!first || first.size === 0) return listImages(await known.understood, query);
    const images = [...first.values()].filter((source) => isWanted(source, query.filter, UNKNOWN));
    return { ...pageOf(images, query, UNKNOWN), isComplete: false };
  }

  /** Lists the input again at the next request. */
  forget(): void {
    this.known = undefined;
  }

  private knownFor(recipe: Recipe): Known {
    const { labels, splits, decode, limits, balance } = recipe;
    const rules = JSON.stringify([labels, splits, decode, limits, balance?.by]);
    if (this.known?.rules === rules) return this.known;
    const setup = this.setupFor(recipe);
    const known: Known = {
      rules,
      understood: this.discover(recipe, setup),
      first: setup ? this.findFirst(recipe) : Promise.resolve(new Map()),
      isComplete: false,
    };
    this.known = known;
    known.understood.then(
      () => (known.isComplete = true),
      // What failed is tried again by the next request.
      () => {
        if (this.known === known) this.known = undefined;
      },
    );
    // Who asks for them hears of a failure, and so does who waits for the data set.
    known.first.catch(() => undefined);
    return known;
  }

  private async findFirst(recipe: Recipe): Promise<ReadonlyMap<string, Source>> {
    const sources = await findFirstImages(this.input, recipe);
    return new Map(sources.map((source) => [source.key, source]));
  }

  private async discover(recipe: Recipe, setup: InputSetup | undefined): Promise<Understood> {
    const found = await (setup ? discoverInThread(setup, recipe) : discoverInput(this.input, recipe));
    const { sources, failures } = found.dataset;
    return { ...found, byKey: new Map([...sources, ...failures].map((one) => [one.key, one])) };
  }
}

interface ImageRange {
  readonly offset: number;
  readonly limit: number;
}

export interface ImageQuery {
  readonly filter: ImageFilter;
  readonly range: ImageRange;
  /** The keys that an inspection found of the class and the finding of a filter; undefined: neither is in it. */
  readonly chosenBy: (filter: ImageFilter) => ReadonlySet<string> | undefined;
}

/** What a filter has found, for the requests for its other pages. */
interface Found {
  readonly filter: string;
  readonly chosen: ReadonlySet<string> | undefined;
  readonly images: readonly (Source | Failure)[];
}

const found = new WeakMap<Understood, Found>();

type FolderMeaning = Pick<Understood, 'folders'>;

/** As long as the input is being read. */
const UNKNOWN: FolderMeaning = { folders: false };

/** Images of a data set in the order of their keys; those that cannot be used come first. */
function listImages(understood: Understood, query: ImageQuery): ImageList {
  return { ...pageOf(findImages(understood, query), query, understood), isComplete: true };
}

function pageOf(
  images: Found['images'],
  { range: { offset, limit } }: ImageQuery,
  meaning: FolderMeaning,
): Omit<ImageList, 'isComplete'> {
  const page = images.slice(offset, offset + limit);
  return { total: images.length, images: page.map((image) => listed(image, meaning)) };
}

function findImages(understood: Understood, { filter, chosenBy }: ImageQuery): Found['images'] {
  const { class: _, ...others } = filter;
  const chosen = chosenBy(understood.folders ? others : filter);
  const known = found.get(understood);
  const asText = JSON.stringify(filter);
  if (known?.filter === asText && known.chosen === chosen) return known.images;
  const isFound = (image: Source | Failure) =>
    chosen?.has(image.key) !== false && isWanted(image, filter, understood);
  const { failures, sources } = understood.dataset;
  const images = [...failures.filter(isFound), ...sources.filter(isFound)];
  found.set(understood, { filter: asText, chosen, images });
  return images;
}

/** Whether the names and the folders of images decide. */
function isOfKeys({ labels, class: name, finding }: ImageFilter): boolean {
  return labels === undefined && name === undefined && finding === undefined;
}

/** By all of a filter that needs no inspection. */
function isWanted(image: Source | Failure, filter: ImageFilter, { folders }: FolderMeaning): boolean {
  const { search = '', split, labels } = filter;
  const name = folders ? filter.class : undefined;
  if (!image.key.toLowerCase().includes(search.toLowerCase())) return false;
  if ('reason' in image) return [split, labels, name].every((wanted) => wanted === undefined);
  const own = folders ? classOfFolder(image.key) : undefined;
  return (
    (split === undefined || image.split === split) &&
    (labels === undefined || (!image.labels && own === undefined)) &&
    (name === undefined || own === name)
  );
}

function listed(image: Source | Failure, { folders }: FolderMeaning): ListedImage {
  const { key } = image;
  if ('reason' in image) return { key, isCopied: false, failure: image.reason };
  const { split, role, labels } = image;
  const name = folders ? classOfFolder(key) : undefined;
  return {
    key,
    isCopied: role === 'copy',
    ...(split !== undefined && { split }),
    ...(name !== undefined && { class: name }),
    ...(labels && { format: labels.format }),
  };
}

/** How many images each split has, in the order in which they first appear. */
export function countSplits({ sources }: Dataset): CountedImages[] {
  return countNames(sources.flatMap(({ split }) => split ?? []));
}

/** The same of the classes of folders, in the order of names; none where folders are no classes. */
export function countClasses({ dataset, folders }: Understood): CountedImages[] {
  const names = folders ? dataset.sources.flatMap(({ key }) => classOfFolder(key) ?? []) : [];
  return countNames(names).sort((a, b) => compareKeys(a.name, b.name));
}

function countNames(names: readonly string[]): CountedImages[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Array.from(counts, ([name, images]) => ({ name, images }));
}
