import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRequest, MessageError, parseMessage } from './s3-events.js';

const INPUT = { bucket: 'images', prefix: 'raw-images/' };

/** Encodes keys as S3 does: like a form, with a few more characters than `encodeURIComponent`. */
function encodeKey(key: string): string {
  const encoded = encodeURIComponent(key).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replaceAll('%20', '+').replaceAll('%2F', '/');
}

interface EventParts {
  readonly eventVersion?: string;
  readonly eventSource?: string;
  readonly eventName?: string;
  readonly bucket?: string;
  /** As it is in the event. */
  readonly key?: string;
  readonly size?: number | undefined;
}

/** An entry of S3's `Records`, with all of its fields. */
function recordOf({ bucket = 'images', key = 'raw-images/a.jpg', size, ...parts }: EventParts = {}) {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '1970-01-01T00:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AIDAJDPLRKLG7UEXAMPLE' },
    ...parts,
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'test',
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: { key, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5', size },
    },
  };
}

const parse = (...records: unknown[]) => parseMessage(JSON.stringify({ Records: records }), INPUT);

describe('keys of events', () => {
  it.each([
    ['a+b.jpg', 'a b.jpg'],
    ['a%2Bb.jpg', 'a+b.jpg'],
    ['a%2520b.jpg', 'a%20b.jpg'],
    ['a%252Bb.jpg', 'a%2Bb.jpg'],
    ['100%25.jpg', '100%.jpg'],
    ['Br%C3%BCcke.jpg', 'Brücke.jpg'],
    ['Bru%CC%88cke.jpg', 'Bru\u0308cke.jpg'],
    ['%E5%86%99%E7%9C%9F/%F0%9F%98%80.jpg', '写真/😀.jpg'],
    ['a%26b%3Dc%3Fd%23e.jpg', 'a&b=c?d#e.jpg'],
  ])('%s is decoded once, to %s', (encoded, key) => {
    expect(parse(recordOf({ key: `raw-images/${encoded}` }))).toEqual({
      hints: [{ key, afterListing: false }],
      skipped: [],
    });
  });

  it('are decoded without change, whatever they are', () => {
    const keys = fc
      .array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter((key) => !key.endsWith('/'));
    fc.assert(
      fc.property(keys, (key) => {
        expect(parse(recordOf({ key: encodeKey(`raw-images/${key}`) })).hints).toEqual([
          { key, afterListing: false },
        ]);
      }),
    );
  });

  it('of Ceph are used unchanged, because Ceph does not encode them', () => {
    const key = 'raw-images/a+b%20c%25.jpg';
    expect(parse(recordOf({ key, eventSource: 'ceph:s3' })).hints).toMatchObject([{ key: 'a+b%20c%25.jpg' }]);
  });

  it('are used unchanged if they cannot be decoded', () => {
    expect(parse(recordOf({ key: 'raw-images/100%.jpg' })).hints).toMatchObject([{ key: '100%.jpg' }]);
  });
});

