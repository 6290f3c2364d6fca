import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import type { FilterRule, QueueConfiguration, S3Client } from '@aws-sdk/client-s3';
import type { BucketPrefix } from '../stores/bucket-prefix.js';
import { explaining } from './queues.js';

/** As src/cdk/notifications.ts asks for them. */
const EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectRemoved:*',
  's3:ObjectRestore:Completed',
  's3:LifecycleExpiration:*',
] as const;

/**
 * The kinds of events of the input that its bucket does not send to the queue, since somebody has removed or replaced its
 * notifications.
 * @throws StoreError that names the missing right
 */
export async function unheardEvents(
  client: S3Client,
  input: BucketPrefix,
  queueUrl: string,
): Promise<string[]> {
  const { QueueConfigurations: rules = [] } = await explaining(
    client.send(new GetBucketNotificationConfigurationCommand({ Bucket: input.bucket })),
    `ask for the notifications of ${input.bucket}`,
    's3:GetBucketNotification',
  );
  const ours = rules.filter((rule) => isSameQueue(rule.QueueArn, queueUrl) && covers(rule, input.prefix));
  return EVENTS.filter((event) => !ours.some(({ Events: events = [] }) => events.includes(event)));
}

/** Compares account and name: `arn:aws:sqs:REGION:ACCOUNT:NAME` and `https://HOST/ACCOUNT/NAME`. */
function isSameQueue(arn: string | undefined, url: string): boolean {
  return arn?.split(':').slice(-2).join('/') === url.split('/').slice(-2).join('/');
}

function covers({ Filter }: QueueConfiguration, prefix: string): boolean {
  const holds = ({ Name, Value = '' }: FilterRule) =>
    Name?.toLowerCase() === 'prefix' ? prefix.startsWith(Value) : Value === '';
  return (Filter?.Key?.FilterRules ?? []).every(holds);
}
