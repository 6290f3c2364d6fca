import { checkBytes } from '../codecs/inspect.js';
import { compareKeys } from '../core/keys.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import { ENGINE, sameIdentity, variantFiles } from '../state/record.js';
import type {
  HeldRecord,
  RecordedVariant,
  RecordSummary,
  SourceIdentity,
  SourceRecord,
} from '../state/record.js';
import { groupBy } from '../dataset/group-by.js';
import { rejectedLabels } from '../dataset/rejected-labels.js';
import type { RejectedLabel } from '../dataset/rejected-labels.js';
import { datasetsOf } from '../dataset/source.js';
import type { Source } from '../dataset/source.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Store } from '../stores/store.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { makeVariants } from '../variants/make-variants.js';
import type { Made } from '../variants/make-variants.js';
import { writtenFormat } from '../variants/write-labels.js';
import type { Stores } from '../stores/open.js';
import { recordedNotes } from '../variants/source-notes.js';
import { NO_TIMINGS, Stopwatch } from '../variants/timings.js';
import type { Timings } from '../variants/timings.js';
import { hashSchema, readSource, schemasOf } from '../variants/read-source.js';
import type { SourceBytes } from '../variants/read-source.js';
import type { EngineQueue } from '../variants/engine-queue.js';
import { NO_JOURNAL } from '../state/journal.js';
import type { Journal } from '../state/journal.js';
import { EarlyOutputs, rehearseWrite, writeOnce } from '../state/write-once.js';
import type { StalePolicy } from '../state/write-once.js';
import type { Attempt } from './attempt.js';
import { countMoved } from '../variants/moved-objects.js';
import type { MovedObjects } from '../variants/moved-objects.js';

/** What every Source of a run shares. */
export interface JobContext {
  readonly stores: Stores;
  readonly recipe: Recipe;
  /** The Recipe's: see `recipeDigest`. */
  readonly digest: string;
  readonly engineQueue: EngineQueue;
  /** What the Source's data-set file declares. */
  readonly schemaOf: (source: Source) => LabelSchema;
  /** What the written labels declare, if it differs from what the Source's own data-set file declares. */
  readonly declared?: DeclaredSchema;
  /** Makes everything in memory, so that it fails where a real run would fail, and writes nothing. */
  readonly dryRun: boolean;
  /** `keep` by default. */
  readonly stalePolicy?: StalePolicy;
  /** Needed where the output does not sign. */
  readonly journal?: Journal;
}

/** The result of one Source. */
export interface Outcome {
  readonly key: string;
  /** unchanged: nothing of it had to be made. */
  readonly status: 'made' | 'unchanged';
  /** Variants made now, without the originals. */
  readonly made: number;
  /** Whether the Source itself was written now, as it is or through `preprocess`: 1, or the number of its tiles; else 0. */
  readonly originals: number;
  /** Whether it has no output at all, because each shows an object and it has none. */
  readonly isEmpty: boolean;
  /** Files written now. */
  readonly written: number;
  /** Total size of the files made now. */
  readonly bytes: number;
  readonly timings: Timings;
  /** Of all its outputs, also those that were made before. */
  readonly objects: MovedObjects;
  /** What the Source's own labels have. */
  readonly labelled: readonly ObjectCount[];
  /** Those of its labels that were left out. */
  readonly rejected: readonly RejectedLabel[];
  /** Names of the Recipe's rules that its labels have: see `namesMet`. */
  readonly met: readonly string[];
  /** Whether its pixels were decoded. */
  readonly decoded: boolean;
  /** What the user should know, one line each: labels that were left out or corrected, and so on. */
  readonly notes: readonly string[];
}

/**
 * Makes the variants of one Source that are missing, and its Record. Repeated calls make nothing more.
 * @throws ConcurrentUpdateError if another task did the same meanwhile, or the image is gone
 */
