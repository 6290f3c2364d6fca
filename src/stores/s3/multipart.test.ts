import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { S3Store } from './s3.js';
import { sign, SIGNATURE_NAME } from './signature.js';

describe('an object in parts', () => {
  const size = 8 * 1024 * 1024 + 1;
  const content = {
    ...{ size, sha256: 'abc' },
    pieces: async function* () {
      yield await Promise.resolve(new Uint8Array(size));
    },
  };
  type Command = { readonly constructor: { readonly name: string }; readonly input: Record<string, unknown> };
  const nameOf = (command: Command) => command.constructor.name.replace('Command', '');

  /** @param answers by the names of requests; others are answered as S3 does where nothing is there */
  function storeWith(answers: Record<string, () => Promise<object>>) {
    const asked: Command[] = [];
    const usual: typeof answers = {
      CreateMultipartUpload: () => Promise.resolve({ UploadId: 'u' }),
      UploadPart: () => Promise.resolve({ ETag: '"p"', ChecksumCRC32: 'sum' }),
      HeadObject: () => Promise.reject(failure('NotFound', 404)),
      ...answers,
    };
    const send = (command: Command) => {
      asked.push(command);
      return usual[nameOf(command)]?.() ?? Promise.resolve({});
    };
    const config = { requestChecksumCalculation: () => Promise.resolve('WHEN_SUPPORTED') };
    const store = new S3Store({ send, config } as unknown as S3Client, { bucket: 'b', prefix: '' });
    return { store, asked, names: () => asked.map(nameOf) };
  }

  function failure(name: string, httpStatusCode: number): Error {
    return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
  }

  it('is signed, and completed with the checksum of each part, on a condition', async () => {
    const { store, asked, names } = storeWith({});
    expect(await store.writeLarge('a.json', content)).toBe(true);
    expect(names()).toEqual([
      ...['CreateMultipartUpload', 'UploadPart', 'UploadPart', 'HeadObject', 'CompleteMultipartUpload'],
    ]);
    expect(asked[0]!.input).toMatchObject({
      ContentType: 'application/json',
      Metadata: { [SIGNATURE_NAME]: sign('a.json', 'abc') },
      ChecksumAlgorithm: 'CRC32',
    });
    const part = { ETag: '"p"', ChecksumCRC32: 'sum' };
    expect(asked[4]!.input).toMatchObject({
      IfNoneMatch: '*',
      MultipartUpload: {
        Parts: [
          { PartNumber: 1, ...part },
          { PartNumber: 2, ...part },
        ],
      },
    });
  });

  it.each([
    ['another object is there', { HeadObject: () => Promise.resolve({ ETag: '"other"' }) }],
    ['S3 finds another object', { CompleteMultipartUpload: () => Promise.reject(failure('X', 412)) }],
    ['the answer was lost', { CompleteMultipartUpload: () => Promise.reject(failure('NoSuchUpload', 404)) }],
  ])('is given up if %s, and the caller has to look', async (_, answers) => {
    const { store, names } = storeWith(answers);
    expect(await store.writeLarge('a.json', content)).toBe(false);
    expect(names().at(-1)).toBe('AbortMultipartUpload');
  });

  it('is uploaded again where it conflicts with another writer, and given up each time', async () => {
    const conflict = failure('ConditionalRequestConflict', 409);
    let completed = 0;
    const { store, names } = storeWith({
      CompleteMultipartUpload: () => (completed++ === 0 ? Promise.reject(conflict) : Promise.resolve({})),
    });
    expect(await store.writeLarge('a.json', content)).toBe(true);
    expect(names().filter((name) => /Create|Complete|Abort/.test(name))).toEqual([
      ...['CreateMultipartUpload', 'CompleteMultipartUpload', 'AbortMultipartUpload'],
      ...['CreateMultipartUpload', 'CompleteMultipartUpload'],
    ]);
  });

  it('is given up where a part fails, and the reason is told', async () => {
    const { store, names } = storeWith({ UploadPart: () => Promise.reject(failure('AccessDenied', 403)) });
    await expect(store.writeLarge('a.json', content)).rejects.toThrow(
      /cannot write s3:\/\/b\/a.json.*PutObject/,
    );
    expect(names()).toEqual(['CreateMultipartUpload', 'UploadPart', 'AbortMultipartUpload']);
  });
});
