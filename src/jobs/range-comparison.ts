import { compareKeys, folderOf } from '../core/keys.js';
import { isImageKey } from '../core/modules.js';
import type { Raise } from '../dataset/balance.js';
import { findSource, unlessBroken } from '../dataset/find-source.js';
import type { DatasetFacts, Found } from '../dataset/find-source.js';
import { LabelContent } from '../dataset/label-content.js';
import { isHidden, isNamedMask, labelKeysAt, mayBeMask } from '../dataset/layout.js';
import { fixedPlacements } from '../dataset/placement-pattern.js';
import type { LearntPlacement } from '../dataset/placement.js';
import type { Source } from '../dataset/source.js';
import { readAttempts } from '../state/attempts.js';
import { newPlacements } from '../state/dataset-state.js';
import type { DatasetKnown } from '../state/dataset-view.js';
import { filesThere, isFinal, readFailure } from '../state/failures.js';
import type { IndexEntry } from '../state/index-files.js';
import { currentEntries } from '../state/index-ranges.js';
import type { IndexChanges, IndexRange } from '../state/index-ranges.js';
import { inBatches } from '../stores/in-batches.js';
import { isWithin } from '../stores/key-range.js';
import { presentKeys } from '../stores/present-keys.js';
import type { Listed } from '../stores/store.js';
import { agreement } from './agreement.js';
import { needsDeclared } from './choose-schema.js';
import { decideSource } from './decide-source.js';
import type { ReconcileContext } from './reconcile.js';

/** So many keys of a listing are held in memory. */
const KEYS_AT_ONCE = 5000;
const READ_AT_ONCE = 32;
/** After so many labels, the rest of their folder is passed over. */
const LABELS_IN_A_ROW = 2000;

/** What is not as it should be in a range. */
export interface RangeFound {
  readonly images: number;
  /** Images whose outputs are to be made or removed. */
  readonly due: readonly string[];
  /** Those of them whose earlier attempts gave nothing. */
  readonly suspects: readonly string[];
}

/** An image of a listing, and what it is. */
interface Understood {
  readonly key: string;
  readonly found: Found;
}

/** Neighbouring keys of a listing: images, and the other files between them. */
interface Window {
  readonly images: readonly Listed[];
  readonly others: ReadonlySet<string>;
}

/** Only all keys together explain what was found. */
const UNKNOWN = 'unknown';

/**
 * Whether images can be understood by what the state knows of the data set, as after an upload. What only a listing of all
 * keys tells is not looked for: masks, which are images themselves, and labels in files about many images.
 */
export function canBeByRanges(
  { layout, facts }: DatasetKnown,
  { recipe }: Pick<ReconcileContext, 'recipe'>,
): boolean {
  const isPlain = facts.files.every(
    ({ file, partOf }) => !partOf && !file.splitPaths?.some(({ key }) => key === undefined),
  );
  return (
    isPlain &&
    layout.dataset !== null &&
    ['auto', 'none'].includes(recipe.labels.masks) &&
    layout.placements.every(({ role }) => role === 'labels') &&
    facts.unread.length === 0 &&
    facts.undecided.length === 0
  );
}

/** Compares the input with the Records, one range of keys at a time. */
export class RangeComparison {
  private readonly content: LabelContent;
  private readonly agrees: ReturnType<typeof agreement>;
  private readonly imageFolders: ReadonlySet<string>;
  private readonly labelFolders: ReadonlySet<string>;
  private readonly placementsOf = new Map<string, readonly LearntPlacement[]>();

  constructor(
    private readonly context: ReconcileContext,
    private readonly known: DatasetKnown,
    private readonly raises: readonly Raise[],
  ) {
    const { stores, recipe } = context;
    const { layout, facts, declared } = known;
    this.content = new LabelContent(stores.input, recipe.modules.formats, layout.labelFormats);
    this.agrees = agreement({ files: facts.files.map(({ file }) => file), declared }, context);
    this.imageFolders = new Set(layout.imageFolders);
    const labelFolders = Object.keys(layout.labelFormats).map(folderOf);
    // The root has no key behind it.
    this.labelFolders = new Set(labelFolders.filter((folder) => folder !== ''));
  }

  /**
   * @param changes gets what the index does not hold yet
   * @returns `unknown` if only all keys together explain what is there
   * @throws DamagedIndexError
   */
  async compare(range: IndexRange, changes: IndexChanges): Promise<RangeFound | typeof UNKNOWN> {
    const entries = new Map<string, IndexEntry>();
    for await (const entry of currentEntries(this.context.stores.state, range, changes))
      if (isWithin(entry.record.key, range)) entries.set(entry.record.key, entry);
    const gone = new Set(entries.keys());
    const differing: string[] = [];
    let images = 0;
    for await (const window of this.windowsOf(range, [...entries.keys()].sort(compareKeys))) {
      if (window.images.some(({ key }) => this.isUnknown(key, entries.has(key)))) return UNKNOWN;
      for (const { key, found } of await this.understand(window)) {
        if (found === 'skipped') continue;
        gone.delete(key);
        images += 1;
        if ('source' in found && this.isConverted(found.source)) return UNKNOWN;
        if (!('source' in found && this.isDone(found.source, entries.get(key)))) differing.push(key);
      }
    }
    return { images, ...(await this.withoutTried(differing, entries, [...gone])) };
  }

