import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../../support/folders.js';
import { aws } from '../servers/clients.mjs';
import type { Env } from '../servers/clients.mjs';

const FUNCTIONS = { augment: 'AugmentOnDemand', reconcile: 'AugmentOnDemand-reconcile' } as const;
export type FunctionName = keyof typeof FUNCTIONS;

type Variables = Readonly<Record<string, string>>;

/** The functions of a deployed stack, by the AWS CLI. */
export function functionsOf(env: Env) {
  const lambda = async (action: string, name: FunctionName, ...options: string[]) =>
    (await aws(env, 'lambda', action, '--function-name', FUNCTIONS[name], ...options)) as unknown;

  const configuration = (name: FunctionName) =>
    lambda('get-function-configuration', name) as Promise<{
      Role: string;
      Environment: { Variables: Variables };
    }>;
  const variables = async (name: FunctionName) => (await configuration(name)).Environment.Variables;
  const setVariables = async (name: FunctionName, Variables: Variables) => {
    await lambda('update-function-configuration', name, '--environment', JSON.stringify({ Variables }));
    await aws(env, 'lambda', 'wait', 'function-updated', '--function-name', FUNCTIONS[name]);
  };
  return {
    name: FUNCTIONS,
    variables,
    /** Sets its environment variables to exactly these. */
    setVariables,
    /** An environment with credentials of the function's role. */
    inItsRole: async (name: FunctionName): Promise<Env> => {
      const { Role } = await configuration(name);
      const session = ['--role-arn', Role, '--role-session-name', 'test'];
      const { Credentials: assumed } = (await aws(env, 'sts', 'assume-role', ...session)) as {
        Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string };
      };
      return {
        ...env,
        AWS_ACCESS_KEY_ID: assumed.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: assumed.SecretAccessKey,
        AWS_SESSION_TOKEN: assumed.SessionToken,
      };
    },
    /** Sends its S3 requests through a proxy. */
    routeThrough: async (name: FunctionName, endpoint: string) => {
      await setVariables(name, { ...(await variables(name)), AWS_ENDPOINT_URL_S3: endpoint });
    },
    /** Calls it with an empty batch. @throws Error if the function throws */
    invoke: async (name: FunctionName) => {
      const answer = path.join(await temporaryFolder(), 'answer.json');
      const told = await lambda('invoke', name, '--payload', '{"Records":[]}', answer);
      if ((told as { FunctionError?: string }).FunctionError)
        throw new Error(`${name}: ${await readFile(answer, 'utf8')}`);
    },
    /** Starts or stops the delivery of its queue's messages. */
    feed: async (name: FunctionName, isFed: boolean) => {
      const { EventSourceMappings: mappings } = (await lambda('list-event-source-mappings', name)) as {
        EventSourceMappings: { UUID: string }[];
      };
      const change = ['--uuid', mappings[0]!.UUID, isFed ? '--enabled' : '--no-enabled'];
      await aws(env, 'lambda', 'update-event-source-mapping', ...change);
    },
  };
}