describe('events of S3', () => {
  it.each(['2.0', '2.1', '2.5'])(
    'of version %s are hints, with fields that are not known',
    (eventVersion) => {
      const record = {
        ...recordOf({ eventVersion, size: 7 }),
        glacierEventData: {},
        ofTheFuture: [{ unknown: 1 }],
      };
      expect(parse(record)).toEqual({ hints: [{ key: 'a.jpg', size: 7, afterListing: false }], skipped: [] });
    },
  );

  it.each(['3.0', '1.9', '20.1'])('of version %s are not understood', (eventVersion) => {
    expect(() => parse(recordOf({ eventVersion }))).toThrow(`event version ${eventVersion} is not supported`);
  });

  it.each([
    'ObjectCreated:Put',
    'ObjectCreated:CompleteMultipartUpload',
    's3:ObjectCreated:Copy',
    'ObjectRestore:Completed',
  ])('%s is a hint with a size', (eventName) => {
    expect(parse(recordOf({ eventName, size: 9 })).hints).toEqual([
      { key: 'a.jpg', size: 9, afterListing: false },
    ]);
  });

  // The event may concern an old version. Only the task checks whether the image still exists.
  it.each([
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    's3:ObjectRemoved:Delete',
    'LifecycleExpiration:Delete',
    'LifecycleExpiration:DeleteMarkerCreated',
  ])('%s is a hint, and never a size', (eventName) => {
    for (const size of [undefined, 0, 9]) {
      expect(parse(recordOf({ eventName, size }))).toStrictEqual({
        hints: [{ key: 'a.jpg', afterListing: false }],
        skipped: [],
      });
    }
  });

  it.each([
    [{ eventName: 'ObjectTagging:Put' }, 'not a change of an object'],
    [{ eventName: 'ObjectRestore:Delete' }, 'not a change of an object'],
    [{ eventName: 's3:Replication:ObjectCreated:Copy' }, 'not a change of an object'],
    [{ key: 'raw-images/' }, 'a folder'],
    [{ key: 'raw-images/album/' }, 'a folder'],
    [{ bucket: 'others' }, 'outside the input'],
    [{ key: 'augmented-images/a.jpg' }, 'outside the input'],
    [{ key: 'raw-images.augment/a.jpg' }, 'outside the input'],
    [{ key: 'raw-images' }, 'outside the input'],
    [{ key: 'raw-images%2Fa.jpg', eventSource: 'ceph:s3' }, 'outside the input'],
  ] as const)('%o are skipped: %s', (parts, reason) => {
    const { hints, skipped } = parse(recordOf(parts));
    expect(hints).toEqual([]);
    expect(skipped).toEqual([expect.stringContaining(reason)]);
  });

  it.each([undefined, null, 'text', {}, { ...recordOf(), s3: {} }, { ...recordOf(), eventVersion: 2.1 }])(
    '%j is no event',
    (record) => {
      expect(parse(record, recordOf()).hints).toMatchObject([{ key: 'a.jpg' }]);
      expect(parse(record, recordOf()).skipped).toHaveLength(1);
    },
  );

  it('may be several in a message, and each is parsed independently, in order', () => {
    const { hints, skipped } = parse(
      recordOf({ key: 'raw-images/b.jpg', size: 2 }),
      recordOf({ eventName: 'ObjectTagging:Put' }),
      recordOf({ eventName: 'ObjectRemoved:Delete' }),
      recordOf({ key: 'raw-images/b.jpg', size: 3 }),
    );
    expect(hints).toEqual([
      { key: 'b.jpg', size: 2, afterListing: false },
      { key: 'a.jpg', afterListing: false },
      { key: 'b.jpg', size: 3, afterListing: false },
    ]);
    expect(skipped).toHaveLength(1);
  });

  // An empty label file means that the image has no objects.
  it('of empty objects are like any other', () => {
    expect(parse(recordOf({ size: 0 })).hints).toEqual([{ key: 'a.jpg', size: 0, afterListing: false }]);
  });

  it('may be none', () => {
    expect(parse()).toEqual({ hints: [], skipped: [] });
  });

  it("skip S3's test event", () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'images' };
    const { hints, skipped } = parseMessage(JSON.stringify(test), INPUT);
    expect(hints).toEqual([]);
    expect(skipped).toEqual([expect.stringContaining('s3:TestEvent')]);
  });

  it('concern a whole bucket where the input is one', () => {
    const whole = { bucket: 'images', prefix: '' };
    const body = JSON.stringify({ Records: [recordOf({ key: 'a/b+c.jpg' })] });
    expect(parseMessage(body, whole).hints).toMatchObject([{ key: 'a/b c.jpg' }]);
  });
});

describe('our own requests', () => {
  it('hold no character that SQS refuses', () => {
    const key = 'a\uFFFE\uFFFF.jpg';
    expect(encodeRequest(key)).toBe(String.raw`{"augment":"a\ufffe\uffff.jpg"}`);
    expect(parseMessage(encodeRequest(key, true), INPUT).hints).toEqual([
      { key, afterListing: true, isSuspect: true },
    ]);
  });

  it('name keys as they are, after all keys were listed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(parseMessage(encodeRequest(key), INPUT)).toEqual({
          hints: [{ key, afterListing: true }],
          skipped: [],
        });
      }),
    );
  });
});

describe('a message that is neither', () => {
  it.each([
    '',
    'no JSON',
    '{"Records":',
    '{"augment": "a.jpg"',
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"Records":{}}',
    '{"augment":7}',
    '{"augment":"a.jpg","and":"more"}',
    '{"Event":"s3:OtherEvent"}',
    '{"Type":"Notification","Message":"{}"}',
  ])('is not understood: %s', (body) => {
    expect(() => parseMessage(body, INPUT)).toThrow(MessageError);
  });

  it('names the reason where it is not JSON', () => {
    const error: unknown = expect.objectContaining({
      message: 'not JSON',
      cause: expect.any(SyntaxError) as unknown,
    });
    expect(() => parseMessage('{', INPUT)).toThrow(error);
  });
});
