import { ImageError, StoreError, UsageError } from '../../core/errors.js';
import { BrokenBodyError } from './body.js';

/** Kinds of requests to S3, as messages name them, with the right that each needs. */
export type S3Action = keyof typeof RIGHTS;

const RIGHTS = {
  read: 's3:GetObject',
  'read the metadata of': 's3:GetObject',
  write: 's3:PutObject',
  remove: 's3:DeleteObject',
  list: 's3:ListBucket',
} as const;

interface Verdict {
  readonly reason: string;
  readonly retryable: boolean;
  /** True if the name that the user gave is wrong. */
  readonly isMisnamed?: boolean;
  /** True if this object cannot be read, and others can. */
  readonly isArchived?: boolean;
}

const permanent = (reason: string): Verdict => ({ reason, retryable: false });
const misnamed = (reason: string): Verdict => ({ reason, retryable: false, isMisnamed: true });
const passing = (reason: string): Verdict => ({ reason, retryable: true });

const EXPIRED = permanent(
  'the credentials have expired; renew them (`aws sso login`, or a new AWS_SESSION_TOKEN), and run again',
);
const UNKNOWN_CREDENTIALS = permanent(
  'the server does not know the credentials; check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SESSION_TOKEN',
);
const WRONG_REGION = permanent("the bucket lies in another region; set AWS_REGION to the bucket's");
const THROTTLED = passing('S3 asks to slow down; use fewer --workers, or run again later');
const NO_NAME = passing(
  'there is no server of that name, or the network is down; check AWS_REGION and AWS_ENDPOINT_URL',
);
const UNREACHABLE = passing(
  'the server cannot be reached, or broke the connection; check AWS_ENDPOINT_URL and the network',
);
const SLOW = passing('the server did not answer in time');
const NO_TRUST = permanent(
  "the server's certificate is not trusted; set NODE_EXTRA_CA_CERTS to the certificate of its authority",
);

/** By the error code of S3, of the credentials chain or of Node. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  NoSuchBucket: misnamed('there is no such bucket; make it, or correct its name'),
  InvalidBucketName: misnamed('this cannot be the name of a bucket; correct it'),
  PermanentRedirect: WRONG_REGION,
  AuthorizationHeaderMalformed: WRONG_REGION,
  IllegalLocationConstraintException: WRONG_REGION,
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  TokenProviderError: EXPIRED,
  InvalidAccessKeyId: UNKNOWN_CREDENTIALS,
  InvalidToken: UNKNOWN_CREDENTIALS,
  InvalidClientTokenId: UNKNOWN_CREDENTIALS,
  UnrecognizedClientException: UNKNOWN_CREDENTIALS,
  SignatureDoesNotMatch: permanent(
    'the secret key does not belong to the access key; check AWS_SECRET_ACCESS_KEY, and that no proxy changes requests',
  ),
  CredentialsProviderError: permanent(
    'no credentials were found; set AWS_PROFILE (after `aws sso login`), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for a public bucket, set AUGMENT_S3_UNSIGNED=true',
  ),
  RequestTimeTooSkewed: permanent("this machine's clock is wrong; S3 allows 15 minutes"),
  EntityTooLarge: permanent('it is larger than 5 GB, the most that S3 accepts in one request'),
  InvalidObjectState: {
    reason: 'it is archived; restore it, and upload it again or run again',
    retryable: false,
    isArchived: true,
  },
  NotImplemented: permanent('this server does not know a request that is needed; see docs/s3.md'),
  SlowDown: THROTTLED,
  Throttling: THROTTLED,
  ThrottlingException: THROTTLED,
  TooManyRequestsException: THROTTLED,
  RequestLimitExceeded: THROTTLED,
  RequestTimeout: SLOW,
  TimeoutError: SLOW,
  ETIMEDOUT: SLOW,
  ConditionalRequestConflict: passing('other tasks are writing it at the same time; run again'),
  OperationAborted: passing('the bucket is being changed at the same time; run again'),
  ENOTFOUND: NO_NAME,
  EAI_AGAIN: NO_NAME,
  ECONNREFUSED: UNREACHABLE,
  ECONNRESET: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  EPIPE: UNREACHABLE,
  DEPTH_ZERO_SELF_SIGNED_CERT: NO_TRUST,
  SELF_SIGNED_CERT_IN_CHAIN: NO_TRUST,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NO_TRUST,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NO_TRUST,
  CERT_HAS_EXPIRED: NO_TRUST,
};

/**
 * An error between this program and S3 as a message for users: the request, the object, the reason and the remedy.
 * @param where `s3://bucket/key`
 * @returns other errors unchanged, if they come neither from S3 nor from the network: they are defects
 */
