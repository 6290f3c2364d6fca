// ministack replaces AWS: S3, SQS, Lambda, IAM, CloudFormation and the other services of the stack, in one process.
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { reaches } from './clients.mjs';
import { installLambdaNode } from './lambda-node.mjs';
import { freePort, startServer, temporaryFolder } from './processes.mjs';
import { installPython } from './python.mjs';
import { makeCertificate, trusting } from './tls.mjs';

const WRAPPER = fileURLToPath(new URL('lambda', import.meta.url));
const REGION = 'eu-central-1';

/**
 * Starts an empty AWS on the loopback.
 *
 * With `AUTH` (the default) it uses https, checks signatures, enforces IAM, and runs Lambda functions as
 * `lambda-node.mjs` describes. Without `AUTH`, it has S3 and SQS over http, for quick tests, and denies nothing.
 *
 * @param {{ AUTH?: boolean }} [options]
 */
export async function startMinistack({ AUTH = true } = {}) {
  const bin = await installPython();
  const runtime = AUTH ? await installLambdaNode() : '';
  const [folder, remove] = await temporaryFolder('ministack');
  const tls = AUTH ? await makeCertificate(folder) : undefined;
  const port = await freePort();
  const endpoint = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  /** @type {import('./clients.mjs').Env} */
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test', // the account's root
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(tls && trusting(tls.cert)),
  };
  const server = await startServer(path.join(bin, 'ministack'), [], {
    name: 'ministack',
    folder,
    env: {
      PATH: [WRAPPER, bin, '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':'),
      HOME: folder,
      TMPDIR: folder,
      LANG: 'C.UTF-8',
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: REGION,
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      LAMBDA_NODE_RUNTIME: runtime,
      DOCKER_HOST: 'unix:///nonexistent.sock',
      ...(tls && {
        AUTH: 'true',
        USE_SSL: '1',
        MINISTACK_SSL_CERT: tls.cert,
        MINISTACK_SSL_KEY: tls.key,
        ...trusting(tls.cert),
      }),
    },
    isReady: () => reaches(`${endpoint}/_ministack/health`, env),
  }).catch(async (error) => {
    await remove();
    throw error;
  });
  return {
    ...server,
    endpoint,
    env,
    tls,
    stop: async () => {
      await server.stop();
      await remove();
    },
  };
}
