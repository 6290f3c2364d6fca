import { sha256 } from '../stores/sha256.js';
import * as z from 'zod';
import type { LabelReport } from '../core/annotations/model.js';
import { StoreError } from '../core/errors.js';
import { canonicalJson } from '../core/json.js';
import type { Json } from '../core/json.js';
import type { Plan } from '../core/plan/plan.js';
import { readEach } from '../stores/read-each.js';
import type { Store } from '../stores/store.js';
import { parseVariantKey } from '../dataset/names.js';
import { fileKey } from './file-keys.js';

/** Raised only when the same Source and Recipe come to give other bytes. */
export const ENGINE = 1;

export interface OutputFile {
  readonly key: string;
  readonly sha256: string;
}

export interface RecordedVariant {
  /** 0: the Source itself, through `preprocess` alone. */
  readonly variant: number;
  /** `pixels`: hash of the samples before encoding; tells "another encoder" from "another picture". */
  readonly image: OutputFile & { readonly pixels: string };
  readonly labels: readonly OutputFile[];
  /** Absent where the bytes were copied. */
  readonly plan?: Plan;
  /** Where the labels ended up, as JSON. */
  readonly annotations: Json;
  readonly report: LabelReport;
}

/** The lineage of one Source. The same for a folder and a bucket: no times, no machine's facts. */
export interface SourceRecord {
  readonly version: 1;
  readonly engine: number;
  readonly key: string;
  readonly role: 'augment' | 'copy';
  readonly split?: string;
  /** SHA-256 of the image's bytes. */
  readonly image: string;
  /** Of its labels and what gives them their meaning; null: it has none. */
  readonly labels: string | null;
  /** Of what gives the labels their meaning, alone: so that a change of it is seen without reading them. */
  readonly schema?: string;
  readonly recipe: string;
  /** The format that labels were written in. */
  readonly format: string | null;
  /** Key of the data-set file that the Source belongs to. */
  readonly dataset?: string;
  readonly problems: Json;
  readonly variants: readonly RecordedVariant[];
}

/** A Record as it was read, with the Store's word for exactly this content. */
export interface HeldRecord {
  readonly record: SourceRecord;
  readonly version: string;
  /** Of its bytes. */
  readonly sha256: string;
}

/** What decides whether a Record still holds. */
export type SourceIdentity = Pick<SourceRecord, 'engine' | 'role' | 'image' | 'labels' | 'recipe'>;

export function sameIdentity(a: SourceIdentity, b: SourceIdentity): boolean {
  return (['engine', 'role', 'image', 'labels', 'recipe'] as const).every((field) => a[field] === b[field]);
}

export function recordedFiles(record: SourceRecord): OutputFile[] {
  return record.variants.flatMap(({ image, labels }) => [
    { key: image.key, sha256: image.sha256 },
    ...labels,
  ]);
}

/** JSON with sorted keys, one line a member at the top: the same Record is the same bytes. */
export function encodeRecord(record: SourceRecord): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(record, 1)}\n`);
}

const outputSchema = z.object({ key: z.string(), sha256: z.string() });
const recordSchema = z.looseObject({
  version: z.literal(1),
  engine: z.number(),
  key: z.string(),
  role: z.enum(['augment', 'copy']),
  image: z.string(),
  labels: z.string().nullable(),
  recipe: z.string(),
  format: z.string().nullable(),
  variants: z.array(
    z.looseObject({
      variant: z.number(),
      image: outputSchema.extend({ pixels: z.string() }),
      labels: z.array(outputSchema),
    }),
  ),
});

/** @throws StoreError where the bytes are no Record */
function decodeRecord(bytes: Uint8Array, name: string): SourceRecord {
  try {
    return recordSchema.parse(JSON.parse(new TextDecoder().decode(bytes))) as unknown as SourceRecord;
  } catch (error) {
    throw new StoreError(
      `${name} is not a Record of this program (damaged, or edited by hand); delete it, and run again`,
      false,
      { cause: error },
    );
  }
}

/** The Records of a state Store, in the order of their files. @param wanted says of a file whether it is read */
export async function* listRecords(
  state: Store,
  wanted: (file: string) => boolean = () => true,
): AsyncIterable<SourceRecord> {
  for await (const { key, bytes } of readEach(state, 'records/', wanted))
    yield decodeRecord(bytes, `${state.location}/${key}`);
}

export async function readRecord(state: Store, sourceKey: string): Promise<HeldRecord | undefined> {
  const file = fileKey('records', sourceKey);
  const stored = await state.read(file);
  if (!stored) return undefined;
  const record = decodeRecord(stored.bytes, `${state.location}/${file}`);
  return { record, version: stored.version, sha256: sha256(stored.bytes) };
}

/** @returns says of some Sources the SHA-256 of their Records, whatever is in them; null where there is none */
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

/** The variant that an output is part of, as picture or as labels. */
export async function findVariant(
  state: Store,
  outputKey: string,
): Promise<{ readonly record: SourceRecord; readonly variant: RecordedVariant } | undefined> {
  const parsed = parseVariantKey(outputKey);
  const likely = parsed && (await readRecord(state, parsed.source))?.record;
  const hit = likely && variantOf(likely, outputKey);
  if (hit) return { record: likely, variant: hit };
  for await (const record of listRecords(state)) {
    const variant = variantOf(record, outputKey);
    if (variant) return { record, variant };
  }
  return undefined;
}

function variantOf(record: SourceRecord, outputKey: string): RecordedVariant | undefined {
  return record.variants.find((variant) =>
    recordedFiles({ ...record, variants: [variant] }).some(({ key }) => key === outputKey),
  );
}
