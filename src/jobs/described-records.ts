import type { Json } from '../core/json.js';
import { compareKeys } from '../core/keys.js';
import type { RecordSummary } from '../state/record.js';

/** A Record as far as the files about the whole output tell of it. */
export interface DescribedRecord extends Pick<
  RecordSummary,
  'key' | 'split' | 'format' | 'dataset' | 'further'
> {
  readonly variants: readonly {
    readonly image: { readonly key: string };
    /** Absent if no file needs the labels: see `needsLabels`. */
    readonly annotations?: Json;
  }[];
}

/** Records in the order of their keys: see `inKeyOrder`. They are gone through once, and never all held. */
export type DescribedRecords = AsyncIterable<DescribedRecord> | Iterable<DescribedRecord>;

export function inKeyOrder<Of extends { readonly key: string }>(records: readonly Of[]): Of[] {
  return records.toSorted((a, b) => compareKeys(a.key, b.key));
}

/** What a Record is described by, and nothing else of it. */
export function describedBy(
  { key, split, format, dataset, further, variants }: DescribedRecord,
  withLabels: boolean,
): DescribedRecord {
  return {
    ...{ key, format },
    ...(split !== undefined && { split }),
    ...(dataset !== undefined && { dataset }),
    ...(further && { further }),
    variants: variants.map(({ image, annotations }) => ({
      image: { key: image.key },
      ...(withLabels && annotations !== undefined && { annotations }),
    })),
  };
}
