import type { LabelSchema } from '../core/annotations/formats/format.js';
import type { Json } from '../core/json.js';
import { ENGINE, readRecord, recordedFiles, sameIdentity } from '../dataset/record.js';
import type { RecordedVariant, SourceIdentity, SourceRecord } from '../dataset/record.js';
import type { Source } from '../dataset/source.js';
import type { Recipe } from '../core/recipe/schema.js';
import { makeVariants } from './make-variants.js';
import type { Places } from './stores.js';
import type { DeclaredSchema } from './write-labels.js';
import { readSource } from './read-source.js';
import type { Workshop } from './workshop.js';
import { isInterrupted, writeOnce } from './write-once.js';

/** What every Source of a run shares. */
export interface JobContext {
  readonly places: Places;
  readonly recipe: Recipe;
  /** Of the Recipe: see `recipeDigest`. */
  readonly digest: string;
  readonly workshop: Workshop;
  /** What the Source's data-set file declares. */
  readonly schemaOf: (source: Source) => LabelSchema;
  /** What the labels written declare, where it is not what the Source's own file does. */
  readonly declared?: DeclaredSchema;
  /** Finds out what would be made, and from which labels; decodes and writes nothing. */
  readonly dryRun: boolean;
}

/** What became of one Source. */
export interface Outcome {
  readonly key: string;
  readonly status: 'made' | 'unchanged';
  /** Variants made now. */
  readonly made: number;
  /** Files written now. */
  readonly written: number;
  readonly objects: { readonly kept: number; readonly clipped: number; readonly dropped: number };
  /** Whether its pixels were decoded. */
  readonly decoded: boolean;
  /** Labels left out or mended, and what else the user should know: a line each. */
  readonly notes: readonly string[];
}

/** One Source → its variants, once, however often it is asked for. */
export async function augmentSource(source: Source, context: JobContext): Promise<Outcome> {
  const { places, recipe, digest, workshop } = context;
  const schema = context.schemaOf(source);

  const bytes = await readSource(source, { schema, declared: context.declared }, places.input);
  const identity: SourceIdentity = {
    engine: ENGINE,
    role: source.role,
    image: bytes.imageSha256,
    labels: bytes.labelsSha256,
    recipe: digest,
  };
  const previous = await readRecord(places.state, source.key);
  const kept = await variantsThatHold(previous, identity, places);
  const wanted = wantedVariants(source, recipe);
  const missing = wanted.filter((variant) => !kept.has(variant));
  if (previous && missing.length === 0 && previous.variants.length === wanted.length) {
    return unchanged(source.key, previous);
  }

  const made = await workshop.exclusively(() =>
    makeVariants(source, bytes, context.dryRun ? [] : missing, {
      recipe,
      schema,
      workshop,
      ...(context.declared && { declared: context.declared }),
    }),
  );
  if (context.dryRun) return forecast(source.key, missing.length, made.notes);
  for (const { recorded } of made.variants) kept.set(recorded.variant, recorded);
  const record: SourceRecord = {
    version: 1,
    ...identity,
    key: source.key,
    ...(source.split && { split: source.split }),
    format: made.format,
    ...(source.labels?.dataset && { dataset: source.labels.dataset }),
    problems: made.problems as unknown as Json,
    variants: wanted.map((variant) => kept.get(variant)!),
  };
  const outputs = made.variants.flatMap(({ outputs: files }) => files);
  const written = await writeOnce(places, outputs, record, previous);
  return {
    key: source.key,
    status: 'made',
    made: missing.length,
    written,
    objects: countObjects(made.variants.map(({ recorded }) => recorded)),
    decoded: made.decoded,
    notes: made.notes,
  };
}

/** The variants of a Record that need not be made again: same identity, files in their places, no crash in between. */
async function variantsThatHold(
  previous: SourceRecord | undefined,
  identity: SourceIdentity,
  { output, state }: Places,
): Promise<Map<number, RecordedVariant>> {
  const holding = new Map<number, RecordedVariant>();
  if (!previous || !sameIdentity(previous, identity) || (await isInterrupted(state, previous.key)))
    return holding;
  for (const variant of previous.variants) {
    const files = recordedFiles({ ...previous, variants: [variant] });
    const found = await Promise.all(files.map(({ key }) => output.look(key)));
    const holds = found.every((file, i) => file && (!output.signs || file.signature === files[i]!.sha256));
    if (holds) holding.set(variant.variant, variant);
  }
  return holding;
}

/** 0 is the Source itself, through `preprocess` alone. */
function wantedVariants(source: Source, recipe: Recipe): number[] {
  if (source.role === 'copy') return [0];
  const variants = Array.from({ length: recipe.variants }, (_, i) => i + 1);
  return recipe.output.originals ? [0, ...variants] : variants;
}

function unchanged(key: string, record: SourceRecord): Outcome {
  return {
    key,
    status: 'unchanged',
    made: 0,
    written: 0,
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
