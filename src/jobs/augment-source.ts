import { checkBytes } from '../codecs/inspect.js';
import type { DeclaredSchema, LabelSchema } from '../core/formats/format.js';
import type { Json } from '../core/json.js';
import { ENGINE, readRecord, recordedFiles, sameIdentity } from '../state/record.js';
import type { HeldRecord, RecordedVariant, SourceIdentity, SourceRecord } from '../state/record.js';
import type { Source } from '../dataset/source.js';
import type { Recipe } from '../core/recipe/schema.js';
import type { Store } from '../stores/store.js';
import { makeVariants } from '../variants/make-variants.js';
import type { Stores } from '../stores/open.js';
import { NO_TIMINGS, Stopwatch } from '../variants/timings.js';
import type { Timings } from '../variants/timings.js';
import { hashSchema, readSource, schemasOf } from '../variants/read-source.js';
import type { EngineQueue } from '../variants/engine-queue.js';
import { isInterrupted, writeOnce } from '../state/write-once.js';
import type { StalePolicy } from '../state/write-once.js';

/** What every Source of a run shares. */
export interface JobContext {
  readonly stores: Stores;
  readonly recipe: Recipe;
  /** Of the Recipe: see `recipeDigest`. */
  readonly digest: string;
  readonly engineQueue: EngineQueue;
  /** What the Source's data-set file declares. */
  readonly schemaOf: (source: Source) => LabelSchema;
  /** What the labels written declare, where it is not what the Source's own file does. */
  readonly declared?: DeclaredSchema;
  /** Finds out what would be made, and from which labels; decodes and writes nothing. */
  readonly dryRun: boolean;
  /** `keep` unless told. */
  readonly stalePolicy?: StalePolicy;
}

/** What became of one Source. */
export interface Outcome {
  readonly key: string;
  readonly status: 'made' | 'unchanged';
  /** Variants made now. */
  readonly made: number;
  /** Files written now. */
  readonly written: number;
  /** Of the files made now. */
  readonly bytes: number;
  readonly timings: Timings;
  readonly objects: { readonly kept: number; readonly clipped: number; readonly dropped: number };
  /** Whether its pixels were decoded. */
  readonly decoded: boolean;
  /** Labels left out or mended, and what else the user should know: a line each. */
  readonly notes: readonly string[];
}

/**
 * One Source → its variants, once, however often it is asked for.
 * @param known its Record, where it was read already: before anything else that it speaks of; and how to find out
 * whether it is still there, where it may go meanwhile
 * @throws ConcurrentUpdateError where another task did the same at the same time, or it is gone
 */
export async function augmentSource(
  source: Source,
  context: JobContext,
  known?: { readonly previous: HeldRecord | undefined; readonly isStillThere?: () => Promise<boolean> },
): Promise<Outcome> {
  const { stores, recipe, digest, engineQueue } = context;
  const schemas = schemasOf(source, { schema: context.schemaOf(source), declared: context.declared }, recipe);

  // First the Record, then what it speaks of: whoever has seen something newer has then changed the Record, and the
  // older task cannot replace it.
  const stopwatch = new Stopwatch();
  const previous = known ? known.previous : await readRecord(stores.state, source.key);
  checkBytes(source.size, { name: source.key, limits: recipe.limits });
  const bytes = await stopwatch.time('read', () => readSource(source, schemas, stores.input));
  const identity: SourceIdentity = {
    engine: ENGINE,
    role: source.role,
    image: bytes.imageSha256,
    labels: bytes.labelsSha256,
    recipe: digest,
  };
  const kept = await variantsThatHold(previous, identity, stores);
  const wanted = wantedVariants(source, recipe);
  const missing = wanted.filter((variant) => !kept.has(variant));
  if (previous && missing.length === 0 && saysTheSame(previous.record, source, wanted)) {
    return unchanged(previous.record);
  }

  // Nothing else is computed while it is waited for in there.
  await stopwatch.time('read', bytes.image);
  const made = await stopwatch.time('make', () =>
    engineQueue.exclusively(() =>
      makeVariants(source, bytes, context.dryRun ? [] : missing, {
        recipe,
        schema: schemas.schema,
        engineQueue,
        ...(context.declared && { declared: context.declared }),
      }),
    ),
  );
  if (context.dryRun) return forecast(source.key, missing.length, made.notes);
  for (const { recorded } of made.variants) kept.set(recorded.variant, recorded);
  const record: SourceRecord = {
    version: 1,
    ...identity,
    key: source.key,
    ...(source.split && { split: source.split }),
    format: made.format,
    ...(source.labels && { schema: hashSchema(schemas) }),
    ...(source.labels?.dataset && { dataset: source.labels.dataset }),
    problems: made.problems as unknown as Json,
    variants: wanted.map((variant) => kept.get(variant)!),
  };
  const outputs = made.variants.flatMap(({ outputs: files }) => files);
  const written = await stopwatch.time('write', () =>
    writeOnce(stores, outputs, record, previous, {
      ...(context.stalePolicy && { stalePolicy: context.stalePolicy }),
      isStillThere: known?.isStillThere,
    }),
  );
  return {
    key: source.key,
    status: 'made',
    made: missing.length,
    written,
    bytes: outputs.reduce((sum, one) => sum + one.bytes.length, 0),
    timings: stopwatch.timings,
    objects: countObjects(made.variants.map(({ recorded }) => recorded)),
    decoded: made.decoded,
    notes: made.notes,
  };
}

