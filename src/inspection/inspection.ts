import type { ObjectFault } from '../core/inspection/objects.js';
import { isImageKey } from '../core/modules.js';
import type { Recipe } from '../core/recipe/schema.js';
import { formatPosition } from '../core/errors.js';
import { balanceVariants } from '../dataset/balance.js';
import type { CountedImage } from '../dataset/balance.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { rejectedLabels } from '../dataset/rejected-labels.js';
import type { Dataset, Source } from '../dataset/source.js';
import type { RecordSummary } from '../state/record.js';
import type { UnusedReason } from '../dataset/unused.js';
import { UNUSED_REASONS } from '../dataset/unused.js';
import { compareSplits } from './class-findings.js';
import { findCopies } from './find-copies.js';
import { FindingList } from './finding-list.js';
import { classOfFolder } from './folder-classes.js';
import type { UnderstoodFolders } from './folder-classes.js';
import type { InspectedLabels, InspectedSource } from './inspected-source.js';
import type { FindingKind } from './kinds.js';
import { PackedHashes } from './packed.js';
import type { Report } from './report.js';
import { describeFaults, FrameTally, LabelTally } from './tally.js';

interface InspectionOptions extends UnderstoodFolders {
  readonly recipe: Recipe;
  /** Where the Recipe comes from, if its effects are to be told. */
  readonly recipeFrom?: string | undefined;
  /** See `InspectDatasetOptions`. */
  readonly distance: number;
}

const FAULT_KINDS: Readonly<Record<ObjectFault, FindingKind>> = {
  outside: 'object outside',
  'no size': 'object without size',
  'beyond edge': 'object beyond edge',
  repeated: 'object repeated',
};

/** Why label files are not used although an image should have them. */
const WITHOUT_IMAGE: readonly UnusedReason[] = ['no image', 'several images', 'other capitals'];

/**
 * Takes what is found of each Source, in any order, and makes the report. Of an image it keeps its hashes and its size (some 75
 * bytes), and the numbers of its objects where it is augmented.
 */
export class Inspection {
  private readonly findings = new FindingList();
  private readonly labels = new LabelTally();
  private readonly frames: FrameTally;
  private readonly hashes: PackedHashes;
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly formats = new Map<string, number>();
  private readonly counts: (readonly ObjectCount[])[] = [];

  constructor(
    private readonly dataset: Dataset,
    private readonly options: InspectionOptions,
  ) {
    const { sources } = dataset;
    this.frames = new FrameTally(sources.length);
    this.hashes = new PackedHashes(sources.length);
    this.numbers = new Map(sources.map(({ key }, number) => [key, number]));
    this.addDataset();
  }

  add(source: Source, found: InspectedSource): void {
    const { key, split } = source;
    const number = this.numbers.get(key)!;
    this.hashes.setContent(number, found.content);
    if (found.hash) this.hashes.setHash(number, found.hash);
    if (found.image) {
      this.frames.add(found.image.width, found.image.height);
      this.formats.set(found.image.format, (this.formats.get(found.image.format) ?? 0) + 1);
    }
    if (found.damage !== undefined) this.findings.add('unusable image', [key], withoutKey(found.damage, key));
    if (found.unreadable !== undefined)
      this.findings.add('unreadable labels', [key], withoutKey(found.unreadable, key));
    if (found.refusal !== undefined)
      this.findings.add('recipe refused', [key], withoutKey(found.refusal, key));
    if (found.labels) this.addLabels(source, found.labels);
    if (found.effects) this.labels.addEffects(found.effects);
    const classes = this.options.folders ? classesOfFolder(key) : found.labels?.classes;
    if (this.options.folders && classes) this.labels.addClasses(split, classes);
    if (classes) this.counts[number] = classes;
  }

  /** What the Record of a Source says of it; nothing where the Source is gone. */
  addRecord({ key, image, objects, problems }: RecordSummary): void {
    const number = this.numbers.get(key);
    if (number === undefined) return;
    const { split } = this.dataset.sources[number]!;
    this.hashes.setContent(number, image);
    this.addRejected(rejectedLabels(problems), key);
    const classes = this.options.folders ? classesOfFolder(key) : objects;
    this.labels.addCounts(split, classes);
    this.counts[number] = classes;
  }

