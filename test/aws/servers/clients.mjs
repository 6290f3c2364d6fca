// Clients of the servers, for tests.
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { runToEnd } from './processes.mjs';
import { installPython } from './python.mjs';

/** @typedef {Record<string, string>} Env environment variables of a client */

/**
 * SDK clients for this process, which does not read certificates from its environment.
 *
 * @param {Env} env as a server gives it
 * @param {import('@aws-sdk/client-s3').S3ClientConfig} [more]
 */
export function s3Client(env, more = {}) {
  const endpoint = env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const sums = env.AWS_REQUEST_CHECKSUM_CALCULATION && { requestChecksumCalculation: 'WHEN_REQUIRED' };
  return new S3Client({ ...configuration(env), ...sums, endpoint, forcePathStyle: true, ...more });
}

/** @param {Env} env as a server gives it */
export function sqsClient(env) {
  return new SQSClient({ ...configuration(env), endpoint: env.AWS_ENDPOINT_URL });
}

function configuration(env) {
  return {
    region: env.AWS_REGION,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    },
    requestHandler: new NodeHttpHandler({ httpsAgent: new https.Agent({ ...trust(env), keepAlive: true }) }),
  };
}

/**
 * Runs the AWS command line, and returns its answer.
 *
 * @param {Env} env as a server gives it
 * @param {...string} args
 * @returns {Promise<any>}
 */
export async function aws(env, ...args) {
  const bin = await installPython();
  // For SQS, this version ignores the endpoint in the environment.
  const endpoint = args[0] === 'sqs' ? ['--endpoint-url', env.AWS_ENDPOINT_URL] : [];
  const text = await runToEnd(path.join(bin, 'aws'), [...args, ...endpoint, '--output', 'json'], {
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    seconds: 60,
  });
  return text.trim() ? JSON.parse(text) : undefined;
}

/**
 * Whether a GET is answered with a success.
 *
 * @param {string} url
 * @param {Env} [env]
 * @returns {Promise<boolean>}
 */
export function reaches(url, env = {}) {
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    get(url, { ...trust(env), timeout: 2000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on('timeout', function () {
        this.destroy();
        resolve(false);
      })
      .on('error', () => resolve(false));
  });
}

function trust({ AWS_CA_BUNDLE: file }) {
  return file && existsSync(file) ? { ca: readFileSync(file) } : {};
}
