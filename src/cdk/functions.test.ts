import { Duration } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { both, existing, own } from './testing/stacks.js';

interface FunctionProperties {
  readonly Timeout: number;
  readonly Architectures: readonly string[];
  readonly Runtime: string;
  readonly Code: unknown;
  readonly Environment: { readonly Variables: unknown };
}
interface Mapping {
  readonly BatchSize: number;
  readonly MaximumBatchingWindowInSeconds?: number;
}
const FLOWS = [
  ['Function', 'Queue'],
  ['Reconciler', 'ReconcileQueue'],
] as const;

describe.each(FLOWS)('%s', (name, queue) => {
  it.each(both)('%s runs on the architecture of its layer', (_, template) => {
    const { Architectures, Runtime } = template.properties(name) as FunctionProperties;
    const layer = template.properties('Layer') as {
      CompatibleArchitectures: unknown;
      CompatibleRuntimes: unknown;
    };
    expect(layer.CompatibleArchitectures).toEqual(Architectures);
    expect(layer.CompatibleRuntimes).toEqual([Runtime]);
    expect(template.properties(name)).toMatchObject({ Layers: [{ Ref: template.id('Layer') }] });
  });

  it('keeps messages invisible for six times its timeout, plus the batching window', () => {
    const { Timeout } = own.properties(name) as FunctionProperties;
    const mapping = own.properties(`${name}Feed`) as Mapping;
    const { VisibilityTimeout } = own.properties(queue) as { VisibilityTimeout: number };
    expect(VisibilityTimeout).toBeGreaterThanOrEqual(
      6 * Timeout + (mapping.MaximumBatchingWindowInSeconds ?? 0),
    );
    expect(VisibilityTimeout).toBeLessThanOrEqual(Duration.hours(12).toSeconds());
  });

  it('reports failures per message', () => {
    expect(own.properties(`${name}Feed`)).toMatchObject({
      EventSourceArn: own.arn(queue),
      FunctionName: { Ref: own.id(name) },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('needs no batching window for its batch size', () => {
    const mapping = own.properties(`${name}Feed`) as Mapping;
    expect(mapping.BatchSize).toBeLessThanOrEqual(10);
    expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined();
  });

  it('stops recursive loops', () => {
    expect(own.properties(name)).toMatchObject({ RecursiveLoop: 'Terminate' });
  });

  it('has one whole vCPU', () => {
    expect(own.properties(name)).toMatchObject({ MemorySize: 1769, Runtime: 'nodejs24.x' });
  });

  it('logs to its own group, for a month', () => {
    expect(own.properties(name)).toMatchObject({
      LoggingConfig: { LogGroup: { Ref: own.id(`${name}Log`) } },
    });
    expect(own.properties(`${name}Log`)).toMatchObject({ RetentionInDays: 30 });
  });

  it('gets all locations in its environment', () => {
    const { Variables } = (own.properties(name) as FunctionProperties).Environment;
    const s3Url = (prefix: string) => ({ 'Fn::Join': ['', ['s3://', { Ref: own.id('Bucket') }, prefix]] });
    expect(Variables).toEqual({
      AUGMENT_INPUT: s3Url('/raw-images'),
      AUGMENT_OUTPUT: s3Url('/augmented-images'),
      AUGMENT_RECONCILE_DEAD_LETTERS_URL: { Ref: own.id('ReconcileDeadLetters') },
      AUGMENT_LOG_GROUP: { Ref: own.id('FunctionLog') },
      AUGMENT_RECONCILE_LOG_GROUP: { Ref: own.id('ReconcilerLog') },
      AUGMENT_IMAGE_QUEUE_URL: { Ref: own.id('Queue') },
      AUGMENT_RECONCILE_QUEUE_URL: { Ref: own.id('ReconcileQueue') },
      AUGMENT_DEAD_LETTERS_URL: { Ref: own.id('DeadLetters') },
      AUGMENT_RECIPE: 'recipe.yaml',
      POWERTOOLS_SERVICE_NAME: 'augment-on-demand',
      POWERTOOLS_METRICS_NAMESPACE: 'AugmentOnDemand',
    });
  });
});

describe('the functions', () => {
  it('share their code, and differ in the handler', () => {
    expect((own.properties('Function') as FunctionProperties).Code).toEqual(
      (own.properties('Reconciler') as FunctionProperties).Code,
    );
    expect(own.properties('Function')).toMatchObject({ Handler: 'handler.augment' });
    expect(own.properties('Reconciler')).toMatchObject({ Handler: 'handler.reconcile' });
  });

  it('are named by CloudFormation, or by functionName', () => {
    expect(own.properties('Function')).not.toHaveProperty('FunctionName');
    expect(own.properties('Reconciler')).not.toHaveProperty('FunctionName');
    expect(existing.properties('Function')).toMatchObject({ FunctionName: 'Mine' });
    expect(existing.properties('Reconciler')).toMatchObject({ FunctionName: 'Mine-reconcile' });
  });

  it('read the recipe from the bucket if it lies there', () => {
    expect(existing.properties('Function')).toMatchObject({
      Environment: { Variables: { AUGMENT_RECIPE: 's3://images/settings/recipe.yaml' } },
    });
  });

  it('augment many images at a time, and reconcile once at a time', () => {
    expect(own.properties('FunctionFeed')).toMatchObject({ ScalingConfig: { MaximumConcurrency: 8 } });
    expect(existing.properties('FunctionFeed')).toMatchObject({ ScalingConfig: { MaximumConcurrency: 50 } });
    expect(own.properties('ReconcileQueue')).toMatchObject({ FifoQueue: true, DelaySeconds: 60 });
  });
});