export function explainS3(error: unknown, action: S3Action, where: string): unknown {
  if (error instanceof StoreError) return error;
  const verdict = judge(error, action);
  if (!verdict) return error;
  const message = `cannot ${action} ${where}: ${verdict.reason}`;
  const options = { cause: withoutSecrets(error) };
  if (verdict.isArchived) return new ImageError(message, options);
  return verdict.isMisnamed
    ? new UsageError(message, options)
    : new StoreError(message, verdict.retryable, options);
}

/** The HTTP status of S3's answer; undefined if there was no answer. */
export function statusOf(error: unknown): number | undefined {
  const metadata = fieldOf(error, '$metadata');
  const status = fieldOf(metadata, 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

/** S3's code of the error, else Node's. Answers to HEAD have none. */
export function codeOf(error: unknown): string {
  for (const name of ['Code', 'code', 'name']) {
    const value = fieldOf(error, name);
    if (typeof value === 'string' && value in VERDICTS) return value;
  }
  const name = fieldOf(error, 'name');
  return typeof name === 'string' ? name : '';
}

/** True if there is no such object. A missing bucket is distinguished if S3's answer has a code. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && codeOf(error) !== 'NoSuchBucket';
}

function judge(error: unknown, action: S3Action): Verdict | undefined {
  if (error instanceof BrokenBodyError) return passing(`its content arrived incomplete (${error.message})`);
  const status = statusOf(error);
  const known = VERDICTS[codeOf(error)];
  if (known) return known;
  if (status === undefined) return undefined;
  if (status === 301 || status === 307) return WRONG_REGION;
  if (status === 403) return permanent(denied(error, action));
  if (status === 409) return VERDICTS['ConditionalRequestConflict'];
  if (status === 429) return THROTTLED;
  if (status >= 500) return passing(`the server failed (${describe(error, status)})`);
  return permanent(`the server refuses it (${describe(error, status)})`);
}

function denied(error: unknown, action: S3Action): string {
  const message = fieldOf(error, 'message');
  if (typeof message === 'string' && /kms/i.test(message)) {
    const right = action === 'write' ? 'kms:GenerateDataKey' : 'kms:Decrypt';
    return `access denied by the key that the bucket is encrypted with; allow ${right} on it`;
  }
  if (action === 'list') return `access denied; allow ${RIGHTS.list} on the bucket`;
  if (action === 'write' || action === 'remove') return `access denied; allow ${RIGHTS[action]} on it`;
  return (
    `access denied; allow ${RIGHTS[action]} on it, and ${RIGHTS.list} on the bucket: ` +
    'without that, S3 also denies access to objects that do not exist'
  );
}

/** The SDK's errors contain the request with its signature and session token, which must not get into a log. */
function withoutSecrets(error: unknown): Error {
  const id = fieldOf(fieldOf(error, '$metadata'), 'requestId');
  const parts = [codeOf(error), statusOf(error), typeof id === 'string' ? `request ${id}` : undefined];
  return new Error(parts.filter((part) => part !== undefined && part !== '').join(', '));
}

function describe(error: unknown, status: number): string {
  const message = fieldOf(error, 'message');
  const isTelling = typeof message === 'string' && message !== '' && message !== 'UnknownError';
  return [`${codeOf(error)} ${status}`.trim(), ...(isTelling ? [message] : [])].join(': ');
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
