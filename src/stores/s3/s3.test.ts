import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandOutput, S3Client } from '@aws-sdk/client-s3';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ImageError, KeyError, StoreError, UsageError } from '../../core/errors.js';
import { contentTypeOf } from './content-type.js';
import { BrokenBodyError, collectBody } from './body.js';
import { configuredEndpoint, isAws, openS3Client } from './client.js';
import { explainS3 } from './errors.js';
import { ListedForms, plainBeginning, S3Keys } from './keys.js';
import { listObjects } from './list.js';
import { S3Store } from './s3.js';
import { sign, SIGNATURE_NAME, signedHash } from './signature.js';
import { sha256 } from '../sha256.js';
import type { KeyRange } from '../store.js';
import { keysOf } from '../testing/contract.js';

describe('signatures', () => {
  const content = sha256('content');
  const signed = (key: string) => ({ [SIGNATURE_NAME]: sign(key, content) });

  it('are recognised under their key, and under no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, other) => {
        expect(signedHash(key, signed(key))).toBe(content);
        expect(signedHash(other, signed(key))).toBe(other === key ? content : undefined);
      }),
    );
  });

  it('never change, because objects in buckets have them', () => {
    expect(sign('out/cat_jpg.v1.jpg', sha256('x'))).toBe(
      '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881.1ee10f233bfcc4f8',
    );
  });

  it.each([
    undefined,
    {},
    { [SIGNATURE_NAME]: '' },
    { [SIGNATURE_NAME]: content },
    { other: sign('a', content) },
  ])('are not seen in %j', (metadata) => {
    expect(signedHash('a', metadata as Record<string, string> | undefined)).toBeUndefined();
  });
});

describe('contentTypeOf', () => {
  it.each([
    ['a/b.jpg', 'image/jpeg'],
    ['a/b.rf.12.JPEG', 'image/jpeg'],
    ['b.txt', 'text/plain; charset=utf-8'],
    ['b.yaml', 'application/yaml'],
    ['b', 'application/octet-stream'],
    ['b.jpg/c', 'application/octet-stream'],
  ])('%s: %s', (key, type) => {
    expect(contentTypeOf(key)).toBe(type);
  });
});

