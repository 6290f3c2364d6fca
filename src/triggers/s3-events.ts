import * as z from 'zod';

/** A key of the input that may have changed. A hint says what to check, and nothing about the result. */
export interface Hint {
  /** Relative to the input, exactly as the bucket names it. */
  readonly key: string;
  /** In bytes, from the event; absent if the object was removed, and in this program's own requests. */
  readonly size?: number;
  /** True in requests of `reconcile`, which has listed all keys since the object changed. */
  readonly afterListing: boolean;
  /** True in requests for an image of which earlier attempts are noted. */
  readonly isSuspect?: boolean;
}

/** The hints in a message, and the reason for each event that was skipped. */
export interface ParsedMessage {
  readonly hints: readonly Hint[];
  readonly skipped: readonly string[];
}

/**
 * A message that this program does not understand. It ends in the dead-letter queue.
 */
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
const ownSchema = z.strictObject({ augment: z.string(), suspect: z.literal(true).optional() });

/**
 * Parses a message of the image queue: S3's notification, or this program's own `{"augment": KEY}`. This is the only
 * code that decodes keys.
 * @param input the bucket, and the prefix of the images' keys
 * @throws MessageError if it is neither, or an event of a version that is not known
 */
export function parseMessage(
  body: string,
  input: { readonly bucket: string; readonly prefix: string },
): ParsedMessage {
  const message = parseJson(body);
  const own = ownSchema.safeParse(message);
  if (own.success) {
    const { augment: key, suspect } = own.data;
    return { hints: [{ key, afterListing: true, ...(suspect && { isSuspect: true }) }], skipped: [] };
  }
  if (testSchema.safeParse(message).success)
    return { hints: [], skipped: ['s3:TestEvent: S3 has set up the notifications'] };
  const event = eventSchema.safeParse(message);
  if (!event.success) throw new MessageError('neither an S3 notification nor a request of this program');
  const read = event.data.Records.map((record) => parseRecord(record, input));
  return {
    hints: read.flatMap((one) => (typeof one === 'string' ? [] : [one])),
    skipped: read.filter((one) => typeof one === 'string'),
  };
}

/**
 * This program's own request to update an image, sent after all keys were listed.
 * @param isSuspect whether attempts are noted that gave neither outputs nor a failure
 */
export function encodeRequest(key: string, isSuspect = false): string {
  const request: z.input<typeof ownSchema> = { augment: key, ...(isSuspect && { suspect: true }) };
  return toMessage(request);
}

/** The text of a message. SQS refuses U+FFFE and U+FFFF as they are. */
export function toMessage(request: object): string {
  return JSON.stringify(request).replaceAll(
    /[\uFFFE\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new MessageError('not JSON', { cause });
  }
}

/** Of a versioned bucket, an expiration of old versions is among them, which changes nothing. */
const CHANGES = /^(s3:)?(Object(Created|Removed):|ObjectRestore:Completed$|LifecycleExpiration:)/;
const REMOVALS = /^(s3:)?(ObjectRemoved|LifecycleExpiration):/;

/**
 * @returns a hint, or the reason for skipping the event
 * @throws MessageError if the event is of another version
 */
function parseRecord(
  record: unknown,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Hint | string {
  const parsed = recordSchema.safeParse(record);
  if (!parsed.success) return 'not an event of S3';
  const { eventVersion, eventSource, eventName, s3 } = parsed.data;
  const key = decodeKey(s3.object.key, eventSource);
  const name = `${eventName} ${s3.bucket.name}/${key}`;
  // Skipped, the change would be lost. As a dead letter it waits for a program that knows the version.
  if (!eventVersion.startsWith('2.'))
    throw new MessageError(`${name}: event version ${eventVersion} is not supported; update this program`);
  if (!CHANGES.test(eventName)) return `${name}: not a change of an object`;
  if (s3.bucket.name !== bucket || !key.startsWith(prefix)) return `${name}: outside the input`;
  if (key.endsWith('/')) return `${name}: a folder`;
  const size = REMOVALS.test(eventName) ? undefined : s3.object.size;
  return { key: key.slice(prefix.length), afterListing: false, ...(size !== undefined && { size }) };
}

/** S3 encodes keys like form data, with `+` for a space. Ceph sends the same events with plain keys. */
function decodeKey(key: string, source: string): string {
  if (source !== 'aws:s3') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}
