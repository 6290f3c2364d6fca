import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../../test/aws/servers/cache.mjs';
import { installLambdaNode } from '../../test/aws/servers/lambda-node.mjs';
import { runToEnd } from '../../test/aws/servers/processes.mjs';
import { buildLayer } from '../../test/aws/stack.mjs';
import { Contestant } from '../contestant.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const PEER_PACKAGES = ['boto3==1.43.106', 'pillow==12.3.0'];
export const OURS = 'this program, batch of 10';
export const PEER = 'the tutorial’s way';
export const BUCKET = 'images';

/** The bundle and its layer, in the folders where Lambda mounts them, and Lambda's version of Node. */
export async function prepareOurs(folder, dist) {
  const [task, opt] = ['task', 'opt'].map((name) => path.join(folder, name));
  await mkdir(task, { recursive: true });
  await mkdir(opt, { recursive: true });
  await copyFile(path.join(dist, 'lambda', 'handler.mjs'), path.join(task, 'handler.mjs'));
  await copyFile(here('host.mjs'), path.join(task, 'host.mjs'));
  await runToEnd('unzip', ['-q', await buildLayer(), '-d', opt]);
  return { folder, task, node: path.join(await installLambdaNode(), 'bin', 'node') };
}

/** A Python with the peer's packages: the given one, or one that the benchmark installs. Undefined where there is none. */
export async function preparePython(given) {
  if (given) return given;
  try {
    const venv = await cached('bench-python', PEER_PACKAGES.join('\n'), async (folder) => {
      await runToEnd('python3', ['-m', 'venv', folder]);
      const pip = path.join(folder, 'bin', 'pip');
      await runToEnd(pip, ['install', '--quiet', '--disable-pip-version-check', ...PEER_PACKAGES]);
    });
    return path.join(venv, 'bin', 'python');
  } catch (error) {
    console.log(`There is no Python for the peer, so this program is measured alone: ${error.message}`);
    return undefined;
  }
}

/** A container of the function, warm once it is `ready`. @param within a command that starts it within limits */
export async function startOurs({ folder, task, node }, { recipe }, endpoint, within = []) {
  await writeFile(path.join(task, 'recipe.yaml'), JSON.stringify(recipe));
  const queue = (name) => `${endpoint}/000000000000/${name}`;
  const command = [
    ...within,
    here('container.sh'),
    folder,
    node,
    '/var/task/host.mjs',
    '/var/task/handler.mjs',
  ];
  return new Contestant(OURS, command, {
    ...environment(endpoint),
    AUGMENT_INPUT: `s3://${BUCKET}/raw-images`,
    AUGMENT_OUTPUT: `s3://${BUCKET}/augmented-images`,
    AUGMENT_RECIPE: 'recipe.yaml',
    AUGMENT_IMAGE_QUEUE_URL: queue('images'),
    AUGMENT_RECONCILE_QUEUE_URL: queue('reconcile.fifo'),
    AUGMENT_DEAD_LETTERS_URL: queue('dead'),
    AUGMENT_RECONCILE_DEAD_LETTERS_URL: queue('reconcile-dead.fifo'),
    AUGMENT_LOG_GROUP: 'augment',
    AUGMENT_RECONCILE_LOG_GROUP: 'reconcile',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
    POWERTOOLS_SERVICE_NAME: 'augment-on-demand',
    POWERTOOLS_METRICS_NAMESPACE: 'AugmentOnDemand',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'augment',
    NODE_PATH: '/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules',
  });
}

/** Does the same as container.sh, but without mounts, which a function in Python does not need. */
const START = 'STARTED=$EPOCHREALTIME exec "$@" 3>&1 >/dev/null';

export function startPeer(python, { recipe }, endpoint) {
  const command = ['bash', '-c', START, 'bash', python, here('host.py')];
  return new Contestant(PEER, command, {
    ...environment(endpoint),
    OUTPUT_PREFIX: 'original',
    VARIANTS: String(recipe.variants),
  });
}

/** Credentials and endpoints as Lambda sets them, and nothing of the user's environment. */
function environment(endpoint) {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'benchmark',
    AWS_SECRET_ACCESS_KEY: 'benchmark',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_PROFILE: undefined,
    NODE_OPTIONS: undefined,
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
}