describe('explainS3', () => {
  const where = 's3://images/raw/a.jpg';
  const answered = (name: string, status: number, message = 'UnknownError') =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, requestId: 'R1' } });
  const failed = (code: string) => Object.assign(new Error(code), { code });
  const explained = (error: unknown, action: Parameters<typeof explainS3>[1] = 'read') =>
    explainS3(error, action, where) as StoreError;

  it.each([
    answered('InternalError', 500),
    answered('Unknown', 502),
    answered('SlowDown', 503),
    answered('SlowDown', 429),
    answered('RequestTimeout', 400),
    answered('ConditionalRequestConflict', 409),
    answered('Unknown', 409),
    Object.assign(new Error('late'), { name: 'TimeoutError', code: 'ETIMEDOUT' }),
    failed('ECONNRESET'),
    failed('ECONNREFUSED'),
    failed('ENOTFOUND'),
    new BrokenBodyError('half of it'),
  ])('is worth another try: %s', (error) => {
    expect(explained(error)).toBeInstanceOf(StoreError);
    expect(explained(error).retryable).toBe(true);
    expect(explained(error).message).toMatch(/^cannot read s3:\/\/images\/raw\/a.jpg: \w/);
  });

  it.each([
    [answered('AccessDenied', 403), /allow s3:GetObject on it, and s3:ListBucket on the bucket/],
    [answered('Unknown', 403), /allow s3:GetObject on it/],
    [answered('AccessDenied', 403, 'not authorized to perform: kms:Decrypt'), /allow kms:Decrypt/],
    [answered('PermanentRedirect', 301), /AWS_REGION/],
    [answered('Unknown', 301), /AWS_REGION/],
    [answered('ExpiredToken', 400), /expired.*aws sso login/],
    [answered('InvalidAccessKeyId', 403), /does not know the credentials/],
    [answered('SignatureDoesNotMatch', 403), /AWS_SECRET_ACCESS_KEY/],
    [answered('RequestTimeTooSkewed', 403), /clock/],
    [answered('NotImplemented', 501), /does not know a request/],
    [answered('InvalidArgument', 400, 'Bad header'), /\(InvalidArgument 400: Bad header\)/],
    [Object.assign(new Error('none'), { name: 'CredentialsProviderError' }), /AWS_PROFILE/],
    [failed('DEPTH_ZERO_SELF_SIGNED_CERT'), /NODE_EXTRA_CA_CERTS/],
  ])('is not: %s', (error, reason) => {
    expect(explained(error).message).toMatch(reason);
    expect(explained(error).retryable).toBe(false);
  });

  it('is about one object where that is archived', () => {
    expect(explained(answered('InvalidObjectState', 403))).toBeInstanceOf(ImageError);
    expect(explained(answered('InvalidObjectState', 403)).message).toMatch(/archived; restore it/);
  });

  it.each([
    [answered('NoSuchBucket', 404), /there is no such bucket; make it, or correct its name/],
    [answered('InvalidBucketName', 400), /this cannot be the name of a bucket/],
  ])("is the user's to correct: %s", (error, reason) => {
    expect(explained(error)).toBeInstanceOf(UsageError);
    expect(explained(error).message).toMatch(/^cannot read s3:\/\/images\/raw\/a.jpg: /);
    expect(explained(error).message).toMatch(reason);
  });

  it.each([
    ['write', /s3:PutObject/],
    ['remove', /s3:DeleteObject/],
    ['list', /s3:ListBucket/],
  ] as const)('names the right that is missing to %s', (action, right) => {
    expect(explained(answered('AccessDenied', 403), action).message).toMatch(right);
  });

  it('contains nothing of the request, which is signed', () => {
    const error = Object.assign(answered('AccessDenied', 403), {
      $response: { body: { req: { headers: { 'x-amz-security-token': 'SECRET' } } } },
      AWSAccessKeyId: 'SECRET',
    });
    expect(inspect(explained(error), { depth: 20 })).not.toMatch('SECRET');
    expect(explained(error).cause).toMatchObject({ message: 'AccessDenied, 403, request R1' });
  });

  it('leaves defects as they are', () => {
    const defect = new TypeError('x is not a function');
    expect(explained(defect)).toBe(defect);
  });
});

describe('collectBody', () => {
  const parts = (...sizes: readonly number[]) =>
    Readable.from(sizes.map((size) => new Uint8Array(size).fill(size)));

  it('joins the parts', async () => {
    expect(await collectBody(parts(1, 2), 3, 'a', 1000)).toEqual(new Uint8Array([1, 2, 2]));
    expect(await collectBody(parts(), 0, 'a', 1000)).toHaveLength(0);
    expect(await collectBody(parts(2), undefined, 'a', 1000)).toHaveLength(2);
  });

  it('accepts neither less nor more than was announced', async () => {
    await expect(collectBody(parts(2), 3, 'a', 1000)).rejects.toThrow(BrokenBodyError);
    await expect(collectBody(parts(2, 2), 3, 'a', 1000)).rejects.toThrow(BrokenBodyError);
    await expect(collectBody(undefined, 3, 'a', 1000)).rejects.toThrow(BrokenBodyError);
  });

  it('does not wait forever, and closes the connection', async () => {
    const silent = new Readable({ read: () => undefined });
    await expect(collectBody(silent, 3, 'a', 20)).rejects.toThrow(/nothing came for 0.02 s/);
    expect(silent.destroyed).toBe(true);
  });

  it('refuses a body that is too large for the memory, without reading it', async () => {
    const huge = parts(1);
    await expect(collectBody(huge, 2 ** 40, 'a', 1000)).rejects.toThrow(StoreError);
    expect(huge.destroyed).toBe(true);
  });
});

