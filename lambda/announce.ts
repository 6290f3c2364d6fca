import { SQSClient } from '@aws-sdk/client-sqs';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { forgetDeployment, rememberDeployment } from '../src/state/deployment.js';
import { stateLocation } from '../src/stores/open.js';
import { standardStores } from '../src/stores/standard.js';
import { reconcileRequester } from './queues.js';
import { readSettings } from './settings.js';

/**
 * CloudFormation calls it when a deployment has changed something, and waits for the answer at `ResponseURL`. If this
 * fails, so does the deployment: the state could not be written, or the queue could not be asked. A failure to forget the
 * deployment must not keep anybody from removing it.
 */
export async function announce(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { StackId, RequestId, LogicalResourceId, ResponseURL } = event;
  const isRemoved = event.RequestType === 'Delete';
  const reason = await failureOf(isRemoved ? forget() : tell(Date.now()));
  await fetch(ResponseURL, {
    method: 'PUT',
    // The address is signed for a request without a type.
    headers: { 'content-type': '' },
    body: JSON.stringify({
      ...{ StackId, RequestId, LogicalResourceId, PhysicalResourceId: LogicalResourceId },
      ...(reason === undefined || isRemoved ? { Status: 'SUCCESS' } : { Status: 'FAILED', Reason: reason }),
    }),
  });
}

async function tell(now: number): Promise<void> {
  const settings = readSettings(process.env);
  await rememberDeployment(await openState(settings.output), settings);
  await reconcileRequester(new SQSClient(), settings.queues)(now);
}

async function forget(): Promise<void> {
  await forgetDeployment(await openState(readSettings(process.env).output));
}

function openState(output: string) {
  return stateLocation(standardStores.locate(output), standardStores, undefined).open('state');
}

async function failureOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    console.error(error);
    return error instanceof Error ? error.message : String(error);
  }
}
