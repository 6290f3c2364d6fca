import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy } from 'aws-cdk-lib';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Access } from './policies.js';
import { makePolicy } from './policies.js';
import type { reconciling, augmenting } from './sizing.js';

export const RUNTIME = lambda.Runtime.NODEJS_24_X;

/** The same for both functions. */
export interface Shared {
  readonly code: lambda.Code;
  readonly layer: lambda.ILayerVersion;
  readonly architecture: lambda.Architecture;
  readonly environment: Record<string, string>;
  /** In MB. */
  readonly memory: number;
}

export interface FunctionRequest extends Shared {
  readonly handler: string;
  readonly description: string;
  readonly functionName: string | undefined;
  readonly sizing: typeof augmenting | typeof reconciling;
  readonly access: Access;
}

export interface MadeFunction {
  readonly function: lambda.Function;
  readonly role: iam.Role;
}

/** Makes the log group of the function `id`. */
export function makeLogGroup(scope: Construct, id: string, retention: logs.RetentionDays): logs.LogGroup {
  // Without the stack, the log has no use.
  return new logs.LogGroup(scope, `${id}Log`, { retention, removalPolicy: RemovalPolicy.DESTROY });
}

/** Makes the role of the function `id`. */
export function makeRole(scope: Construct, id: string, policy: iam.PolicyDocument): iam.Role {
  return new iam.Role(scope, `${id}Role`, {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    // Inline, so that the rights exist before anything can use the role.
    inlinePolicies: { Access: policy },
  });
}

/** Makes a function with its own role. */
export function makeFunction(scope: Construct, id: string, request: FunctionRequest): MadeFunction {
  const role = makeRole(scope, id, makePolicy(request.access));
  const made = new lambda.Function(scope, id, {
    description: request.description,
    ...(request.functionName !== undefined && { functionName: request.functionName }),
    runtime: RUNTIME,
    architecture: request.architecture,
    code: request.code,
    layers: [request.layer],
    handler: request.handler,
    environment: request.environment,
    memorySize: request.memory,
    timeout: request.sizing.timeout,
    ...('storage' in request.sizing && { ephemeralStorageSize: request.sizing.storage }),
    recursiveLoop: lambda.RecursiveLoop.TERMINATE,
    role,
    logGroup: request.access.logGroup,
  });
  return { function: made, role };
}

/** Lets a queue invoke a function. `SqsEventSource` would add rights to the role by `grantConsumeMessages`. */
export function feed(
  { function: target }: MadeFunction,
  queue: sqs.Queue,
  { batchSize }: FunctionRequest['sizing'],
  maxConcurrency?: number,
): void {
  new lambda.EventSourceMapping(target, 'Feed', {
    target,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  });
}
