import { annotationsToJson } from '../core/annotations/json.js';
import type { Annotations, LabelReport } from '../core/annotations/model.js';
import type { Encoding } from '../core/image-codec.js';
import type { Plan } from '../core/plan/plan.js';
import type { RecordedFile, RecordedVariant } from '../state/record.js';
import { sha256 } from '../stores/sha256.js';
import type { Output } from '../stores/store.js';

interface VariantFiles {
  readonly variant: number;
  /** Absent if the variant is not cut into tiles. */
  readonly tile?: number;
  /** Of the object that the tile is cut around. */
  readonly class?: string;
  readonly image: Output;
  /** Hash of the samples before encoding; empty if the image was copied. */
  readonly pixels: string;
  /** What `same` in the Recipe took from the Source's file. */
  readonly encoding?: Encoding;
  readonly labels: readonly Output[];
  readonly annotations: Annotations;
  readonly report: LabelReport;
  /** Absent if the image was copied. */
  readonly plan?: Plan;
}

/** A variant as its Record holds it: names and hashes instead of contents. */
export function recordVariant({
  image,
  pixels,
  encoding: { tables, quality, ...encoding } = {},
  labels,
  annotations,
  plan,
  ...rest
}: VariantFiles): RecordedVariant {
  const recorded = {
    ...encoding,
    ...(tables ? { ownTables: true as const } : quality !== undefined && { quality }),
  };
  return {
    ...rest,
    image: { ...recordFile(image), pixels, ...(Object.keys(recorded).length > 0 && { encoding: recorded }) },
    labels: labels.map(recordFile),
    ...(plan && { plan }),
    annotations: annotationsToJson(annotations),
  };
}

function recordFile({ key, bytes }: Output): RecordedFile {
  return { key, sha256: sha256(bytes), size: bytes.length };
}
