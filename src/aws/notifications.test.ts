import type { QueueConfiguration, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { unheardEvents } from './notifications.js';

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/123456789012/images';
const INPUT = { bucket: 'images', prefix: 'raw-images/' };
const ALL = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:ObjectRestore:Completed',
  's3:LifecycleExpiration:*',
] as const;

const rule = (
  prefix: string,
  name = '123456789012:images',
  Events: QueueConfiguration['Events'] = [...ALL],
): QueueConfiguration => ({
  QueueArn: `arn:aws:sqs:eu-central-1:${name}`,
  Events,
  Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: prefix }] } },
});

function unheard(...QueueConfigurations: QueueConfiguration[]): Promise<string[]> {
  const client = { send: () => Promise.resolve({ QueueConfigurations }) } as unknown as S3Client;
  return unheardEvents(client, INPUT, QUEUE);
}

describe('the notifications of a bucket', () => {
  it.each([
    ['one rule', [rule('raw-images/')]],
    ['a rule for more', [rule('raw')]],
    ['a rule without a filter', [{ ...rule(''), Filter: undefined }]],
    ['a rule for each event', ALL.map((event) => rule('raw-images/', undefined, [event]))],
  ])('are all there with %s', async (_, rules) => {
    expect(await unheard(...rules)).toEqual([]);
  });

  it.each([
    ['no rule', []],
    ['a rule for a part of the input', [rule('raw-images/train/')]],
    ['a rule for another queue', [rule('raw-images/', '123456789012:others')]],
    ['a rule for a queue of that name in another account', [rule('raw-images/', '210987654321:images')]],
    [
      'a rule for some endings',
      [{ ...rule(''), Filter: { Key: { FilterRules: [{ Name: 'suffix' as const, Value: '.jpg' }] } } }],
    ],
  ])('are missed with %s', async (_, rules) => {
    expect(await unheard(...rules)).toEqual([...ALL]);
  });

  it('are missed one by one', async () => {
    expect(await unheard(rule('raw-images/', undefined, [ALL[0], ALL[3]]))).toEqual([ALL[1], ALL[2]]);
  });
});
