import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { becomes } from '../servers/processes.mjs';

type QueueName = 'images' | 'reconcile' | 'deadLetters';

/** A queue is drained after so many empty checks in a row, since S3's events arrive with a delay. */
const QUIET_CHECKS = 8;

/** The queues of a deployed stack. */
export function queuesOf(sqs: SQSClient, urls: Readonly<Record<QueueName, string>>) {
  const attributes = async (queue: QueueName): Promise<Record<string, string | undefined>> => {
    const request = { QueueUrl: urls[queue], AttributeNames: ['All' as const] };
    return (await sqs.send(new GetQueueAttributesCommand(request))).Attributes ?? {};
  };
  /** The number of messages, including delayed ones and those in work. */
  const waiting = async (queue: QueueName) => {
    const counts = await attributes(queue);
    const kinds = ['', 'NotVisible', 'Delayed'];
    return kinds.reduce((sum, kind) => sum + Number(counts[`ApproximateNumberOfMessages${kind}`]), 0);
  };
  return {
    urls,
    waiting,
    /** Waits until every event is processed. */
    drained: async (seconds = 60) => {
      let quiet = 0;
      const isQuiet = async () => (quiet = (await waiting('images')) === 0 ? quiet + 1 : 0) > QUIET_CHECKS;
      if (!(await becomes(isQuiet, seconds)))
        throw new Error(`After ${seconds} s, ${await waiting('images')} messages wait.`);
    },
    send: async (MessageBody: string) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: urls.images, MessageBody }));
    },
    /** Reads dead letters, which stay in their queue. */
    deadLetters: async () => {
      const request = { QueueUrl: urls.deadLetters, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      return ((await sqs.send(new ReceiveMessageCommand(request))).Messages ?? []).map(({ Body }) => Body!);
    },
    /** Moves all dead letters back. ministack does not support StartMessageMoveTask. */
    redrive: async () => {
      const QueueUrl = urls.deadLetters;
      for (;;) {
        const request = { QueueUrl, MaxNumberOfMessages: 10 };
        const { Messages: messages = [] } = await sqs.send(new ReceiveMessageCommand(request));
        if (messages.length === 0) return;
        for (const { Body: MessageBody, ReceiptHandle } of messages) {
          await sqs.send(new SendMessageCommand({ QueueUrl: urls.images, MessageBody }));
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    },
    /** Sets the visibility timeout, in seconds. */
    setVisibility: async (seconds: number) => {
      const change = { VisibilityTimeout: String(seconds) };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl: urls.images, Attributes: change }));
    },
  };
}