  /** Tells of the images that were not read and have no Record. */
  warnOfUnknown(location: string): void {
    const all = this.numbers.size;
    const unknown = all - this.hashes.countContents();
    if (unknown > 0)
      this.findings.add(
        'warning',
        [],
        `${unknown} of ${all} images have no Record in ${location}, and were not looked at; augment run makes it`,
      );
  }

  /** @param reason why nothing could be found out */
  fail({ key }: Source, reason: string): void {
    this.findings.add('unusable image', [key], withoutKey(reason, key));
  }

  /** The keys of the images of each class, in the order of the data set. */
  imagesByClass(): Map<string, Set<string>> {
    const found = new Map<string, Set<string>>();
    this.dataset.sources.forEach(({ key }, number) => {
      for (const { name } of this.counts[number] ?? []) {
        const keys = found.get(name);
        if (keys) keys.add(key);
        else found.set(name, new Set([key]));
      }
    });
    return found;
  }

  /** The keys of all images, or label files, of each finding of the report, once it is made. */
  imagesByFinding(): (readonly string[])[] {
    return this.findings.imagesByFinding;
  }

  /** @param onComparing gets the share of the comparison that is done, 0 to 1 */
  report(input: string, onComparing?: (share: number) => void): Report {
    const { sources, inventory } = this.dataset;
    const { classes, objects, heatMap, empty } = this.labels.report();
    const { folders, distance } = this.options;
    this.addCopies(onComparing);
    this.addClasses(classes);
    const sizes = this.frames.report();
    const recipe = this.describeRecipe();
    const balance = classes.length > 1 ? this.describeBalance() : undefined;
    return {
      version: 1,
      input,
      images: {
        count: sources.length,
        labelled: sources.length - inventory.unlabelled.count,
        unlabelled: inventory.unlabelled.count,
        empty,
        formats: sorted(this.formats),
      },
      labels: inventory.formats,
      splits: this.splits.map(({ name, images }) => ({
        ...{ name, images, objects: this.labels.objectsIn(name) },
      })),
      ...(sizes && { sizes }),
      classes,
      classesFrom: folders ? 'folders' : 'labels',
      objects,
      heatMap,
      comparison: {
        distance,
        contents: this.hashes.countContents(),
        hashes: this.hashes.countHashes(),
      },
      ...(recipe && { recipe }),
      ...(balance && { balance }),
      counts: this.findings.counts,
      findings: this.findings.findings,
    };
  }

  /** Those of the data set, and last the images in none, where others are in one. */
  private get splits(): { readonly name: string; readonly images: number }[] {
    const { sources, inventory } = this.dataset;
    const named = Object.entries(inventory.splits).map(([name, images]) => ({ name, images }));
    const others = sources.length - named.reduce((sum, { images }) => sum + images, 0);
    return named.length > 0 && others > 0 ? [...named, { name: '', images: others }] : named;
  }

  /** What is wrong with the data set before an image is read. */
  private addDataset(): void {
    const { failures, inventory, warnings, shared } = this.dataset;
    const { modules } = this.options.recipe;
    for (const { key, reason } of failures)
      this.findings.add(
        isImageKey(key, modules) ? 'unusable image' : 'unreadable labels',
        [key],
        withoutKey(reason, key),
      );
    for (const { image, splits } of shared)
      this.findings.add('leak', [image], `lists or files put it into ${splits.join(' and ')}`);
    this.addRejected(inventory.rejected.labels);
    for (const { reason, looksLikeLabels, files } of inventory.unused) {
      if (!looksLikeLabels) continue;
      const kind = WITHOUT_IMAGE.includes(reason) ? 'labels without image' : 'unused labels';
      this.findings.add(kind, files, UNUSED_REASONS[reason]);
    }
    const { unlabelled, images } = inventory;
    if (unlabelled.count > 0 && unlabelled.count < images)
      this.findings.add('image without labels', unlabelled.files, `${unlabelled.count} of ${images} images`);
    const { doubt } = this.options;
    for (const warning of [...warnings, ...(doubt === undefined ? [] : [doubt])])
      this.findings.add('warning', [], warning);
  }