  /**
   * The listing of a range. Folders in which labels lie are passed over behind their first ones, as far as no image there
   * is known.
   * @param recorded keys of the images that have a Record, in order
   */
  private async *windowsOf(range: IndexRange, recorded: readonly string[]): AsyncIterable<Window> {
    const { stores, recipe } = this.context;
    let [images, others]: [Listed[], Set<string>] = [[], new Set()];
    let [from, isListed] = [range.from, false];
    while (!isListed) {
      isListed = true;
      let labels = 0;
      const rest = { ...range, ...(from !== undefined && { from }) };
      for await (const one of stores.input.list('', rest)) {
        const { key } = one;
        if (isHidden(key)) continue;
        const isImage = isImageKey(key, recipe.modules);
        if (isImage) images.push(one);
        else others.add(key);
        if (images.length + others.size >= KEYS_AT_ONCE) {
          yield { images, others };
          [images, others] = [[], new Set()];
        }
        labels = !isImage && this.labelFolders.has(folderOf(key)) ? labels + 1 : 0;
        const next = labels < LABELS_IN_A_ROW ? undefined : nextFolderOr(key, recorded);
        if (next === undefined) continue;
        [from, isListed] = [next, false];
        break;
      }
    }
    yield { images, others };
  }

  /** The first image of any split changes what all others are, and in a new folder an image may be a mask. */
  private isUnknown(key: string, isRecorded: boolean): boolean {
    const { facts, layout } = this.known;
    if (!layout.hasSplits && facts.splitOf(key) !== undefined) return true;
    if (isRecorded || this.context.recipe.labels.masks === 'none' || !mayBeMask(key)) return false;
    return !this.imageFolders.has(folderOf(key)) || isNamedMask(key);
  }

  private async understand({ images, others }: Window): Promise<Understood[]> {
    const { stores, recipe } = this.context;
    const { facts } = this.known;
    const placements = images.map(({ key }) => this.placementsAt(folderOf(key)));
    const possible = images.flatMap(({ key }, i) => labelKeysAt(key, placements[i]!));
    const elsewhere = await presentKeys(
      stores.input,
      possible.filter((key) => !others.has(key)),
    );
    const isThere = (key: string) => others.has(key) || elsewhere.has(key);
    const understood: Understood[] = [];
    for (const [i, one] of images.entries()) {
      const layout = { ...this.known.layout, placements: placements[i]! };
      const known: DatasetFacts = { ...facts, layout, content: this.content };
      const found = await unlessBroken(one.key, () => findSource(one, known, recipe, isThere, stores.input));
      understood.push({ key: one.key, found });
    }
    return understood;
  }

  /** What the Recipe fixes lies elsewhere for each folder. */
  private placementsAt(folder: string): readonly LearntPlacement[] {
    const { placements } = this.known.layout;
    const known = this.placementsOf.get(folder);
    if (known) return known;
    const all = [
      ...newPlacements(placements, fixedPlacements(this.context.recipe.labels, folder)),
      ...placements,
    ];
    this.placementsOf.set(folder, all);
    return all;
  }

  private isConverted(source: Source): boolean {
    return !this.known.declared && needsDeclared(source, this.context.recipe);
  }

  private isDone(source: Source, entry: IndexEntry | undefined): boolean {
    if (!entry) return false;
    const { record } = entry;
    return this.agrees(record, decideSource(source, record.objects, this.context.recipe, this.raises));
  }

  /** Leaves out images that would fail again, and those that a message asks for already. */
  private async withoutTried(
    differing: readonly string[],
    entries: ReadonlyMap<string, IndexEntry>,
    gone: readonly string[],
  ): Promise<Pick<RangeFound, 'due' | 'suspects'>> {
    const { stores, digest, engineQueue } = this.context;
    const { dataset } = this.known.layout;
    const circumstances = { recipe: digest, dataset, memory: engineQueue.memory.total };
    const due = [...gone];
    const suspects: string[] = [];
    const read = async (key: string) => {
      const asked = [readFailure(stores.state, key), readAttempts(stores.state, key)] as const;
      const [failure, attempts] = await Promise.all(asked);
      const there = await filesThere(failure ? [failure] : [], stores);
      return { key, failure, attempts, now: { ...circumstances, ...there } };
    };
    for await (const { key, failure, attempts, now } of inBatches(differing, READ_AT_ONCE, read)) {
      const record = entries.get(key)?.sha256 ?? null;
      if (failure?.record === record && isFinal(failure, now)) continue;
      const isTried = attempts?.record === record && attempts.recipe === digest;
      if (isTried && Date.now() < attempts.until) continue;
      if (isTried) suspects.push(key);
      due.push(key);
    }
    return { due, suspects };
  }
}

/**
 * The first key behind the folder of this one, or the next of these before.
 * @returns undefined where not every Store has it behind this one: their orders differ in other characters than plain ones
 */
function nextFolderOr(key: string, keys: readonly string[]): string | undefined {
  const behind = `${folderOf(key).slice(0, -1)}0`;
  const recorded = keys.find((one) => compareKeys(one, key) > 0);
  const next = recorded !== undefined && compareKeys(recorded, behind) < 0 ? recorded : behind;
  return /^[\0-\x7f]*$/.test(next) ? next : undefined;
}
