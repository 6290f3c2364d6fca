import * as z from 'zod';

/** Something happened to a key of the input: a hint to look, no more. */
export interface Hint {
  /** Below the input, as the bucket has it. */
  readonly key: string;
  /** In bytes, as the event says; absent where something was removed, or where nobody looked. */
  readonly size?: number;
  /** True where all keys have been listed since: see `reconcile`. */
  readonly afterListing: boolean;
}

/** What a message says: hints, and what in it was passed over, with the reason. */
export interface ParsedMessage {
  readonly hints: readonly Hint[];
  readonly skipped: readonly string[];
}

/** A message that this program cannot understand: not lost, but left to the dead-letter queue. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
}

const recordSchema = z.looseObject({
  eventVersion: z.string(),
  eventSource: z.string(),
  eventName: z.string(),
  s3: z.looseObject({
    bucket: z.looseObject({ name: z.string() }),
    object: z.looseObject({ key: z.string(), size: z.number().optional() }),
  }),
});
const eventSchema = z.looseObject({ Records: z.array(z.unknown()) });
const testSchema = z.looseObject({ Event: z.literal('s3:TestEvent') });
const ownSchema = z.strictObject({ augment: z.string() });

/**
 * Reads a message of the queue: S3's notification, or our own `{"augment": KEY}`. Keys are decoded here, and only here.
 * @param input the bucket, and the prefix that keys of photos begin with
 * @throws MessageError where it is neither
 */
export function parseMessage(
  body: string,
  input: { readonly bucket: string; readonly prefix: string },
): ParsedMessage {
  const message = parseJson(body);
  const own = ownSchema.safeParse(message);
  if (own.success) return { hints: [{ key: own.data.augment, afterListing: true }], skipped: [] };
  if (testSchema.safeParse(message).success)
    return { hints: [], skipped: ["s3:TestEvent: S3's word that the notifications are set up"] };
  const event = eventSchema.safeParse(message);
  if (!event.success) throw new MessageError('neither an S3 notification nor a request of this program');
  const read = event.data.Records.map((record) => readRecord(record, input));
  return {
    hints: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    skipped: read.filter((one) => typeof one === 'string'),
  };
}

/** Our own request to bring a photo up to date, after all keys were listed. */
export function encodeRequest(key: string): string {
  return JSON.stringify({ augment: key } satisfies z.input<typeof ownSchema>);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new MessageError('it is no JSON', { cause });
  }
}

/** @returns why it is passed over, in words, where it is no hint */
function readRecord(
  record: unknown,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Hint | string {
  const parsed = recordSchema.safeParse(record);
  if (!parsed.success) return 'an event that is not S3’s';
  const { eventVersion, eventSource, eventName, s3 } = parsed.data;
  const key = decodeKey(s3.object.key, eventSource);
  const name = `${eventName} ${s3.bucket.name}/${key}`;
  if (!eventVersion.startsWith('2.')) return `${name}: event version ${eventVersion}, which is not known`;
  if (!/^(s3:)?Object(Created|Removed):/.test(eventName)) return `${name}: no change of an object`;
  if (s3.bucket.name !== bucket || !key.startsWith(prefix)) return `${name}: outside the input`;
  if (key.endsWith('/')) return `${name}: a folder`;
  const size = eventName.includes('Removed') ? undefined : s3.object.size;
  return { key: key.slice(prefix.length), afterListing: false, ...(size !== undefined && { size }) };
}

/** S3 writes keys as forms do, with `+` for a space; Ceph, whose events are otherwise the same, as they are. */
function decodeKey(key: string, source: string): string {
  if (source !== 'aws:s3') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
