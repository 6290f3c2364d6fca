import { spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folders.js';

/** The scripts are real. `aws`, `npm` and `cdk` are stand-ins that log their arguments. */
const SCRIPTS = fileURLToPath(new URL('../../bash-scripts/', import.meta.url));

const OUTPUTS = {
  BucketName: 'in-bucket',
  OutputBucketName: 'out-bucket',
  FunctionName: 'AugmentOnDemand',
  DashboardUrl: 'https://dashboard',
  LogGroupName: 'log',
  ReconcileLogGroupName: 'reconcile-log',
};

const AWS = `
case "$*" in
  'configure get region') echo us-east-1 ;;
  'sts '*) [ -z "$NO_CREDENTIALS" ] || { echo 'Unable to locate credentials.' >&2; exit 253; }; echo 123456789012 ;;
  *CDKToolkit*) [ -z "$NO_BOOTSTRAP" ] || { echo 'Stack with id CDKToolkit does not exist' >&2; exit 254; } ;;
  *'OutputKey=='*) case "$*" in *"'BucketName'"*) echo in-bucket ;; *) echo out-bucket ;; esac ;;
  *describe-stacks*) [ -z "$NO_STACK" ] || { echo 'Stack with id X does not exist' >&2; exit 254; } ;;
  *) exit 2 ;;
esac`;

const CDK = `
[ -z "$NO_CDK" ] || exit 1
while [ $# -gt 0 ]; do
  if [ "$1" = --outputs-file ]; then echo "{\\"$STACK\\": $OUTPUTS}" >"$2"; fi
  shift
done`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Commands with their arguments, in order. */
  readonly calls: readonly string[];
  readonly home: string;
}

