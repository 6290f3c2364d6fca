import * as z from 'zod';
import type { LabelProblem } from '../core/formats/format.js';
import type { Encoding } from '../core/image-codec.js';
import type { LabelReport, ShownBorder, StepLoss } from '../core/annotations/model.js';
import { compareKeys } from '../core/keys.js';
import { sha256 } from '../stores/sha256.js';
import { inBatches } from '../stores/in-batches.js';
import { readEach } from '../stores/read-each.js';
import type { Store } from '../stores/store.js';
import type { ObjectCount } from '../dataset/class-counts.js';
import { parseVariantKey } from '../dataset/names.js';
import { fileKey, sourceKeyOf } from './file-keys.js';
import { outputFileSchema } from './output-files.js';
import type { OutputFile } from './output-files.js';
import { planSchema } from '../core/plan/plan-schema.js';
import { jsonSchema, STATE_FILES, StateFile } from './state-file.js';
import type { Frozen, HeldFile, ShapeOf } from './state-file.js';

/** Raised only when the same Source and Recipe give other bytes. */
export const ENGINE = 6;

const reportSchema = z.object({
  kept: z.number(),
  clipped: z.number(),
  dropped: z.number(),
  reasons: z.record(z.string(), z.number()),
  mixedIn: z.exactOptional(z.number()),
  losses: z.exactOptional(
    z.array(
      z.object({
        class: z.string(),
        step: z.string(),
        clipped: z.number(),
        covered: z.exactOptional(z.number()),
        dropped: z.number(),
        reasons: z.exactOptional(z.record(z.string(), z.number())),
        beforeTiles: z.exactOptional(z.literal(true)),
      } satisfies ShapeOf<StepLoss>),
    ),
  ),
  copies: z.exactOptional(
    z.array(z.object({ step: z.string(), border: z.string() } satisfies ShapeOf<ShownBorder>)),
  ),
  datasetWarnings: z.array(z.string()),
} satisfies ShapeOf<LabelReport>);

const problemSchema = z.object({
  file: z.string(),
  line: z.exactOptional(z.number()),
  reason: z.string(),
  severity: z.enum(['rejected', 'warning']),
} satisfies ShapeOf<LabelProblem>);

/** `ownTables`: those of the Source's file, which no quality has. */
export interface RecordedEncoding extends Omit<Encoding, 'tables'> {
  readonly ownTables?: true;
}

const encodingSchema = z.object({
  quality: z.exactOptional(z.number()),
  subsampling: z.exactOptional(z.enum(['4:4:4', '4:4:0', '4:2:2', '4:2:0'])),
  lossless: z.exactOptional(z.literal(true)),
  ownTables: z.exactOptional(z.literal(true)),
} satisfies ShapeOf<RecordedEncoding>);

/** `size` in bytes: a file that a power failure left short is noticed by it. */
const recordedFileSchema = outputFileSchema.extend({ size: z.number() });

const summarisedVariantSchema = z.object({
  /** 0: the Source itself, through `preprocess` alone. */
  variant: z.number(),
  /** From 1, row by row or in the order of the objects; absent if the variant is not cut into tiles. */
  tile: z.exactOptional(z.number()),
  /** Of the object that the tile is cut around. */
  class: z.exactOptional(z.string()),
  image: recordedFileSchema,
  labels: z.array(recordedFileSchema),
  report: reportSchema,
});

const listedVariantSchema = summarisedVariantSchema.extend({
  /** `pixels`: hash of the samples before encoding. It shows whether only the encoder differs. Empty: nothing was encoded. */
  image: recordedFileSchema.extend({
    pixels: z.string(),
    /** What `same` in the Recipe took from the Source's file; absent where that decided nothing. */
    encoding: z.exactOptional(encodingSchema),
  }),
  /** The labels of the variant: see `annotationsFromJson`. */
  annotations: jsonSchema,
});

const variantSchema = listedVariantSchema.extend({
  /** Absent if the bytes were copied. */
  plan: z.exactOptional(planSchema),
});