describe('listObjects', () => {
  /** A server that answers with these pages. */
  const answering = (...pages: readonly Partial<ListObjectsV2CommandOutput>[]) => {
    const left = [...pages];
    return { send: () => Promise.resolve(left.shift()) } as unknown as S3Client;
  };
  const namesFrom = async (client: S3Client, range?: KeyRange) => {
    const names: string[] = [];
    for await (const { objectKey } of listObjects(client, 'bkt', '', range)) names.push(objectKey);
    return names;
  };

  it('decodes names that AWS encodes, and no others', async () => {
    const names = ['a+b', 'a%2Bb', '100%25%20', '%C3%A9/x'].map((Key) => ({ Key }));
    expect(await namesFrom(answering({ EncodingType: 'url', Contents: names }))).toEqual([
      ...['a b', 'a+b', '100% ', 'é/x'],
    ]);
    expect(await namesFrom(answering({ Contents: names }))).toEqual(names.map(({ Key }) => Key));
  });

  it('reports names that do not have the declared encoding', async () => {
    const listed = namesFrom(answering({ EncodingType: 'url', Contents: [{ Key: '100%' }] }));
    await expect(listed).rejects.toThrow(/s3:\/\/bkt: the server lists 100%/);
  });

  it('continues with the next page, even after an empty one', async () => {
    const pages = [
      { Contents: [{ Key: 'a' }], IsTruncated: true, NextContinuationToken: '1' },
      { IsTruncated: true, NextContinuationToken: '2' },
      { Contents: [{ Key: 'b' }], IsTruncated: false },
    ];
    expect(await namesFrom(answering(...pages))).toEqual(['a', 'b']);
  });

  it('lists a key once that two objects have, in two Unicode forms, and notes it', async () => {
    const names = ['Cafe\u0301.jpg', 'Caf\u00e9.jpg', 'a.jpg'];
    const client = answering({ Contents: names.map((Key) => ({ Key })), IsTruncated: false });
    const store = new S3Store(client, { bucket: 'b', prefix: '' });
    expect(await keysOf(store)).toEqual(['Caf\u00e9.jpg', 'a.jpg']);
    expect(store.leftOut).toEqual([{ name: 'Caf\u00e9.jpg', reason: 'file in two forms' }]);
  });

  it('begins just before the first name that is wanted, and ends in the order of bytes', async () => {
    // Of code units, the second surrogate pair would come before the full-width letter.
    const names = ['a.jpf~~~~', 'a.jpg', '\uff21.jpg', '\u{1f600}.jpg', '\u{1f601}.jpg'];
    const sent: unknown[] = [];
    const page = { Contents: names.map((Key) => ({ Key })), IsTruncated: true, NextContinuationToken: '1' };
    const client = {
      send: ({ input }: { input: object }) => Promise.resolve(sent.push(input) && page),
    } as unknown as S3Client;
    expect(await namesFrom(client, { from: 'a.jpg', until: names[4]! })).toEqual(names.slice(1, 4));
    expect(await namesFrom(client, { from: names[2]!, until: names[3]! })).toEqual([names[2]]);
    expect(sent).toMatchObject([{ StartAfter: 'a.jpf~~~' }, { StartAfter: '\uff21.jpf~~~' }]);
  });
});

describe('S3Keys', () => {
  it('finds an object that is named in another Unicode form by its key', () => {
    const keys = new S3Keys('s3://b/p', 'p/');
    expect(keys.objectKey('Cafe\u0301')).toBe('p/Caf\u00e9');
    expect(keys.remember('Cafe\u0301')).toBe('Caf\u00e9');
    expect(keys.objectKey('Caf\u00e9')).toBe('p/Cafe\u0301');
    expect(keys.objectKey('Cafe\u0301')).toBe('p/Cafe\u0301');
  });

  it('guesses the other form only if there is one that was not seen', () => {
    const keys = new S3Keys('s3://b/p', 'p/');
    expect(keys.otherForm('a')).toBeUndefined();
    expect(keys.otherForm('\u00e9')).toEqual({ raw: 'e\u0301', objectKey: 'p/e\u0301' });
    keys.remember('e\u0301');
    expect(keys.otherForm('\u00e9')).toBeUndefined();
  });

  it('counts the prefix in the length of a key', () => {
    const keys = new S3Keys('s3://b/p', `${'p'.repeat(900)}/`);
    expect(keys.objectKey('k'.repeat(123))).toHaveLength(1024);
    expect(() => keys.objectKey('k'.repeat(124))).toThrow(KeyError);
  });

  it('detects two names with the same key', () => {
    const forms = new ListedForms();
    const keys = ['a', 'a', '\u00e9', '\u00e9a', '\u00e9'];
    expect(keys.map((key) => forms.isSecond(key))).toEqual([false, false, false, false, true]);
  });

  it('gives the common beginning of all Unicode forms', () => {
    expect(plainBeginning('records/Caf\u00e9')).toBe('records/Caf');
    expect(plainBeginning('')).toBe('');
  });
});

