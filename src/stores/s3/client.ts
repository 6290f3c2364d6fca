import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UsageError } from '../../core/errors.js';

export interface S3ClientOptions {
  /** Address of a server other than AWS. Default: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string;
  /**
   * Default: that of the environment or the profile, else `us-east-1`; AWS then redirects to the bucket's own region.
   */
  readonly region?: string;
  /** Default: the standard chain of environment, profile, single sign-on, container or instance. */
  readonly credentials?: S3ClientConfig['credentials'];
  /** Number of attempts for each request, including the first. */
  readonly attempts?: number;
  /** Requests without a signature, as for public buckets; no credentials are needed. Default: `AUGMENT_S3_UNSIGNED`. */
  readonly unsigned?: boolean;
  /** The requester pays, not the owner of the bucket. Default: `AUGMENT_S3_REQUESTER_PAYS`. */
  readonly requesterPays?: boolean;
}

/** More than the tasks of one thread, because each task has several requests. */
const MOST_SOCKETS = 128;

/** Together with the waits between them, half a minute in which S3 asks to slow down. */
const ATTEMPTS = 8;

/** For the head of the answer: `collectBody` watches the body. Large uploads take a few seconds, so this is ample. */
const ANSWER_MS = 60_000;
const CONNECT_MS = 5_000;

const FIRST_REGION = 'us-east-1';

/**
 * A client with its own connections, to be shared by all tasks of a process or thread.
 * @throws UsageError if the endpoint is no address
 */
export async function openS3Client(options: S3ClientOptions = {}): Promise<S3Client> {
  silenceVersionNotice();
  const endpoint = options.endpoint ?? configuredEndpoint(process.env);
  // The message does not show it, because addresses may contain a password.
  if (endpoint !== undefined && !/^https?:$/.test(protocolOf(endpoint)))
    throw new UsageError('the endpoint (AWS_ENDPOINT_URL) is no address; write it as https://host:port');
  const config: S3ClientConfig = {
    maxAttempts: options.attempts ?? ATTEMPTS,
    // The adaptive mode delays all requests once S3 has asked to slow down. It took three times as long.
    retryMode: 'standard',
    followRegionRedirects: true,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MOST_SOCKETS },
    }),
    ...(endpoint !== undefined && { endpoint }),
    ...(endpoint !== undefined && !isAws(endpoint) && OTHER_SERVERS),
    ...(options.region !== undefined && { region: options.region }),
    ...(options.credentials && { credentials: options.credentials }),
    ...((options.unsigned ?? isOn('AUGMENT_S3_UNSIGNED')) && UNSIGNED),
  };
  const first = new S3Client(config);
  const client = (await knowsRegion(first)) ? first : new S3Client({ ...config, region: FIRST_REGION });
  if (options.requesterPays ?? isOn('AUGMENT_S3_REQUESTER_PAYS')) agreeToPay(client);
  return client;
}

/** The SDK asks for credentials even where nothing is signed with them. */
const UNSIGNED: S3ClientConfig = {
  signer: { sign: (request) => Promise.resolve(request) },
  credentials: { accessKeyId: '', secretAccessKey: '' },
};

/** Every kind of request has that header, and the SDK has no setting for all of them. */
function agreeToPay(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['x-amz-request-payer'] = 'requester';
      return next(args);
    },
    { step: 'build', name: 'agreeToPay' },
  );
}

/** @throws UsageError if the variable of the environment is neither true nor false */
function isOn(name: string): boolean {
  const value = process.env[name] ?? '';
  if (!['', 'true', 'false'].includes(value))
    throw new UsageError(`${name} is ${value}: expected true or false`);
  return value === 'true';
}

let shared: Promise<S3Client> | undefined;

/** The client of this process or thread, configured by the environment. */
export function sharedS3Client(): Promise<S3Client> {
  shared ??= openS3Client();
  return shared;
}

/** Buckets as host names need DNS, and some servers refuse checksums other than S3's original ones. */
const OTHER_SERVERS: S3ClientConfig = {
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
};

export function configuredEndpoint(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  // An empty value counts as absent.
  return environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined;
}

function protocolOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).protocol : '';
}

/** AWS's own names, endpoints in private networks and for FIPS included. */
export function isAws(endpoint: string): boolean {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
  return /(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(host);
}

async function knowsRegion(client: S3Client): Promise<boolean> {
  try {
    await client.config.region();
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('Region is missing')) return false;
    throw error;
  }
}

/** The SDK's version is fixed by this program, so users need not know what later versions require of Node. */
function silenceVersionNotice(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}