const recordFields = {
  engine: z.number(),
  key: z.string(),
  role: z.enum(['augment', 'copy']),
  /** Present if `filter` of the Recipe left it out: then there are no outputs. */
  leftOut: z.exactOptional(z.literal(true)),
  split: z.exactOptional(z.string()),
  /** SHA-256 of the image's bytes. */
  image: z.string(),
  /** Hash of the labels and of the schema that gives them their meaning; null if the Source has no labels. */
  labels: z.string().nullable(),
  /** Keys of the Source's own label files. */
  labelFiles: z.array(z.string()),
  /** Hash of that schema alone: a change of it is noticed without reading the labels. */
  schema: z.exactOptional(z.string()),
  /** Digest of the Recipe. */
  recipe: z.string(),
  /** The format that labels were written in. */
  format: z.string().nullable(),
  /** Key of the data-set file that the Source belongs to. */
  dataset: z.exactOptional(z.string()),
  /** Keys of further data-set files that hold labels of the image. */
  further: z.exactOptional(z.array(z.string())),
  problems: z.array(problemSchema),
  /** Names of the Recipe's rules that the Source's labels have: see `namesMet`. Absent: none. */
  met: z.exactOptional(z.array(z.string())),
  /** What the Source's own labels have: see `ObjectCount`. */
  objects: z.array(z.object({ name: z.string(), objects: z.number() } satisfies ShapeOf<ObjectCount>)),
  /** Variants that have no output, because they are cut around objects and show none. Absent: all have some. */
  empty: z.exactOptional(z.array(z.number())),
};

const recordSummarySchema = z.object({
  ...recordFields,
  variants: z.array(summarisedVariantSchema),
});
const recordSchema = z.object({ ...recordFields, variants: z.array(variantSchema) });
const listedRecordSchema = z.object({ ...recordFields, variants: z.array(listedVariantSchema) });

const labelledSummarySchema = z.object({
  ...recordFields,
  variants: z.array(summarisedVariantSchema.extend({ annotations: z.exactOptional(jsonSchema) })),
});

export type RecordedVariant = Frozen<z.output<typeof variantSchema>>;

/** An output file as its Record holds it. */
export type RecordedFile = Frozen<z.output<typeof recordedFileSchema>>;

/** The lineage of one Source. The same for a folder and a bucket: it holds no times and no facts about the machine. */
export type SourceRecord = Frozen<z.output<typeof recordSchema>>;

/**
 * A Record without its Plans, which are most of a Record: many of these fit into memory. In it, a missing Plan means
 * nothing.
 */
export type ListedRecord = Frozen<z.output<typeof listedRecordSchema>>;

/** A Record without its Plans and labels: what tells whether it still holds, and names its outputs. */
export type RecordSummary = Frozen<z.output<typeof recordSummarySchema>>;

/** A summary that may have the labels of the variants: see `annotationsFromJson`. */
export type LabelledSummary = Frozen<z.output<typeof labelledSummarySchema>>;

const records = new StateFile('records', recordSchema);
const labelledSummaries = new StateFile('records', labelledSummarySchema);
const recordSummaries = new StateFile('records', recordSummarySchema);
const listedRecords = new StateFile('records', listedRecordSchema);

/** A Record as it was read from the state. */
export interface HeldRecord {
  readonly record: SourceRecord;
  /** The Store's name for exactly this content. */
  readonly version: string;
  /** SHA-256 of the bytes of the Record's file. */
  readonly sha256: string;
}

/** What decides whether a Record still holds. */
export type SourceIdentity = Pick<SourceRecord, 'engine' | 'role' | 'image' | 'labels' | 'recipe'>;

export function sameIdentity(a: SourceIdentity, b: SourceIdentity): boolean {
  return (['engine', 'role', 'image', 'labels', 'recipe'] as const).every((field) => a[field] === b[field]);
}

/** All output files that a Record holds. */
export function recordedFiles({ variants }: RecordSummary): OutputFile[] {
  return variants.flatMap(variantFiles);
}

export function variantFiles({ image, labels }: RecordSummary['variants'][number]): RecordedFile[] {
  return [{ key: image.key, sha256: image.sha256, size: image.size }, ...labels];
}

/** Equal Records are equal bytes. */
export function encodeRecord(record: SourceRecord): Uint8Array {
  return records.encode(record);
}

/**
 * The Records of a state Store, in the order of their files, without their Plans.
 * @param wanted whether a file is read, by its key
 * @throws StoreError if a file is damaged, or of another version
 */
export async function* listRecords(
  state: Store,
  wanted?: (file: string) => boolean,
): AsyncIterable<ListedRecord> {
  for await (const { content } of listedRecords.list(state, wanted)) yield content;
}

