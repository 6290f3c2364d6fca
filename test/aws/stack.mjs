// Deploys the product to a local AWS: the stack, its layer, and the upload script.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrap, deploy } from './servers/cdk.mjs';
import { aws } from './servers/clients.mjs';
import { startMinistack } from './servers/ministack.mjs';
import { runToEnd } from './servers/processes.mjs';
import { installPython } from './servers/python.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPTS = path.join(ROOT, 'bash-scripts');
/** Functions run on this machine, so the stack is deployed for its architecture. */
export const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/**
 * Starts an empty AWS and deploys the built stack on it. `npm run build` comes first.
 *
 * @param {Record<string, string>} [context] the configuration of the CDK app
 * @param {(env: Record<string, string>) => Promise<void>} [prepare] runs before the deployment
 */
export async function startStack(context = {}, prepare = async () => undefined) {
  const server = await startMinistack();
  try {
    const layerZip = await buildLayer();
    await prepare(server.env);
    await bootstrap(server.env);
    const app = path.join(ROOT, 'infra', 'app.mjs');
    const given = { architecture: ARCHITECTURE, layerZip, bucketName: 'images', ...context };
    const outputs = (await deploy(server.env, { app, context: given })).AugmentOnDemand ?? {};
    await allowBatches(server.env);
    await shortenPauses(server.env);
    return {
      server,
      env: server.env,
      outputs,
      input: `s3://${outputs.BucketName}/raw-images`,
      output: `s3://${outputs.OutputBucketName}/augmented-images`,
      stop: server.stop,
    };
  } catch (error) {
    console.error(await server.tail());
    await server.stop();
    throw error;
  }
}

/** On AWS, these rights include those of batches. ministack needs separate actions, which IAM does not have. */
const BATCHES = ['sqs:SendMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];

const FUNCTIONS = ['AugmentOnDemand', 'AugmentOnDemand-reconcile'];

/** @param {Record<string, string>} env */
export async function allowBatches(env) {
  for (const name of FUNCTIONS) await allowBatchesTo(env, name);
}

async function allowBatchesTo(env, functionName) {
  const { Role } = await aws(env, 'lambda', 'get-function-configuration', '--function-name', functionName);
  const role = ['--role-name', Role.split('/').at(-1), '--policy-name'];
  const { PolicyDocument } = await aws(env, 'iam', 'get-role-policy', ...role, 'Access');
  const Statement = PolicyDocument.Statement.flatMap((statement) => {
    const actions = [statement.Action].flat().filter((action) => BATCHES.includes(action));
    return actions.length > 0 ? [{ ...statement, Action: actions.map((action) => `${action}Batch`) }] : [];
  });
  const document = JSON.stringify({ ...PolicyDocument, Statement });
  await aws(env, 'iam', 'put-role-policy', ...role, 'Batches', '--policy-document', document);
}

/** Seconds after which a message comes again that was put back. Tests cannot wait for hours. */
const LONGEST_PAUSE = 5;

async function shortenPauses(env) {
  for (const name of FUNCTIONS) {
    const named = ['--function-name', name];
    const { Environment } = await aws(env, 'lambda', 'get-function-configuration', ...named);
    const Variables = { ...Environment.Variables, AUGMENT_LONGEST_PAUSE: String(LONGEST_PAUSE) };
    const change = ['--environment', JSON.stringify({ Variables })];
    await aws(env, 'lambda', 'update-function-configuration', ...named, ...change);
    await aws(env, 'lambda', 'wait', 'function-updated', ...named);
  }
}

/** The layer of this machine's architecture, built once. @returns {Promise<string>} a ZIP file */
export async function buildLayer() {
  const zip = path.join(ROOT, '.cache', `layer-${ARCHITECTURE}.zip`);
  if (!existsSync(zip))
    await runToEnd('bash', [path.join(SCRIPTS, 'build-layer.sh'), '--arch', ARCHITECTURE, '--out', zip], {
      env: process.env,
      seconds: 300,
    });
  return zip;
}

/**
 * Uploads a folder as users do.
 *
 * @param {Record<string, string>} env
 * @param {string} folder
 * @param {string} bucket
 * @param {...string} flags
 */
export async function upload(env, folder, bucket, ...flags) {
  const bin = await installPython();
  return runToEnd('bash', [path.join(SCRIPTS, 'upload-images.sh'), folder, bucket, ...flags], {
    env: { ...process.env, ...env, PATH: `${bin}:${process.env.PATH}` },
    seconds: 600,
  });
}

/**
 * Runs the built command against the local AWS.
 *
 * @param {Record<string, string>} env
 * @param {...string} args
 */
export function augment(env, ...args) {
  return runToEnd(process.execPath, [path.join(ROOT, 'dist', 'cli', 'main.js'), ...args], {
    env: { ...process.env, ...env },
    seconds: 600,
  });
}
