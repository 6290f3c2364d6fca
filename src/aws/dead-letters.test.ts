import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient, ChangeMessageVisibilityBatchCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { takeDeadLetters } from './dead-letters.js';

const INPUT = { bucket: 'images', prefix: 'raw-images/' };

/** A queue of letters, of which each request gives one. @param received is called after each request */
function queueOf(ids: readonly string[], received: () => void) {
  const [visible, released] = [[...ids], [] as string[]];
  const send = (command: unknown) => {
    if (command instanceof ReceiveMessageCommand) {
      received();
      const next = visible.splice(0, 1);
      return Promise.resolve({
        Messages: next.map((id) => ({ MessageId: id, ReceiptHandle: id, Body: '{}' })),
      });
    }
    const { Entries: entries = [] } = (command as ChangeMessageVisibilityBatchCommand).input;
    released.push(...entries.map(({ ReceiptHandle: handle = '' }) => handle));
    return Promise.resolve({});
  };
  return { client: { send } as unknown as SQSClient, released };
}

it('takes all letters, and keeps them', async () => {
  const { client, released } = queueOf(['a', 'b', 'c'], () => undefined);
  const letters = await takeDeadLetters(client, 'url', INPUT, new AbortController().signal);
  expect(letters.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(released).toEqual([]);
});

it('puts back at an interrupt what it has taken, with the answer that was on its way', async () => {
  const interrupt = new AbortController();
  let requests = 0;
  const { client, released } = queueOf(['a', 'b', 'c'], () => {
    if (++requests === 2) interrupt.abort();
  });
  await expect(takeDeadLetters(client, 'url', INPUT, interrupt.signal)).rejects.toThrow(/abort/i);
  expect(released).toEqual(['a', 'b']);
});