export async function augmentSource(source: Source, attempt: Attempt, context: JobContext): Promise<Outcome> {
  const { stores, recipe, digest, engineQueue, journal = NO_JOURNAL } = context;
  const { previous, input, isStillThere } = attempt;
  const schemas = schemasOf(source, { schema: context.schemaOf(source), declared: context.declared }, recipe);
  const stopwatch = new Stopwatch();
  checkBytes(source.size, { name: source.key, limits: recipe.limits });
  const bytes = await stopwatch.time('read', () => readSource(source, schemas, input));
  const identity = identify(source, bytes, digest);
  const kept = await variantsThatHold(previous, identity, context);
  const wanted = wantedVariants(source, recipe);
  const missing = wanted.filter((variant) => !kept.has(variant));
  if (previous && missing.length === 0 && isUpToDate(previous.record, source, wanted))
    return unchanged(previous.record);

  // The engine is not held during this wait.
  await stopwatch.time('read', bytes.image);
  const early = new EarlyOutputs(stores, source.key, previous, journal, context.dryRun);
  const make = () =>
    makeVariants(source, bytes, missing, {
      recipe,
      schema: schemas.schema,
      engineQueue,
      input: stores.pool ?? input,
      take: (outputs) => early.write(outputs),
      ...(context.declared && { declared: context.declared }),
    });
  const made = isUnread(source)
    ? nothingOf(source, recipe)
    : await stopwatch.time('make', () =>
        early.orWithdrawn(() => engineQueue.exclusively(() => journal.working(source.key, make))),
      );
  const madeNow = made.variants.map(({ recorded }) => recorded);
  const outputsOf = groupBy(madeNow, ({ variant }) => variant);
  for (const variant of missing) kept.set(variant, outputsOf.get(variant) ?? []);
  const empty = wanted.filter((variant) => kept.get(variant)!.length === 0);
  const record: SourceRecord = {
    ...identity,
    key: source.key,
    ...(source.leftOut && { leftOut: true }),
    ...(source.split && { split: source.split }),
    format: made.format,
    labelFiles: labelFilesOf(source),
    ...(source.labels && { schema: hashSchema(schemas) }),
    ...datasetFields(source),
    problems: made.problems,
    ...(made.met.length > 0 && { met: made.met.toSorted(compareKeys) }),
    objects: made.objects,
    variants: wanted.flatMap((variant) => kept.get(variant)!),
    ...(empty.length > 0 && { empty }),
  };
  const outputs = made.variants.flatMap(({ outputs: files }) => files);
  const written = await stopwatch.time('write', () =>
    early.orWithdrawn(() =>
      context.dryRun
        ? rehearseWrite(stores, outputs, source.key, previous, journal)
        : writeOnce(stores, outputs, record, previous, {
            ...(context.stalePolicy && { stalePolicy: context.stalePolicy }),
            isStillThere,
            journal,
          }),
    ),
  );
  return {
    key: source.key,
    // The Record alone may have changed, as of an image that is to have fewer variants.
    status: previous && missing.length === 0 ? 'unchanged' : 'made',
    made: madeNow.filter(({ variant }) => variant > 0).length,
    originals: madeNow.filter(({ variant }) => variant === 0).length,
    isEmpty: isEmpty(record),
    written: early.count + written,
    bytes: early.bytes + outputs.reduce((sum, one) => sum + one.bytes.length, 0),
    timings: stopwatch.timings,
    objects: countMoved(made.objects, record.variants),
    labelled: made.objects,
    rejected: rejectedLabels(made.problems),
    met: made.met,
    decoded: made.decoded,
    notes: made.notes,
  };
}

/** Without labels, an image is left out by its key alone, whether it is one or not. */
function isUnread({ leftOut, labels }: Source): boolean {
  return leftOut === true && !labels;
}

function nothingOf(source: Source, recipe: Recipe): Made {
  const format = writtenFormat(source, recipe);
  return { variants: [], format, problems: [], met: [], notes: [], objects: [], decoded: false };
}

/** What decides whether a Record of this Source is still valid. @param digest of the Recipe */
export function identify(
  source: Source,
  bytes: Pick<SourceBytes, 'imageSha256' | 'labelsSha256'>,
  digest: string,
): SourceIdentity {
  return {
    engine: ENGINE,
    role: source.role,
    image: bytes.imageSha256,
    labels: bytes.labelsSha256,
    recipe: digest,
  };
}

/** Keys of the label files that belong to this Source only. */
export function labelFilesOf({ labels }: Source): string[] {
  return (labels?.files ?? []).map(({ key }) => key);
}

