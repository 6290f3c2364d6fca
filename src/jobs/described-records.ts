import type { Json } from '../core/json.js';
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

/** Records in the order of their keys, to go through again and again. They are never all held. */
export type Records = AsyncIterable<DescribedRecord> | Iterable<DescribedRecord>;

/** Something to go through again and again, each time by a new generator. */
export function again<T>(generate: () => AsyncIterator<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: generate };
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
