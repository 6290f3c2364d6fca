import { S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { UsageError } from '../../core/errors.js';

export interface S3ClientOptions {
  /** Of a server other than AWS; without it what `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` say. */
  readonly endpoint?: string;
  /** Without it what the environment or the profile says, else `us-east-1`, from which AWS leads on to the bucket's own. */
  readonly region?: string;
  /** Without them the standard chain: environment, profile, single sign-on, container or instance. */
  readonly credentials?: S3ClientConfig['credentials'];
  /** How often a request is tried in all. */
  readonly attempts?: number;
}

/** More than the tasks that one thread has under way, as each has several requests. */
const MOST_SOCKETS = 128;

/** Half a minute of S3 telling us to slow down, with the waits between. */
const ATTEMPTS = 8;

/** For the answer's head: the body is watched by `collectBody`. Large objects go up in a few seconds, so this is ample. */
const ANSWER_MS = 60_000;
const CONNECT_MS = 5_000;

const FIRST_REGION = 'us-east-1';

/**
 * A client with connections of its own, to be shared by all that a process or thread does.
 * @throws UsageError where the endpoint is no address
 */
export async function openS3Client(options: S3ClientOptions = {}): Promise<S3Client> {
  silenceVersionNotice();
  const endpoint = options.endpoint ?? configuredEndpoint(process.env);
  // Not shown, as addresses may hold a password.
  if (endpoint !== undefined && !/^https?:$/.test(protocolOf(endpoint)))
    throw new UsageError('the endpoint (AWS_ENDPOINT_URL) is no address; write it as https://host:port');
  const config: S3ClientConfig = {
    maxAttempts: options.attempts ?? ATTEMPTS,
    // The other mode, which holds all requests back once S3 has asked to slow down, took three times as long.
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
  };
  const client = new S3Client(config);
  return (await knowsRegion(client)) ? client : new S3Client({ ...config, region: FIRST_REGION });
}

let shared: Promise<S3Client> | undefined;

/** The client of this process or thread, by what the environment says. */
export function sharedS3Client(): Promise<S3Client> {
  shared ??= openS3Client();
  return shared;
}

/** Buckets as host names need DNS, and checksums beyond what S3 began with are refused by some. */
const OTHER_SERVERS: S3ClientConfig = {
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
};

export function configuredEndpoint(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true') return undefined;
  // An empty value is none.
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

/** The SDK's version is fixed here, so what later ones will ask of Node is not the user's affair. */
function silenceVersionNotice(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
}