/** Compares what a Record holds besides the identity: the split may have changed, or there may be other variants. */
export function isUpToDate(record: RecordSummary, source: Source, wanted: readonly number[]): boolean {
  return (
    hasVariants(record, wanted) &&
    record.leftOut === source.leftOut &&
    record.split === source.split &&
    hasSameDatasets(record, source)
  );
}

/** True if a Record is of these variants and no others. Each has all of its tiles, of which there may be none. */
export function hasVariants({ variants, empty = [] }: RecordSummary, wanted: readonly number[]): boolean {
  const recorded = new Set([...variants.map(({ variant }) => variant), ...empty]);
  return recorded.size === wanted.length && wanted.every((variant) => recorded.has(variant));
}

function datasetFields(source: Source): Pick<SourceRecord, 'dataset' | 'further'> {
  const [dataset, ...further] = datasetsOf(source);
  return { ...(dataset !== undefined && { dataset }), ...(further.length > 0 && { further }) };
}

/** True if a Record names the data-set files that hold the Source's labels now, in their order. */
export function hasSameDatasets({ dataset, further = [] }: RecordSummary, source: Source): boolean {
  const recorded = dataset === undefined ? further : [dataset, ...further];
  const found = datasetsOf(source);
  return recorded.length === found.length && recorded.every((key, i) => key === found[i]);
}

/**
 * The variants of a Record that are still valid, with their outputs: the identity is the same, no run was interrupted, all
 * their files exist.
 */
async function variantsThatHold(
  previous: HeldRecord | undefined,
  identity: SourceIdentity,
  { stores, journal = NO_JOURNAL }: JobContext,
): Promise<Map<number, readonly RecordedVariant[]>> {
  if (!previous || !sameIdentity(previous.record, identity)) return new Map();
  const { record } = previous;
  if (await journal.isInterrupted(record.key)) return new Map();
  const holds = await Promise.all(record.variants.map((variant) => isInPlace(variant, stores.output)));
  const broken = new Set(record.variants.filter((_, i) => !holds[i]).map(({ variant }) => variant));
  const kept = new Map<number, readonly RecordedVariant[]>(record.empty?.map((variant) => [variant, []]));
  for (const [variant, outputs] of groupBy(record.variants, (one) => one.variant))
    if (!broken.has(variant)) kept.set(variant, outputs);
  return kept;
}

/**
 * In a folder it is enough that the files exist and are as long as they were written: a power failure can leave them short.
 * A bucket's answer also shows whether they are the right ones.
 */
export async function isInPlace(variant: RecordSummary['variants'][number], output: Store): Promise<boolean> {
  const files = variantFiles(variant);
  const found = await Promise.all(files.map(({ key }) => output.stat(key)));
  return found.every(
    (file, i) => file?.size === files[i]!.size && (!output.signs || file.signature === files[i]!.sha256),
  );
}

/** How many variants are made of a Source that is augmented, originals not counted. */
export function variantsOf(source: Source, recipe: Pick<Recipe, 'variants'>): number {
  return source.variants ?? recipe.variants;
}

/** Numbers of the wanted variants. Variant 0 is the Source itself, through `preprocess` alone. */
export function wantedVariants(source: Source, recipe: Recipe): number[] {
  if (source.leftOut) return [];
  if (source.role === 'copy') return [0];
  const variants = Array.from({ length: variantsOf(source, recipe) }, (_, i) => i + 1);
  return [...(recipe.output.originals ? [0] : []), ...variants];
}

/** True if every variant is cut around objects, and shows none. */
function isEmpty({ variants, empty = [] }: RecordSummary): boolean {
  return variants.length === 0 && empty.length > 0;
}

const NOTHING_DONE = { bytes: 0, timings: NO_TIMINGS };

/** The result of a Source whose Record holds. */
export function unchanged(record: RecordSummary): Outcome {
  return {
    key: record.key,
    status: 'unchanged',
    made: 0,
    originals: 0,
    isEmpty: isEmpty(record),
    written: 0,
    ...NOTHING_DONE,
    objects: countMoved(record.objects, record.variants),
    labelled: record.objects,
    rejected: rejectedLabels(record.problems),
    met: record.met ?? [],
    decoded: false,
    notes: recordedNotes(record),
  };
}
