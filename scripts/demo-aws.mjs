// `npm run demo:aws`: augments the sample images by the whole stack, on an imitation of AWS on this machine.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { installPython } from '../test/aws/servers/python.mjs';
import { augment, startStack } from '../test/aws/stack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = 'augmented-images-aws';
const recipe = path.join(root, 'recipes', 'detection.yaml');
const shown = ['soccer.jpg', 'race horse.jpg', 'astronaut.png'];
const LONGEST_MS = 180_000;

console.error('starting an imitation of AWS and deploying to it; the first time this takes some minutes');
const stack = await startStack({ recipe });
try {
  const { BucketName: bucket, FunctionName: name } = stack.outputs;
  console.error(`deployed: the bucket ${bucket} and the function ${name}`);
  await show('bash', 'bash-scripts/upload-images.sh', 'raw-images', bucket);
  await untilDone();
  await show(process.execPath, 'dist/cli/main.js', 'verify', stack.input, stack.output);
  rmSync(path.join(root, results), { recursive: true, force: true });
  await show('aws', 's3', 'cp', '--recursive', '--only-show-errors', stack.output, results);
  console.error(`results: ${results}`);
  await preview(...shown.map((image) => `${stack.input}/${image}`));
} finally {
  await stack.stop();
}

/** Draws some of the verified images with their labels. */
async function preview(...photos) {
  const sheet = ['--columns', '5', '--out', 'contact-sheet-aws.png'];
  await show(process.execPath, 'dist/cli/main.js', 'preview', ...photos, '--recipe', recipe, ...sheet);
}

async function untilDone() {
  let printed;
  for (const started = Date.now(); Date.now() - started < LONGEST_MS; await wait(3_000)) {
    const answer = await augment(stack.env, 'status', stack.output, '--input', stack.input, '--json');
    const { done, missing, failures, deployment } = JSON.parse(answer);
    const counts = `${done} images done, ${missing.count} missing, ${failures.length} failed`;
    const now = missing.count > 0 ? counts : `${counts}; a full reconciliation follows a minute later`;
    if (now !== printed) console.error((printed = now));
    const { waiting, inWork, isReconcileDue } = deployment;
    if (missing.count === 0 && waiting + inWork === 0 && !isReconcileDue) return;
  }
  throw new Error('the images are not done after three minutes');
}

/** Runs a command as a user of the stack does, and shows its output. */
async function show(command, ...args) {
  const PATH = `${await installPython()}:${process.env.PATH}`;
  const env = { ...process.env, ...stack.env, PATH };
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
}
