import { execFileSync, spawnSync } from 'node:child_process';
import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { deploy } from './testing/deployment.js';
import { both, built, existing } from './testing/stacks.js';

describe('notifications', () => {
  it.each(both)('%s cover all keys with the prefix, with no filter by suffix', (_, template) => {
    const [notifications, ...others] = template.ofType('Custom::S3BucketNotifications');
    const about = (event: string) => ({
      Events: [event],
      Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'raw-images/' }] } },
      QueueArn: template.arn('Queue'),
    });
    expect(others).toEqual([]);
    expect(notifications!.Properties.NotificationConfiguration).toEqual({
      QueueConfigurations: [
        about('s3:ObjectCreated:*'),
        about('s3:ObjectRemoved:*'),
        about('s3:ObjectRestore:Completed'),
        about('s3:LifecycleExpiration:*'),
      ],
    });
  });

  it.each(both)('%s are added after the policy of the queue', (_, template) => {
    const [notifications] = template.ofType('Custom::S3BucketNotifications');
    expect(notifications!.DependsOn).toContain(template.id('QueuePolicy'));
  });

  it.each(both)('%s are merged with those of the bucket', (_, template) => {
    const [notifications] = template.ofType('Custom::S3BucketNotifications');
    expect(notifications!.Properties.Managed).toBe(false);
  });

  it('are refused for a bucket of another stack, since the stacks would depend on each other', () => {
    expect(() =>
      deploy(built, (stack) => ({
        bucket: new s3.Bucket(new Stack(stack, 'Other'), 'Bucket') as s3.IBucket,
      })),
    ).toThrow('it belongs to another stack');
  });
});

/** Runs the handler of the template as Lambda does, with a variable instead of S3. */
const DRIVER = `
import json, sys, types
given = json.load(sys.stdin)
class Bucket:
    def get_bucket_notification_configuration(self, Bucket): return json.loads(json.dumps(given['bucket']))
    def put_bucket_notification_configuration(self, NotificationConfiguration, **_): self.put = NotificationConfiguration
bucket = Bucket()
sys.modules['boto3'] = types.SimpleNamespace(client=lambda name: bucket)
handler = {}
exec(given['code'], handler)
handler['submit_response'] = lambda event, context, status, message: sys.exit(message) if status != 'SUCCESS' else None
handler['handler'](given['event'], None)
print(json.dumps(bucket.put))
`;
const hasPython = spawnSync('python3', ['--version']).status === 0;

interface Rule {
  readonly Id: string;
  readonly QueueArn?: string;
}
type Configuration = Readonly<Record<string, readonly Rule[]>>;

describe.runIf(hasPython)('what an existing bucket notifies already', () => {
  const [handler] = existing
    .ofType('AWS::Lambda::Function')
    .filter(({ Properties }) => String(Properties.Description).includes('S3BucketNotifications'));
  const { ZipFile: code } = handler!.Properties.Code as { ZipFile: string };
  const ours = (prefix: string) => ({
    QueueConfigurations: [
      {
        Events: ['s3:ObjectCreated:*'],
        Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: prefix }] } },
        QueueArn: 'ours',
      },
    ],
  });
  const foreign = {
    QueueConfigurations: [{ Id: 'theirs', Events: ['s3:ObjectCreated:*'], QueueArn: 'theirs' }],
    LambdaFunctionConfigurations: [
      { Id: 'l', Events: ['s3:ObjectCreated:Put'], LambdaFunctionArn: 'theirs' },
    ],
    EventBridgeConfiguration: {},
  };

  /** @returns the notifications of the bucket afterwards */
  function request(
    RequestType: string,
    bucket: object,
    configuration: object,
    before?: object,
  ): Configuration {
    const properties = (NotificationConfiguration: object) => ({
      BucketName: 'images',
      Managed: 'false',
      NotificationConfiguration,
    });
    const event = {
      RequestType,
      StackId: 'arn:stack',
      ResourceProperties: properties(configuration),
      ...(before && { OldResourceProperties: properties(before) }),
    };
    const input = JSON.stringify({ code, event, bucket });
    return JSON.parse(execFileSync('python3', ['-c', DRIVER], { input, encoding: 'utf8' })) as Configuration;
  }

  const queuesOf = (bucket: Configuration) => bucket.QueueConfigurations?.map(({ QueueArn }) => QueueArn);

  it('stay when this stack is deployed, changed and destroyed', () => {
    const deployed = request('Create', foreign, ours('raw-images/'));
    expect(queuesOf(deployed)).toEqual(['theirs', 'ours']);
    expect(deployed).toMatchObject({
      LambdaFunctionConfigurations: foreign.LambdaFunctionConfigurations,
      EventBridgeConfiguration: {},
    });

    const changed = request('Update', deployed, ours('images/'), ours('raw-images/'));
    expect(queuesOf(changed)).toEqual(['theirs', 'ours']);
    expect(JSON.stringify(changed)).toContain('images/');
    expect(JSON.stringify(changed)).not.toContain('raw-images/');

    const destroyed = request('Delete', changed, ours('images/'));
    expect(queuesOf(destroyed)).toEqual(['theirs']);
    expect(destroyed).toMatchObject({
      LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'theirs' }],
      EventBridgeConfiguration: {},
    });
  });

  // docs/cdk.md describes this behaviour of CDK. If the test fails, shorten that page.
  it('lose their ids when this stack is changed', () => {
    const deployed = request('Create', foreign, ours('raw-images/'));
    const changed = request('Update', deployed, ours('images/'), ours('raw-images/'));
    expect(changed.QueueConfigurations?.find(({ QueueArn }) => QueueArn === 'theirs')?.Id).toBe('');
  });
});