describe('openS3Client', () => {
  it.each([
    [{}, { authorization: expect.stringContaining('Credential=mine/') as string }],
    [{ requesterPays: true }, { 'x-amz-request-payer': 'requester' }],
    [{ unsigned: true }, { authorization: undefined, 'x-amz-security-token': undefined }],
  ])('sends requests as %j says', async (options, expected) => {
    const credentials = { accessKeyId: 'mine', secretAccessKey: 'secret' };
    const given = 'unsigned' in options ? options : { ...options, credentials };
    const asked: IncomingHttpHeaders[] = [];
    const server = createServer(({ headers }, answer) => {
      asked.push(headers);
      answer.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = await openS3Client({ endpoint, region: 'r', ...given });
    await expect(client.send(new GetObjectCommand({ Bucket: 'images', Key: 'a' }))).rejects.toThrow();
    client.destroy();
    server.close();
    const [headers] = asked;
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, headers![name]]))).toEqual(expected);
    expect(headers!['x-amz-request-payer'] === undefined).toBe(!('requesterPays' in options));
  });

  it('refuses a variable that says neither yes nor no', async () => {
    vi.stubEnv('AUGMENT_S3_UNSIGNED', 'yes');
    await expect(openS3Client({ region: 'r' })).rejects.toThrow(
      'AUGMENT_S3_UNSIGNED is yes: expected true or false',
    );
    vi.unstubAllEnvs();
  });

  it('prefers the endpoint of S3 to that of all services', () => {
    const both = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://s3' };
    expect(configuredEndpoint(both)).toBe('http://s3');
    expect(configuredEndpoint({ ...both, AWS_ENDPOINT_URL_S3: '' })).toBe('http://all');
    expect(configuredEndpoint({ ...both, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).toBeUndefined();
    expect(configuredEndpoint({})).toBeUndefined();
  });

  it.each([
    ['https://s3.eu-west-1.amazonaws.com', true],
    ['https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com', true],
    ['https://s3.cn-north-1.amazonaws.com.cn', true],
    ['https://s3.dualstack.eu-west-1.api.aws', true],
    ['https://amazonaws.com.example.org', false],
    ['http://127.0.0.1:9000', false],
    ['nonsense', false],
  ])('%s is AWS: %s', (endpoint, expected) => {
    expect(isAws(endpoint)).toBe(expected);
  });

  it('uses only basic features with servers other than AWS', async () => {
    const { config } = await openS3Client({ endpoint: 'http://127.0.0.1:9000', region: 'r' });
    expect(config.forcePathStyle).toBe(true);
    expect(await config.requestChecksumCalculation()).toBe('WHEN_REQUIRED');
    expect(await config.responseChecksumValidation()).toBe('WHEN_REQUIRED');
    const aws = await openS3Client({ endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'r' });
    expect(aws.config.forcePathStyle).toBe(false);
    expect(await aws.config.requestChecksumCalculation()).toBe('WHEN_SUPPORTED');
    expect(await aws.config.maxAttempts()).toBeGreaterThanOrEqual(5);
  });

  it('refuses an invalid endpoint, without showing it', async () => {
    const opened = openS3Client({ endpoint: 'user:secret@host' });
    await expect(opened).rejects.toThrow(UsageError);
    await expect(opened).rejects.not.toThrow(/secret/);
  });
});

describe('a removal', () => {
  it('is tried again where it conflicts with a writer', async () => {
    const asked: string[] = [];
    const send = (command: object) => {
      asked.push(command.constructor.name);
      const conflict = { name: 'ConditionalRequestConflict', $metadata: { httpStatusCode: 409 } };
      if (asked.length === 2) return Promise.reject(Object.assign(new Error('conflict'), conflict));
      return Promise.resolve({ ETag: '"1"' });
    };
    const store = new S3Store({ send } as unknown as S3Client, { bucket: 'b', prefix: '' });
    expect(await store.remove('a')).toBe(true);
    expect(asked).toEqual(['HeadObjectCommand', 'DeleteObjectCommand', 'DeleteObjectCommand']);
  });
});
