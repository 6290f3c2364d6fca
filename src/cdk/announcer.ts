import { createHash } from 'node:crypto';
import { CustomResource, Duration, FileSystem } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Code } from './code.js';
import type { Shared } from './functions.js';
import { makeRole, RUNTIME } from './functions.js';
import type { Access } from './policies.js';
import { makeAnnouncerPolicy } from './policies.js';
import { announcing } from './sizing.js';

/** `memory` is that of the other functions. */
export interface AnnouncerRequest extends Omit<Shared, 'code' | 'layer'> {
  readonly code: Code;
  readonly access: Pick<Access, 'locations' | 'sendTo' | 'logGroup'>;
  /** Everything that has to work before it is told of. */
  readonly after: readonly Construct[];
}

/**
 * Tells of each deployment: asks for a reconciliation, since a new recipe, new code, or images that are older than the
 * notifications cause no event; and writes down the queues, so that `augment status` finds them even if no function has
 * ever worked. CloudFormation calls this function whenever code, recipe or settings have changed.
 */
export function announce(scope: Construct, request: AnnouncerRequest): void {
  const { access, code, environment, architecture, memory } = request;
  const announcer = new lambda.Function(scope, 'Announcer', {
    description: 'Asks for a reconciliation after a deployment.',
    runtime: RUNTIME,
    architecture,
    code: code.asset,
    handler: 'announce.announce',
    environment,
    memorySize: announcing.memory,
    timeout: announcing.timeout,
    role: makeRole(scope, 'Announcer', makeAnnouncerPolicy(access)),
    logGroup: access.logGroup,
  });
  const told = new CustomResource(scope, 'Announcement', {
    serviceToken: announcer.functionArn,
    // Else CloudFormation would wait for an hour if the function could not answer.
    serviceTimeout: Duration.seconds(2 * announcing.timeout.toSeconds()),
    properties: {
      Code: FileSystem.fingerprint(code.folder),
      Recipe: createHash('sha256').update(code.recipe).digest('hex'),
      // Images that failed for want of memory may fit now.
      Memory: memory,
      ...environment,
    },
  });
  told.node.addDependency(...request.after);
}