/** What a Record says besides what its outputs depend on: another split, or more variants than are asked for. */
function saysTheSame(record: SourceRecord, source: Source, wanted: readonly number[]): boolean {
  return (
    record.variants.length === wanted.length &&
    record.split === source.split &&
    record.dataset === source.labels?.dataset
  );
}

/** The variants of a Record that need not be made again: same identity, files in their stores, no crash in between. */
async function variantsThatHold(
  previous: HeldRecord | undefined,
  identity: SourceIdentity,
  stores: Stores,
): Promise<Map<number, RecordedVariant>> {
  if (!previous || !sameIdentity(previous.record, identity)) return new Map();
  const { record } = previous;
  if (await isInterrupted(stores, record.key)) return new Map();
  const holds = await Promise.all(
    record.variants.map((variant) => isInPlace(record, variant, stores.output)),
  );
  return new Map(record.variants.filter((_, i) => holds[i]).map((variant) => [variant.variant, variant]));
}

/** That the files are there is enough in a folder; a bucket says for the same price whether they are the right ones. */
async function isInPlace(record: SourceRecord, variant: RecordedVariant, output: Store): Promise<boolean> {
  const files = recordedFiles({ ...record, variants: [variant] });
  const found = await Promise.all(files.map(({ key }) => output.stat(key)));
  return found.every((file, i) => file && (!output.signs || file.signature === files[i]!.sha256));
}

/** 0 is the Source itself, through `preprocess` alone. */
export function wantedVariants(source: Source, recipe: Recipe): number[] {
  if (source.role === 'copy') return [0];
  const variants = Array.from({ length: recipe.variants }, (_, i) => i + 1);
  return recipe.output.originals ? [0, ...variants] : variants;
}

const NOTHING_DONE = { bytes: 0, timings: NO_TIMINGS };

function unchanged(record: SourceRecord): Outcome {
  return {
    key: record.key,
    status: 'unchanged',
    made: 0,
    written: 0,
    ...NOTHING_DONE,
    objects: countObjects(record.variants),
    decoded: false,
    notes: [],
  };
}

function forecast(key: string, variants: number, notes: readonly string[]): Outcome {
  return {
    key,
    status: 'made',
    made: variants,
    written: 0,
    ...NOTHING_DONE,
    objects: countObjects([]),
    decoded: false,
    notes,
  };
}

function countObjects(variants: readonly RecordedVariant[]): Outcome['objects'] {
  const sum = (count: (variant: RecordedVariant) => number) =>
    variants.reduce((total, one) => total + count(one), 0);
  return {
    kept: sum(({ report }) => report.kept),
    clipped: sum(({ report }) => report.clipped),
    dropped: sum(({ report }) => report.dropped),
  };
}