/** The keys of all Sources that have a Record, in order. Only Records whose file has a cut name are read for it. */
export async function listRecordedKeys(state: Store): Promise<string[]> {
  const keys: string[] = [];
  const cut = new Set<string>();
  for await (const { key: file } of state.list(STATE_FILES.records.path)) {
    const key = sourceKeyOf('records', file);
    if (key === undefined) cut.add(file);
    else keys.push(key);
  }
  if (cut.size > 0) for await (const { key } of listRecords(state, (file) => cut.has(file))) keys.push(key);
  return keys.sort(compareKeys);
}

/** Enough to hide a bucket's waiting times, few enough to fit into memory. */
const READ_AT_ONCE = 32;

/**
 * The Records of Sources, with the SHA-256 of their files; without those that are removed
 * meanwhile.
 * @throws StoreError as `listRecords`
 */
export async function* readRecords(
  state: Store,
  sourceKeys: readonly string[],
): AsyncIterable<{ readonly record: ListedRecord; readonly sha256: string }> {
  const read = (key: string) => listedRecords.read(state, fileKey('records', key));
  for await (const held of inBatches(sourceKeys, READ_AT_ONCE, read))
    if (held) yield { record: held.content, sha256: held.sha256 };
}

/** Says of a format whether the labels in it are wanted. */
export type KeepsLabels = (format: string | null) => boolean;

/**
 * What the index holds of Records, by the keys of their files; without those that are removed meanwhile.
 * @throws StoreError if a file is damaged, or of another version
 */
export async function* summariseFiles(
  state: Store,
  files: readonly string[],
  keepsLabels?: KeepsLabels,
): AsyncIterable<HeldFile<LabelledSummary>> {
  const kind = keepsLabels ? labelledSummaries : recordSummaries;
  for await (const held of inBatches(files, READ_AT_ONCE, (file) => kind.read(state, file)))
    if (held) yield { ...held, content: withWantedLabels(held.content, keepsLabels) };
}

/** @throws StoreError if the file is damaged, or of another version */
export async function readRecord(state: Store, sourceKey: string): Promise<HeldRecord | undefined> {
  const held = await records.read(state, fileKey('records', sourceKey));
  return held && { record: held.content, version: held.version, sha256: held.sha256 };
}

/**
 * The same for one Record, with the version of its file.
 * @throws StoreError if the file is damaged, or of another version
 */
export async function summariseRecord(
  state: Store,
  sourceKey: string,
  keepsLabels?: KeepsLabels,
): Promise<HeldFile<LabelledSummary> | undefined> {
  const kind = keepsLabels ? labelledSummaries : recordSummaries;
  const held = await kind.read(state, fileKey('records', sourceKey));
  return held && { ...held, content: withWantedLabels(held.content, keepsLabels) };
}

function withWantedLabels(summary: LabelledSummary, keepsLabels: KeepsLabels | undefined): LabelledSummary {
  if (!keepsLabels || keepsLabels(summary.format)) return summary;
  return { ...summary, variants: summary.variants.map(({ annotations: _, ...variant }) => variant) };
}

/** @returns a function from the key of one of these Sources to the SHA-256 of its Record's file; null if it has none */
export async function hashRecords(
  state: Store,
  sourceKeys: readonly string[],
): Promise<(sourceKey: string) => string | null> {
  const files = new Set(sourceKeys.map((key) => fileKey('records', key)));
  const hashes = new Map<string, string>();
  if (files.size > 0)
    for await (const { key, bytes } of readEach(state, 'records/', (file) => files.has(file)))
      hashes.set(key, sha256(bytes));
  return (key) => hashes.get(fileKey('records', key)) ?? null;
}

/** The variant that an output file belongs to, as its image or as its labels. */
export async function findVariant(
  state: Store,
  outputKey: string,
): Promise<{ readonly record: SourceRecord; readonly variant: RecordedVariant } | undefined> {
  const parsed = parseVariantKey(outputKey);
  const likely = parsed && (await variantIn(state, parsed.source, outputKey));
  if (likely) return likely;
  for await (const record of listRecords(state)) {
    if (recordedFiles(record).some(({ key }) => key === outputKey))
      return variantIn(state, record.key, outputKey);
  }
  return undefined;
}

async function variantIn(state: Store, sourceKey: string, outputKey: string) {
  const record = (await readRecord(state, sourceKey))?.record;
  const variant = record?.variants.find((one) => variantFiles(one).some(({ key }) => key === outputKey));
  return record && variant && { record, variant };
}