async function runScript(
  script: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const home = await temporaryFolder();
  await mkdir(path.join(home, 'bin'));
  for (const [name, body] of Object.entries({ aws: AWS, npm: '', cdk: CDK })) {
    const file = path.join(home, 'bin', name);
    await writeFile(file, `#!/bin/bash\necho "${name} $*" >>'${home}/calls'\n${body}\n`);
    await chmod(file, 0o755);
  }
  await writeFile(path.join(home, 'layer.zip'), '');
  await writeFile(path.join(home, 'my recipe.yaml'), 'transforms: [VerticalFlip]\n');
  await writeFile(path.join(home, 'broken.yaml'), 'transforms:\n  - NoSuchTransform\n');
  const child = spawn('bash', [path.join(SCRIPTS, script), ...args], {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: `${home}/bin:${process.env.PATH ?? ''}`,
      HOME: home,
      AUGMENT_CDK: `${home}/bin/cdk`,
      OUTPUTS: JSON.stringify(OUTPUTS),
      STACK: 'AugmentOnDemand',
      ...environment,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const calls = await readFile(path.join(home, 'calls'), 'utf8').catch(() => '');
  return { code, stdout, stderr, calls: calls.split('\n').filter(Boolean), home };
}

function callsOf(name: string, { calls }: Ended): string[] {
  return calls.filter((call) => call.startsWith(`${name} `));
}

describe('deploy.sh', () => {
  it('builds, deploys with all options, and says what to do next', async () => {
    const ended = await runScript('deploy.sh', [
      ...[
        '--bucket',
        'in-bucket',
        '--existing-bucket',
        '--output-bucket',
        'out-bucket',
        '--recipe',
        'my recipe.yaml',
      ],
      ...['--kms-key', 'arn:in', '--output-kms-key', 'arn:out', '--alarm-email', 'me@example.com'],
      ...['--arch', 'x64', '--max-concurrency', '20', '--removal', 'destroy', '--layer', 'layer.zip'],
      ...['--region', 'eu-central-1', '--', '--rollback', 'false'],
    ]);
    const { code, stdout, home } = ended;
    expect({ code, stderr: ended.stderr }).toEqual({ code: 0, stderr: 'building\n' });
    expect(callsOf('npm', ended)).toEqual(['npm run --silent build']);
    const [deploy] = callsOf('cdk', ended);
    expect(deploy?.replace(/--outputs-file \S+/, '--outputs-file O')).toBe(
      'cdk deploy AugmentOnDemand --outputs-file O -c bucketName=in-bucket -c existingBucket=true ' +
        `-c outputBucketName=out-bucket -c recipe=${home}/my recipe.yaml -c kmsKey=arn:in -c outputKmsKey=arn:out ` +
        `-c alarmEmail=me@example.com -c maxConcurrency=20 -c removal=destroy ` +
        `-c stackName=AugmentOnDemand -c architecture=x86_64 -c layerZip=${home}/layer.zip --rollback false`,
    );
    expect(stdout).toContain('AugmentOnDemand is deployed to the account 123456789012 in eu-central-1.');
    expect(stdout).toContain('bash-scripts/upload-images.sh images in-bucket\n');
    expect(stdout).toContain('augment status s3://out-bucket/augmented-images\n');
    expect(stdout).toMatch(/Alarms: +by mail to me@example\.com, once .* is followed; https:\/\/dashboard\n/);
    expect(stdout).toMatch(/Logs: +log\n +reconcile-log\n/);
  });

  it('says that alarms reach nobody, or that there are none', async () => {
    const args = ['--no-build', '--layer', 'layer.zip'];
    expect((await runScript('deploy.sh', args)).stdout).toContain('sent to nobody (--alarm-email ADDRESS');
    const { stdout, calls } = await runScript('deploy.sh', [...args, '--minimal'], { OUTPUTS: '{}' });
    expect(stdout).toContain('none (--minimal)');
    expect(calls.at(-1)).toContain('-c minimal=true');
  });

  it.each([
    [
      ['--no-build'],
      { NO_CREDENTIALS: '1' },
      2,
      /no access to AWS: Unable to locate credentials\.; set AWS_PROFILE/,
    ],
    [['--recipe', 'nowhere.yaml'], {}, 2, /the recipe nowhere\.yaml does not exist/],
    [
      ['--no-build', '--layer', 'layer.zip', '--recipe', 'broken.yaml'],
      {},
      2,
      /broken\.yaml:2:[^]*NoSuchTransform[^]*nothing is deployed/,
    ],
    [['--layer', 'nowhere.zip'], {}, 2, /the layer nowhere\.zip does not exist/],
    [['--arch', 'mips'], {}, 2, /--arch must be arm64 or x86_64, not "mips"/],
    [['--bucket'], {}, 2, /--bucket needs a value/],
    [['--unheard-of', 'x'], {}, 2, /unknown option --unheard-of/],
    [
      ['--no-build', '--layer', 'layer.zip'],
      { NO_BOOTSTRAP: '1' },
      2,
      /not prepared for CDK in us-east-1: run `npx cdk bootstrap/,
    ],
  ])('%j with %j ends before anything is deployed', async (args, environment, code, message) => {
    const ended = await runScript('deploy.sh', args, environment);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({
      code,
      stderr: expect.stringMatching(message) as string,
    });
    expect(callsOf('cdk', ended)).toEqual([]);
  });

  it('prepares the account without a question after --yes', async () => {
    const ended = await runScript('deploy.sh', ['--yes', '--no-build', '--layer', 'layer.zip'], {
      NO_BOOTSTRAP: '1',
    });
    expect(ended.code).toBe(0);
    const [bootstrap, deploy] = callsOf('cdk', ended);
    expect(bootstrap).toBe('cdk bootstrap aws://123456789012/us-east-1');
    expect(deploy).toContain('--require-approval never');
    expect(callsOf('npm', ended)).toEqual([]);
  });

  it('reports a failed deployment', async () => {
    const failed = await runScript('deploy.sh', ['--no-build', '--layer', 'layer.zip'], { NO_CDK: '1' });
    expect(failed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('`cdk deploy` failed') as string,
    });
  });
});

describe('destroy.sh', () => {
  it('removes the stack, and says that the buckets stay', async () => {
    const ended = await runScript('destroy.sh', ['--yes', '--stack', 'Mine']);
    expect(ended.code).toBe(0);
    expect(callsOf('cdk', ended)).toEqual(['cdk destroy Mine --app node scripts/stack-name.mjs --force']);
    for (const bucket of ['in-bucket', 'out-bucket']) {
      expect(ended.stderr).toContain(`s3://${bucket} stays with all its objects`);
      expect(ended.stderr).toContain(`\`aws s3 rb s3://${bucket}\``);
    }
  });

  it.each([
    [[], {}, /nothing was removed: .*use --yes/],
    [['--yes'], { NO_STACK: '1' }, /the stack AugmentOnDemand does not exist in us-east-1/],
    [['--yes'], { NO_CREDENTIALS: '1' }, /no access to AWS/],
  ])('%j with %j removes nothing', async (args, environment, message) => {
    const ended = await runScript('destroy.sh', args, environment);
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(message) as string,
    });
    expect(callsOf('cdk', ended)).toEqual([]);
  });
});