  private addLabels({ key, split }: Source, labels: InspectedLabels): void {
    this.labels.add(split, labels);
    this.addRejected(labels.rejected, key);
    const faults = new Set(labels.objects.flatMap(({ fault }) => fault ?? []));
    // Doubts about an object that lies outside say where it stands.
    const isOutside = faults.has('outside');
    for (const fault of faults) {
      const doubts = fault === 'outside' ? labels.doubts : [];
      const detail = [describeFaults(labels.objects, fault), ...doubts].join('; ');
      this.findings.add(FAULT_KINDS[fault], [key], detail);
    }
    if (!isOutside) for (const doubt of labels.doubts) this.findings.add('doubtful labels', [key], doubt);
  }

  private addRejected(rejected: InspectedLabels['rejected'], image?: string): void {
    for (const label of rejected)
      this.findings.add('rejected label', [image ?? label.file], `${formatPosition(label)}: ${label.reason}`);
  }

  private addCopies(onComparing: ((share: number) => void) | undefined): void {
    const { sources } = this.dataset;
    const imageAt = (number: number) => {
      const { key, split } = sources[number]!;
      return { key, split, class: this.options.folders ? classOfFolder(key) : undefined };
    };
    const copies = findCopies(this.hashes, imageAt, this.options.distance, onComparing);
    for (const { kind, images, detail } of copies) this.findings.add(kind, images, detail);
  }

  private addClasses(classes: Report['classes']): void {
    const names = Object.keys(this.dataset.inventory.splits);
    for (const { kind, detail } of compareSplits(classes, names)) this.findings.add(kind, [], detail);
    const met = new Set(classes.map(({ name }) => name));
    const declared = this.dataset.files.flatMap(({ schema }) => schema.classes);
    const lacking = [...new Set(declared)].filter((name) => !met.has(name));
    if (lacking.length > 0 && met.size > 0)
      this.findings.add(
        'class without objects',
        [],
        `${lacking.length} of ${new Set(declared).size}: ${lacking.join(', ')}`,
      );
  }

  private describeRecipe(): Report['recipe'] {
    const effects = this.labels.sumEffects();
    const { recipeFrom: from } = this.options;
    if (!effects || from === undefined) return undefined;
    const { kept, clipped, dropped } = effects;
    const classes = effects.classes.map(({ losses, ...one }) => ({
      ...one,
      losses: losses.map((loss) => ({ ...loss, variants: [...loss.variants] })),
    }));
    return { from, kept, clipped, dropped, classes };
  }

  private describeBalance(): Report['balance'] {
    const { recipe, folders } = this.options;
    const by = folders ? ('folders' as const) : ('objects' as const);
    const rules = recipe.balance ?? { ratio: 1, most: 10, by };
    const images = this.dataset.sources.flatMap(({ key, role }, number): CountedImage[] =>
      role === 'augment' ? [{ key, classes: this.counts[number] ?? [] }] : [],
    );
    const outputs = { variants: recipe.variants, originals: recipe.output.originals };
    const { balance } = balanceVariants(images, outputs, rules);
    return {
      rules: {
        ...(rules.to !== undefined && { to: rules.to }),
        ...(rules.ratio !== undefined && { ratio: rules.ratio }),
        ...{ most: rules.most, by: rules.by },
      },
      images: balance.images,
      classes: balance.classes.map((one) => ({ ...one })),
    };
  }
}

/** A class of a whole image has no objects. */
function classesOfFolder(key: string): ObjectCount[] {
  const name = classOfFolder(key);
  return name === undefined ? [] : [{ name, objects: 0 }];
}

/** Reasons often begin with the key, which the finding names. */
function withoutKey(reason: string, key: string): string {
  return reason.startsWith(`${key}: `) ? reason.slice(key.length + 2) : reason;
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
